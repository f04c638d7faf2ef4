// Experiment files that the tests in VS Code write into their workspaces.

/** One that completes within seconds. */
export const quickExperiment = sineExperiment({ name: 'Quick sine', metaIterations: 300, evaluateEvery: 100 });

/** One that goes on until it is stopped; with evaluations often enough to be seen. */
export const endlessExperiment = sineExperiment({ name: 'Endless sine', metaIterations: 1_000_000, evaluateEvery: 2000 });

/** A real classifier on the bundled digits, with an evaluation every few seconds; goes on for minutes unless it is stopped. */
export const digitsExperiment = `{
  "name": "Digits, 5-way 1-shot",
  "tags": ["mnist"],
  "task": { "kind": "images", "dataset": { "source": "mnist" }, "ways": 5, "shots": 1, "queries": 3, "trainShots": 10 },
  "model": { "kind": "convnet", "blocks": 3, "filters": 16, "downsampling": "stride" },
  "algorithm": {
    "kind": "reptile",
    "metaIterations": 20000,
    "metaBatch": 2,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 5,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "adam", "learningRate": 0.001 }
  },
  "evaluation": { "every": 50, "tasks": 20, "innerSteps": 20, "innerBatch": 5 },
  "checkpoint": { "every": 100 }
}
`;

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
