// A run directory of the previous version: listed, shown and resumed bit for bit.

import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { figuresOf, newRunOf, stateOf } from './trainerFixture.ts';

const kept = path.resolve(import.meta.dirname, '..', '..', 'fixtures', 'previousVersion');

describe('a run of the previous version', () => {
  const folder = useTemporaryFolder();

  async function copyRun(): Promise<string> {
    const [name = ''] = await readdir(kept);
    const directory = path.join(folder(), name);
    await cp(path.join(kept, name), directory, { recursive: true });
    // Version control keeps no empty folders.
    await mkdir(runFiles(directory).control, { recursive: true });
    return directory;
  }

  it('is listed as it stood', async () => {
    const directory = await copyRun();
    const [listing] = await listRuns(folder());
    assert.ok(listing?.kind === 'run');
    assert.deepEqual([listing.directory, listing.state, listing.manifest.iteration], [directory, 'stopped', 220]);
    assert.deepEqual([listing.manifest.askedBy, listing.manifest.launcher], ['terminal', null]);
  });

  it('ends, resumed, as if it had never been stopped', async function () {
    this.timeout(60_000);
    const directory = await copyRun();
    const { state } = await carryOutRun(directory);
    assert.equal(state, 'completed');
    const source = await readFile(runFiles(directory).source, 'utf8');
    const anew = await newRunOf(path.join(folder(), 'anew'), JSON.parse(source.replace(/^\s*\/\/.*$/m, '')));
    assert.equal((await carryOutRun(anew)).state, 'completed');
    assert.deepEqual(await stateOf(directory), await stateOf(anew));
    assert.deepEqual(await figuresOf(directory), await figuresOf(anew));
  });
});
