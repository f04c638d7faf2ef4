// Experiment files that the tests in VS Code write into their workspaces.

import { mnistDigits } from '../../../src/experiment/presets/mnist.ts';

/** One that completes within seconds. */
export const quickExperiment = sineExperiment({ name: 'Quick sine', metaIterations: 300, evaluateEvery: 100 });

/** One that goes on until it is stopped; with evaluations often enough to be seen. */
export const endlessExperiment = sineExperiment({
  name: 'Endless sine',
  metaIterations: 1_000_000,
  evaluateEvery: 2000,
});

/**
 * The preset on the bundled digits, going on for many minutes unless it is stopped, with frequent evaluations on fewer
 * tasks.
 */
export const digitsExperiment = mnistDigits.text
  .replace(/"metaIterations": \d+/, '"metaIterations": 20000')
  .replace(/"evaluation": \{ "every": \d+, "tasks": \d+/, '"evaluation": { "every": 25, "tasks": 20');

function sineExperiment(choices: { name: string; metaIterations: number; evaluateEvery: number }): string {
  return `{
  // A comment, as people write them.
  "name": "${choices.name}",
  "seed": 7,
  "task": { "kind": "sine", "points": 50, "shots": 10 },
  "model": { "kind": "mlp", "hidden": [64, 64], "activation": "tanh" },
  "algorithm": {
    "kind": "reptile",
    "metaIterations": ${choices.metaIterations},
    "metaBatch": 1,
    "metaStepSize": 0.1,
    "innerSteps": 5,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.02 }
  },
  "evaluation": { "every": ${choices.evaluateEvery}, "tasks": 20, "innerSteps": 32, "innerBatch": 10 },
  "checkpoint": { "every": 100 }
}
`;
}
