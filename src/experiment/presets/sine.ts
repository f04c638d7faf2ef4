// Preset of sine regression, the paper's one-dimensional task.

import type { Preset } from './preset.ts';

/** Settings of the demonstration that OpenAI published with the Reptile paper (arXiv 1803.02999). */
export const sineRegression: Preset = {
  id: 'sine-regression',
  title: 'Sine regression',
  group: 'quickStart',
  description: "The paper's one-dimensional task: fit a sine wave from ten points. Seconds on any machine.",
  needs: null,
  text: `{
  // Learn an initialization that fits any sine wave from ten of its points, as in the Reptile paper.
  "name": "Sine regression",
  "tags": ["sine", "paper"],
  "seed": 0,

  "task": {
    "kind": "sine",
    "amplitude": [0.1, 5],
    "phase": [0, 6.283185307179586],
    "domain": [-5, 5],
    // Training cycles through all points of a wave; a held-out wave shows ten, and the others measure the fit.
    "points": 50,
    "shots": 10
  },

  "model": { "kind": "mlp", "hidden": [64, 64], "activation": "tanh" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 30000,
    // One task per update: the serial version.
    "metaBatch": 1,
    "metaStepSize": 0.3,
    "metaStepSizeFinal": 0,
    // Longer adaptations in training than the five steps of OpenAI's demonstration: they fit ten points better.
    "innerSteps": 20,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.02 }
  },

  "evaluation": { "every": 1000, "tasks": 100, "innerSteps": 32, "innerBatch": 10 },

  "checkpoint": { "every": 5000 }
}
`,
};
