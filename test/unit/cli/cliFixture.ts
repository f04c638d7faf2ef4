// Experiments and facts that the command line's contract tests share.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Trains in a fraction of a second. */
export const tinyExperiment = `{
  // A comment, as people write them.
  "name": "Tiny sine",
  "seed": 3,
  "task": { "kind": "sine" },
  "model": { "kind": "mlp", "hidden": [8] },
  "algorithm": {
    "metaIterations": 40, "metaBatch": 2, "metaStepSize": 0.5, "innerSteps": 3, "innerBatch": 10,
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.02 }
  },
  "evaluation": { "every": 20, "tasks": 10, "innerSteps": 4, "innerBatch": 10 },
  "checkpoint": { "every": 10 },
  "engine": { "workers": 1 }
}
`;

/** The same, long enough to be interrupted whatever the machine. */
export const endless = ['--set', 'algorithm.metaIterations=100000000', '--set', 'evaluation.every=100000'];

export async function writeTiny(folder: string, name = 'tiny.reptile.json'): Promise<string> {
  await writeFile(path.join(folder, name), tinyExperiment);
  return name;
}
