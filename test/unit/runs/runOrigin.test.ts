// Who asked for a run and what starts it: what earlier versions wrote, and what later ones may write.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { readManifest, writeManifest } from '../../../src/runs/manifestFile.ts';
import { observeState } from '../../../src/runs/observeState.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('where a run comes from', () => {
  const folder = useTemporaryFolder();

  /** A run whose manifest another version wrote. */
  async function newForeignRun(change: (manifest: Record<string, unknown>) => object): Promise<string> {
    const directory = await newTestRun(folder());
    const { manifest } = runFiles(directory);
    await writeFile(manifest, JSON.stringify(change(JSON.parse(await readFile(manifest, 'utf8')))));
    return directory;
  }

  it('is understood where an earlier version wrote who asked in the place of the launcher', async () => {
    const old = (launcher: string) =>
      newForeignRun(({ askedBy: _asked, group: _group, ...manifest }) => ({ ...manifest, launcher }));
    const ofEditor = await readManifest(await old('editor'));
    assert.deepEqual([ofEditor.askedBy, ofEditor.launcher, ofEditor.group], ['editor', { kind: 'local' }, null]);
    const ofTerminal = await readManifest(await old('terminal'));
    assert.deepEqual([ofTerminal.askedBy, ofTerminal.launcher], ['terminal', null]);
  });

  it('may be a launcher that only another version knows, whose notes stay when the manifest is written again', async () => {
    const launcher = { kind: 'slurm', job: 4711, partition: 'gpu' };
    const directory = await newForeignRun((manifest) => ({
      ...manifest,
      askedBy: 'notebook',
      launcher,
      createdAt: '2020-01-01T00:00:00.000Z',
    }));
    const manifest = await readManifest(directory);
    assert.deepEqual([manifest.askedBy, manifest.launcher], [null, launcher]);
    assert.equal(await observeState(manifest, directory), 'queued', 'its queue may be long');
    await writeManifest(directory, manifest);
    assert.deepEqual((await readManifest(directory)).launcher, launcher);
  });

  it('may be a group, which is bounded, and which a run goes on without', async () => {
    const group = { id: 'g1', name: 'Step sizes', varies: ['algorithm.metaStepSize'] };
    const groupOf = async (written: unknown) =>
      (await readManifest(await newForeignRun((manifest) => ({ ...manifest, group: written })))).group;
    assert.deepEqual(await groupOf(group), group);
    for (const bad of [
      { ...group, id: '' },
      { ...group, name: 'a'.repeat(201) },
      { ...group, varies: Array(101).fill('seed') },
      5,
      {},
    ])
      assert.equal(await groupOf(bad), null);
  });
});
