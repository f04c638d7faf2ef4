// Runs that a shell script, or another program, trains.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import type { ExternalExperiment } from '../../../../src/experiment/schema.ts';
import { createRun } from '../../../../src/runs/createRun.ts';

export type TrainerChanges = Partial<ExternalExperiment['trainer']>;

const metrics = { figureOfMerit: 'test/score', direction: 'higher' } as const;

/**
 * A queued run of an experiment in a project of `folder`, where the script lies as `train.sh`, and is what is started
 * unless the changes say otherwise.
 */
export async function newProgramRun(folder: string, script: string, changes: TrainerChanges = {}): Promise<string> {
  const project = path.join(folder, 'project');
  await mkdir(project, { recursive: true });
  await writeFile(path.join(project, 'train.sh'), script);
  const trainer = { command: ['sh', 'train.sh', '${parameters.steps}'], parameters: { steps: 5 }, metrics, ...changes };
  const text = JSON.stringify({ name: 'program', trainer });
  const { external, problems } = readExperiment(text);
  if (external === undefined) throw new Error(problems[0]?.message);
  const experimentPath = path.join(project, 'program.reptile.json');
  await writeFile(experimentPath, text);
  const source = new TextEncoder().encode(text);
  const made = {
    experiment: external,
    source,
    experimentPath,
    overrides: [],
    askedBy: 'terminal',
    launcher: null,
  } as const;
  return createRun({ ...made, runsFolder: path.join(folder, 'runs'), version: '0' });
}
