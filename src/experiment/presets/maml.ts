// Presets with the settings of MAML's paper: Omniglot, and sine waves.

import { formatPaperFigure, type PaperFigure, publishedSection } from './paper.ts';
import type { Preset } from './preset.ts';

/** Finn, Abbeel and Levine 2017 (arXiv 1703.03400). Its code normalises a task's query samples together. */
const source = 'Finn et al. 2017, table 1';
const omniglotFigures: readonly PaperFigure[] = [
  { shots: 1, transductive: true, percent: 98.7, ci95: 0.4 },
  { shots: 5, transductive: true, percent: 99.9, ci95: 0.1 },
];

const mamlSine: Preset = {
  id: 'maml-sine',
  title: 'MAML: sine regression',
  group: 'algorithms',
  description: "The sine waves of MAML's paper, with exact second derivatives: fit a wave in one step from ten points.",
  needs: null,
  text: `{
  // MAML's paper (arXiv 1703.03400), section 5.1: 70,000 meta-iterations there, fewer here to begin with.
  "name": "MAML, sine regression",
  "tags": ["sine", "maml", "paper"],
  "seed": 0,

  "task": {
    "kind": "sine",
    "amplitude": [0.1, 5],
    "phase": [0, 3.141592653589793],
    "domain": [-5, 5],
    "points": 50,
    "shots": 10,
    // Ten points to adapt on, ten others to measure the adapted network.
    "trainShots": 20
  },

  "model": { "kind": "mlp", "hidden": [40, 40], "activation": "relu" },

  "algorithm": {
    "kind": "maml",
    "metaIterations": 10000,
    "metaBatch": 25,
    // The outer optimizer is Adam with this learning rate.
    "metaStepSize": 0.001,
    "innerSteps": 1,
    "innerBatch": 10,
    "queryShots": 10,
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.01 }
  },

  // Trained for one step; more of them help further, as the paper shows.
  "evaluation": { "every": 500, "tasks": 100, "innerSteps": 10, "innerBatch": 10 },

  "checkpoint": { "every": 1000 }
}
`,
};

export const mamlPresets: readonly Preset[] = [...omniglotFigures.map(mamlOmniglot), mamlSine];

function mamlOmniglot(figure: PaperFigure): Preset {
  const { shots } = figure;
  return {
    id: `maml-omniglot-5-way-${shots}-shot`,
    title: `MAML: Omniglot, 5-way ${shots}-shot`,
    group: 'algorithms',
    description: `MAML's paper reaches ${formatPaperFigure(figure)} after 60,000 meta-iterations, with exact second derivatives.`,
    needs: 'omniglot',
    text: omniglotText(figure),
  };
}

function omniglotText(figure: PaperFigure): string {
  const { shots } = figure;
  return `{
  // MAML's paper (arXiv 1703.03400), appendix A.1. Its figure after 60,000 meta-iterations: ${formatPaperFigure(figure)}.
  "name": "MAML, Omniglot, 5-way ${shots}-shot",
  "tags": ["omniglot", "maml", "5-way", "${shots}-shot", "transductive", "paper"],
  "seed": 0,

  "task": {
    "kind": "images",
    // "Reptile: Get Data Set" gets the data; "path" would name a folder of yours.
    "dataset": { "source": "omniglot" },
    "rotations": true,
    "ways": 5,
    "shots": ${shots},
    "queries": ${shots},
    // As many to adapt on as to measure the adapted network.
    "trainShots": ${2 * shots}
  },

  "model": { "kind": "convnet", "blocks": 4, "filters": 64, "downsampling": "stride" },

  "algorithm": {
    "kind": "maml",
    "metaIterations": 60000,
    "metaBatch": 32,
    // The outer optimizer is Adam with this learning rate.
    "metaStepSize": 0.001,
    // One step on all samples at once; held-out tasks take three.
    "innerSteps": 1,
    "innerBatch": ${5 * shots},
    "queryShots": ${shots},
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.4 }
  },

  "evaluation": { "every": 500, "tasks": 100, "innerSteps": 3, "innerBatch": ${5 * shots}, "transductive": true },

  "checkpoint": { "every": 500 },

  ${publishedSection([figure], 60_000, source)}
}
`;
}
