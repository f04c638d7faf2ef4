// Presets with the paper's Omniglot settings. They need the data set in a folder of the user's, so they are templates only.

import type { Preset } from './preset.ts';

interface OmniglotSettings {
  readonly ways: number;
  readonly shots: number;
  readonly learningRate: number;
  readonly innerSteps: number;
  readonly innerBatch: number;
  readonly metaIterations: number;
  readonly evaluationInnerBatch: number;
  /** Accuracy in % with its 95 % interval, from the paper's table. */
  readonly published: string;
}

// Table "hyper-parameters" of the paper's appendix, and the options of OpenAI's run_omniglot.py.
const fiveWay = { ways: 5, learningRate: 0.001, innerSteps: 5, innerBatch: 10, metaIterations: 100_000, evaluationInnerBatch: 5 };
const twentyWay = {
  ways: 20,
  learningRate: 0.0005,
  innerSteps: 10,
  innerBatch: 20,
  metaIterations: 200_000,
  evaluationInnerBatch: 10,
};

export const omniglotPresets: readonly Preset[] = [
  omniglotPreset({ ...fiveWay, shots: 1, published: '95.39 ± 0.09 % (transductive: 97.68 ± 0.04 %)' }),
  omniglotPreset({ ...fiveWay, shots: 5, published: '98.90 ± 0.10 % (transductive: 99.48 ± 0.06 %)' }),
  omniglotPreset({ ...twentyWay, shots: 1, published: '88.14 ± 0.15 % (transductive: 89.43 ± 0.14 %)' }),
  omniglotPreset({ ...twentyWay, shots: 5, published: '96.65 ± 0.33 % (transductive: 97.12 ± 0.32 %)' }),
];

function omniglotPreset(settings: OmniglotSettings): Preset {
  const { ways, shots } = settings;
  const title = `Omniglot, ${ways}-way ${shots}-shot`;
  return {
    id: `omniglot-${ways}-way-${shots}-shot`,
    title,
    description: `The paper's settings: ${settings.published}. Needs the Omniglot data in a folder of yours.`,
    runsAsIs: false,
    text: omniglotText(title, settings),
  };
}

function omniglotText(title: string, settings: OmniglotSettings): string {
  return `{
  // The Reptile paper's settings. Its figure after ${settings.metaIterations.toLocaleString('en-US')} meta-iterations: ${settings.published}.
  "name": "${title}",
  "tags": ["omniglot", "${settings.ways}-way", "${settings.shots}-shot", "paper"],
  "seed": 0,

  "task": {
    "kind": "images",
    "dataset": {
      "source": "omniglot",
      // Your folder with the data, relative to this file or absolute: alphabet/character/*.png, or
      // omniglot28.bits.gz with omniglot-index.json.
      "path": "data/omniglot",
      // 1200 characters train, 423 are held out, as in the reference code.
      "split": "supervisedReptileSeed0"
    },
    "rotations": true,
    "ways": ${settings.ways},
    "shots": ${settings.shots},
    "queries": 1,
    "trainShots": 10
  },

  "model": { "kind": "convnet", "blocks": 4, "filters": 64, "downsampling": "stride" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": ${settings.metaIterations},
    "metaBatch": 5,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": ${settings.innerSteps},
    "innerBatch": ${settings.innerBatch},
    // Only the second moment, kept from task to task; the gradient is that of the batch's summed loss.
    "innerOptimizer": {
      "kind": "adam",
      "learningRate": ${settings.learningRate},
      "beta1": 0,
      "state": "carried",
      "reduction": "sum"
    }
  },

  "evaluation": {
    "every": 1000,
    "tasks": 100,
    "innerSteps": 50,
    "innerBatch": ${settings.evaluationInnerBatch},
    // true: all query samples are normalised in one batch, and so share information.
    "transductive": false
  },

  "checkpoint": { "every": 1000 }
}
`;
}
