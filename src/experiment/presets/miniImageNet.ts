// Presets with the Reptile paper's four mini-ImageNet settings: 5 ways, 1 and 5 shots, with and without transduction.

import { formatPaperFigure, type PaperFigure, publishedSection, transductionComment } from './paper.ts';
import type { Preset } from './preset.ts';

const source = 'Nichol et al. 2018, table 1';

// Table 1 of the paper, its table of hyper-parameters, and the commands in the README of OpenAI's supervised-reptile.
const figures: readonly PaperFigure[] = [
  { shots: 1, transductive: false, percent: 47.07, ci95: 0.26 },
  { shots: 1, transductive: true, percent: 49.97, ci95: 0.32 },
  { shots: 5, transductive: false, percent: 62.74, ci95: 0.37 },
  { shots: 5, transductive: true, percent: 65.99, ci95: 0.58 },
];
const evaluationInnerBatch = new Map([
  [1, 5],
  [5, 15],
]);

export const miniImageNetPresets: readonly Preset[] = figures.map((figure) => {
  const { shots, transductive } = figure;
  const title = `mini-ImageNet, 5-way ${shots}-shot${transductive ? ', transductive' : ''}`;
  return {
    id: `mini-imagenet-5-way-${shots}-shot${transductive ? '-transductive' : ''}`,
    title,
    group: 'paperMiniImageNet',
    description: `The paper reaches ${formatPaperFigure(figure)} after 100,000 meta-iterations. The images are yours to bring.`,
    needs: 'mini-imagenet',
    text: miniImageNetText(title, figure),
  };
});

function miniImageNetText(title: string, figure: PaperFigure): string {
  const { shots, transductive } = figure;
  const block = '{ "kind": "conv2d", "filters": 32, "bias": false }, { "kind": "batchNorm" }';
  const pooling = '{ "kind": "maxPool", "padding": "same" }, { "kind": "relu" },';
  const ofShots = figures.filter((other) => other.shots === shots);
  return `{
  // The Reptile paper's settings. Its figure after 100,000 meta-iterations: ${formatPaperFigure(figure)}.
  "name": "${title}",
  "tags": ["mini-imagenet", "5-way", "${shots}-shot"${transductive ? ', "transductive"' : ''}, "paper"],
  "seed": 0,

  "task": {
    "kind": "images",
    // 64 classes train, 20 are held out. "Reptile: Get Data Set" gets the split; the images belong beside it, or wherever "path" says.
    "dataset": { "source": "miniImageNet" },
    "ways": 5,
    "shots": ${shots},
    "queries": 1,
    "trainShots": 15
  },

  "model": {
    "kind": "layers",
    // The reference code's network. Unlike in "convnet", pooling pads: 84, 42, 21, 11, 6 pixels a side.
    "layers": [
${Array.from({ length: 4 }, () => `      ${block}, ${pooling}`).join('\n')}
      { "kind": "flatten" }
    ]
  },

  "algorithm": {
    "kind": "reptile",
    "metaIterations": 100000,
    "metaBatch": 5,
    "metaStepSize": 1,
    "metaStepSizeFinal": 0,
    "innerSteps": 8,
    "innerBatch": 10,
    // Only the second moment, kept from task to task; the gradient is that of the batch's summed loss.
    "innerOptimizer": {
      "kind": "adam",
      "learningRate": 0.001,
      "beta1": 0,
      "state": "carried",
      "reduction": "sum"
    }
  },

  "evaluation": {
    "every": 1000,
    "tasks": 100,
    "innerSteps": 50,
    "innerBatch": ${evaluationInnerBatch.get(shots)},
    ${transductionComment}
    "transductive": ${transductive}
  },

  "checkpoint": { "every": 1000 },

  ${publishedSection(ofShots, 100_000, source)}
}
`;
}
