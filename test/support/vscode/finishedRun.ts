// A run that was carried out before a window opens on its folder, from an experiment file that lies there.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { createRun } from '../../../src/runs/createRun.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { runsFolderOf } from './runsOnDisk.ts';

/** Writes the file, and trains by it, here, to the end. Gives the run's directory. */
export async function finishedRun(workspace: string, fileName: string, text: string): Promise<string> {
  const experimentPath = path.join(workspace, fileName);
  await writeFile(experimentPath, text);
  const { experiment, problems } = readExperiment(text);
  assert.ok(experiment !== undefined, JSON.stringify(problems));
  const directory = await createRun({
    runsFolder: runsFolderOf(workspace),
    experiment,
    source: new TextEncoder().encode(text),
    experimentPath,
    overrides: [],
    askedBy: 'terminal',
    launcher: null,
    version: '0.1.0',
  });
  assert.equal((await carryOutRun(directory)).state, 'completed');
  return directory;
}
