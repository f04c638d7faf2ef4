// Preset of the Reptile paper's study of which inner gradients to follow.

import type { Preset } from './preset.ts';

/** arXiv 1803.02999, section 6.2. The paper gives no step sizes. */
export const gradientCombination: Preset = {
  id: 'gradient-combination',
  title: 'Which inner gradients to follow',
  group: 'algorithms',
  description:
    "The paper's study on Omniglot: θ moves by any weighted sum of four inner steps, from FOMAML to Reptile.",
  needs: 'omniglot',
  text: `{
  // The study of the Reptile paper's section 6.2: 5-way 5-shot, plain gradient descent inside and outside, no meta-batch.
  "name": "Gradient combination g1 + g2 + g3 + g4",
  "tags": ["omniglot", "5-way", "5-shot", "study", "paper"],
  "seed": 0,

  "task": {
    "kind": "images",
    // "Reptile: Get Data Set" gets the data; "path" would name a folder of yours.
    "dataset": { "source": "omniglot" },
    "rotations": true,
    "ways": 5,
    "shots": 5,
    "queries": 1,
    // 5 × 8 samples are four batches of 10 that do not overlap.
    "trainShots": 8
  },

  "model": { "kind": "convnet", "blocks": 4, "filters": 64, "downsampling": "stride" },

  "algorithm": {
    "kind": "gradientCombination",
    "metaIterations": 40000,
    "metaBatch": 1,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerBatch": 10,
    // One weight for each step. All ones: Reptile. To compare, run it again with another combination:
    //   --set algorithm.weights=[1]                      g1: joint training
    //   --set algorithm.weights=[0,1]                    g2: FOMAML of two steps
    //   --set algorithm.weights=[1,1]                    g1 + g2: Reptile of two steps
    //   --set algorithm.weights=[0.5,0.5]                (g1 + g2) / 2
    //   --set algorithm.weights=[0,0,0,1]                g4: FOMAML of four steps
    //   --set algorithm.weights=[0.25,0.25,0.25,0.25]    (g1 + g2 + g3 + g4) / 4
    "weights": [1, 1, 1, 1],
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.05 }
  },

  "evaluation": { "every": 1000, "tasks": 100, "innerSteps": 50, "innerBatch": 5, "transductive": false },

  "checkpoint": { "every": 1000 }
}
`,
};
