// Preset of the Reptile paper's study of which inner gradients to follow.

import type { Preset } from './preset.ts';

/** arXiv 1803.02999, section 6.2 and figure 3; the paper gives no step sizes, the README of OpenAI's supervised-reptile does. */
export const gradientCombination: Preset = {
  id: 'gradient-combination',
  title: 'Which inner gradients to follow',
  group: 'algorithms',
  description:
    "The paper's study on Omniglot: θ moves by any weighted sum of four inner steps, from FOMAML to Reptile.",
  needs: 'omniglot',
  text: `{
  // The study of the Reptile paper's section 6.2: 5-way 5-shot, plain gradient descent inside and outside, no meta-batch.
  // Settings as in the reference code's commands, but for the evaluation: there one held-out task after each meta-iteration.
  "name": "Gradient combination g1 + g2 + g3 + g4",
  "tags": ["omniglot", "5-way", "5-shot", "study", "paper"],
  "seed": 0,

  "task": {
    "kind": "images",
    // "Reptile: Get Data Set" gets the data; "path" would name a folder of yours.
    "dataset": { "source": "omniglot", "split": "supervisedReptileSeed0" },
    "rotations": true,
    "ways": 5,
    "shots": 5,
    "queries": 1,
    // 5 × 20 samples are four batches of 25 that do not overlap.
    "trainShots": 20
  },

  "model": { "kind": "convnet", "blocks": 4, "filters": 64, "downsampling": "stride" },

  "algorithm": {
    "kind": "gradientCombination",
    "metaIterations": 40000,
    "metaBatch": 1,
    "metaStepSize": 0.25,
    "metaStepSizeFinal": 0,
    "innerBatch": 25,
    // One weight for each step. All ones: Reptile; the last alone: FOMAML. The study's other combinations, each with its
    // samples and its meta step size:
    //   --set algorithm.weights=[1]       --set task.trainShots=5                                          g1
    //   --set algorithm.weights=[0,1]     --set task.trainShots=10                                         g2
    //   --set algorithm.weights=[1,1]     --set task.trainShots=10                                         g1 + g2
    //   --set algorithm.weights=[1,1]     --set task.trainShots=10 --set algorithm.metaStepSize=0.125      (g1 + g2) / 2
    //   --set algorithm.weights=[0,0,1]   --set task.trainShots=15                                         g3
    //   --set algorithm.weights=[1,1,1]   --set task.trainShots=15                                         g1 + g2 + g3
    //   --set algorithm.weights=[1,1,1]   --set task.trainShots=15 --set algorithm.metaStepSize=0.08325    (g1 + g2 + g3) / 3
    //   --set algorithm.weights=[0,0,0,1]                                                                  g4
    //   --set algorithm.metaStepSize=0.0625                                                                (g1 + g2 + g3 + g4) / 4
    "weights": [1, 1, 1, 1],
    // The gradient is that of the batch's summed loss.
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.003, "reduction": "sum" }
  },

  "evaluation": { "every": 500, "tasks": 100, "innerSteps": 5, "innerBatch": 25, "transductive": false },

  "checkpoint": { "every": 1000 }
}
`,
};
