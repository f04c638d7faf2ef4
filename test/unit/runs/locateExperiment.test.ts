// Where a run's experiment file is said to lie: the same place for every process, whatever its current folder.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { executionOf } from '../../../src/runs/executionOf.ts';
import { readFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import { locateExperiment } from '../../../src/runs/locateExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe("a run's experiment file", () => {
  const folder = useTemporaryFolder();

  it('is looked for from the run directory where its path is relative, never from the current folder', async () => {
    const directory = await newTestRun(folder());
    for (const experimentFromRun of [null, 'nowhere.reptile.json']) {
      await changeManifest(directory, { experimentPath: 'x.reptile.json', experimentFromRun });
      const manifest = await readManifest(directory);
      assert.equal(locateExperiment(directory, manifest), path.join(directory, 'x.reptile.json'));
      assert.equal(
        locateExperiment(path.relative(process.cwd(), directory), manifest),
        path.join(directory, 'x.reptile.json'),
      );
    }
  });

  it('stays where it is said to be, and moves along with the run', async () => {
    const directory = await newTestRun(folder());
    const elsewhere = path.resolve('/somewhere/x.reptile.json');
    await changeManifest(directory, { experimentPath: elsewhere, experimentFromRun: '../x.reptile.json' });
    const manifest = await readManifest(directory);
    assert.equal(locateExperiment(directory, manifest), elsewhere);
    await writeFile(path.join(folder(), 'x.reptile.json'), '{}');
    assert.equal(locateExperiment(directory, manifest), path.join(folder(), 'x.reptile.json'));
  });

  it('leads to the data and modules that are named to a person', async () => {
    const directory = await newTestRun(folder());
    await changeManifest(directory, { experimentPath: 'x.reptile.json', experimentFromRun: null });
    const manifest = await readManifest(directory);
    const { experiment } = await readFrozenExperiment(directory, manifest);
    const task = { kind: 'module', path: 'tasks.mjs', settings: {} } as const;
    assert.equal(
      executionOf(directory, manifest, { ...experiment, task }).taskModule,
      path.join(directory, 'tasks.mjs'),
    );
  });
});
