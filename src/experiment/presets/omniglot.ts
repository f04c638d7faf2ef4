// Presets with the Reptile paper's eight Omniglot settings: 5 and 20 ways, 1 and 5 shots, with and without transduction.

import { formatPaperFigure, type PaperFigure, publishedSection, transductionComment } from './paper.ts';
import type { Preset } from './preset.ts';

interface OmniglotTraining {
  readonly ways: number;
  readonly learningRate: number;
  readonly innerSteps: number;
  readonly innerBatch: number;
  readonly metaIterations: number;
  readonly evaluationInnerBatch: number;
  /** One training serves all of them. */
  readonly figures: readonly PaperFigure[];
}

const source = 'Nichol et al. 2018, table 2';

// Table 2 of the paper, its table of hyper-parameters, and the commands in the README of OpenAI's supervised-reptile.
const trainings: readonly OmniglotTraining[] = [
  {
    ways: 5,
    learningRate: 0.001,
    innerSteps: 5,
    innerBatch: 10,
    metaIterations: 100_000,
    evaluationInnerBatch: 5,
    figures: [
      { shots: 1, transductive: false, percent: 95.39, ci95: 0.09 },
      { shots: 1, transductive: true, percent: 97.68, ci95: 0.04 },
      { shots: 5, transductive: false, percent: 98.9, ci95: 0.1 },
      { shots: 5, transductive: true, percent: 99.48, ci95: 0.06 },
    ],
  },
  {
    ways: 20,
    learningRate: 0.0005,
    innerSteps: 10,
    innerBatch: 20,
    metaIterations: 200_000,
    evaluationInnerBatch: 10,
    figures: [
      { shots: 1, transductive: false, percent: 88.14, ci95: 0.15 },
      { shots: 1, transductive: true, percent: 89.43, ci95: 0.14 },
      { shots: 5, transductive: false, percent: 96.65, ci95: 0.33 },
      { shots: 5, transductive: true, percent: 97.12, ci95: 0.32 },
    ],
  },
];

export const omniglotPresets: readonly Preset[] = trainings.flatMap((training) =>
  training.figures.map((figure) => omniglotPreset(training, figure)),
);

function omniglotPreset(training: OmniglotTraining, figure: PaperFigure): Preset {
  const { ways } = training;
  const { shots, transductive } = figure;
  const title = `Omniglot, ${ways}-way ${shots}-shot${transductive ? ', transductive' : ''}`;
  return {
    id: `omniglot-${ways}-way-${shots}-shot${transductive ? '-transductive' : ''}`,
    title,
    group: 'paperOmniglot',
    description: `The paper reaches ${formatPaperFigure(figure)} after ${training.metaIterations.toLocaleString('en-US')} meta-iterations.`,
    needs: 'omniglot',
    text: omniglotText(title, training, figure),
  };
}

function omniglotText(title: string, training: OmniglotTraining, figure: PaperFigure): string {
  const { ways } = training;
  const { shots, transductive } = figure;
  return `{
  // The Reptile paper's settings. Its figure after ${training.metaIterations.toLocaleString('en-US')} meta-iterations: ${formatPaperFigure(figure)}.
  "name": "${title}",
  "tags": ["omniglot", "${ways}-way", "${shots}-shot"${transductive ? ', "transductive"' : ''}, "paper"],
  "seed": 0,

  "task": {
    "kind": "images",
    // 1200 characters train, 423 are held out, as in the reference code. "Reptile: Get Data Set" gets the data; "path" would
    // name a folder of yours.
    "dataset": { "source": "omniglot", "split": "supervisedReptileSeed0" },
    "rotations": true,
    "ways": ${ways},
    "shots": ${shots},
    "queries": 1,
    "trainShots": 10
  },

  "model": { "kind": "convnet", "blocks": 4, "filters": 64, "downsampling": "stride" },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": ${training.metaIterations},
    "metaBatch": 5,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": ${training.innerSteps},
    "innerBatch": ${training.innerBatch},
    // Only the second moment, kept from task to task; the gradient is that of the batch's summed loss.
    "innerOptimizer": {
      "kind": "adam",
      "learningRate": ${training.learningRate},
      "beta1": 0,
      "state": "carried",
      "reduction": "sum"
    }
  },

  "evaluation": {
    "every": 1000,
    "tasks": 100,
    "innerSteps": 50,
    "innerBatch": ${training.evaluationInnerBatch},
    ${transductionComment}
    "transductive": ${transductive}
  },

  "checkpoint": { "every": 1000 },

  // One training serves all four: evaluate its checkpoint with other shots, with and without transduction.
  ${publishedSection(training.figures, training.metaIterations, source)}
}
`;
}
