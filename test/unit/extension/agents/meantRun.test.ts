// Which run an agent's word means in a window of several folders.

import assert from 'node:assert/strict';
import path from 'node:path';
import { findMeantRun } from '../../../../src/extension/agents/meantRun.ts';
import type { RunRecord } from '../../../../src/extension/runs/runRecord.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { noMarks } from '../../../../src/runs/marks/marks.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('a run that an agent means', () => {
  const folder = useTemporaryFolder();
  let record: RunRecord;

  beforeEach(async () => {
    const directory = await newTestRun(folder());
    record = { directory, manifest: await readManifest(directory), state: 'running', label: '', marks: noMarks };
  });

  const recordAt = (place: string, changes: Partial<RunRecord> = {}): RunRecord => ({
    ...record,
    directory: path.join(folder(), place),
    ...changes,
  });

  function find(word: string, known: readonly RunRecord[], unheard: readonly RunRecord[] = []) {
    const lookAt = async (directory: string) => unheard.find((run) => run.directory === directory);
    const runsFolders = [path.join(folder(), 'a'), path.join(folder(), 'b')];
    return findMeantRun(word, { folder: folder(), runsFolders, runs: { all: () => known, lookAt } });
  }

  it('is the newest, but no log, by `latest`', async () => {
    const [log, newest, older] = [recordAt('logs/1', { state: 'ended' }), recordAt('a/2'), recordAt('b/1')];
    assert.deepEqual(await find('latest', [log, newest, older]), { directory: newest.directory, run: newest });
    await assert.rejects(find('latest', []), /There is no run “latest”/);
  });

  it('is known by its id in any folder, and by a beginning that is no other’s', async () => {
    const [first, second] = [recordAt('a/20260101T000000Z-x-0001'), recordAt('b/20260102T000000Z-x-0002')];
    for (const word of ['20260102T000000Z-x-0002', '20260102'])
      assert.equal((await find(word, [first, second])).run, second);
    await assert.rejects(find('2026', [first, second]), /means 2 runs\. Give one’s path: .*0001, .*0002/);
    await assert.rejects(find('', [first]), /There is no run/);
    await assert.rejects(find('x', [first]), /There is no run/);
  });

  it('of several that are called the same is told by its path alone', async () => {
    const [first, second] = [recordAt('a/same'), recordAt('b/same')];
    await assert.rejects(find('same', [first, second]), /means 2 runs/);
    assert.deepEqual(await find('b/same', [first, second]), { directory: second.directory, run: second });
    const elsewhere = path.join(folder(), 'c', 'same');
    assert.deepEqual(await find('c/same', [first, second]), { directory: elsewhere, run: undefined });
  });

  it('is looked for where the window has not heard of it yet', async () => {
    const unheard = recordAt('b/new');
    assert.equal((await find('new', [recordAt('a/old')], [unheard])).run, unheard);
    await assert.rejects(find('..', [], [recordAt('.')]), /There is no run/);
  });
});
