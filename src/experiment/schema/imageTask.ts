// Few-shot classification of images in the experiment file.

import * as z from 'zod';
import { classTaskSizes, episodes } from './classTaskSizes.ts';
import { dataPath } from './fields.ts';
import { imageFolder } from './imageFolder.ts';

const imageDataset = z
  .discriminatedUnion('source', [
    z
      .strictObject({
        source: z.literal('mnist'),
        path: dataPath('Folder with t10k IDX files. Default: the digits bundled with Reptile Lab.').optional(),
        trainDigits: z
          .array(z.int().min(0).max(9))
          .min(1)
          .max(100)
          .describe('Digits that training classes are made of; the other digits are held out.')
          .default([0, 1, 2, 3, 4]),
      })
      .describe('MNIST digits. Ink is 1, background 0.'),
    z
      .strictObject({
        source: z.literal('omniglot'),
        path: dataPath(
          'Folder with omniglot28.bits.gz and omniglot-index.json, or with alphabet/character/*.png. Relative to this file. Default: where ' +
            '`reptile-lab data get omniglot` puts it.',
        )
          .meta({ examples: ['data/omniglot'] })
          .optional(),
        split: z
          .enum(['supervisedReptileSeed0', 'vinyalsProtoNets', 'lakeOriginal'])
          .describe(
            'Which characters train and which are held out. supervisedReptileSeed0 is the reference code: 1200 and 423.',
          )
          .default('supervisedReptileSeed0'),
      })
      .describe('Omniglot characters at 28 × 28. Two-valued; paper is 1, ink 0, as in the reference code.'),
    z
      .strictObject({
        source: z.literal('miniImageNet'),
        path: dataPath(
          'Folder or .zip with the images, and train.csv, val.csv and test.csv. Relative to this file. Default: where ' +
            '`reptile-lab data get mini-imagenet` puts the three files; the images belong beside them.',
        )
          .meta({ examples: ['data/mini-imagenet'] })
          .optional(),
        evaluateOn: z
          .enum(['test', 'validation'])
          .describe('Which held-out classes are evaluated: 20 to test, or 16 to choose settings on.')
          .default('test'),
      })
      .describe('mini-ImageNet at 84 × 84, in colour, with the split of Ravi and Larochelle: 64 classes train.'),
    imageFolder,
  ])
  .describe('Where the images come from.');

export const imageTask = z
  .strictObject({
    kind: z.literal('images'),
    dataset: imageDataset,
    ...classTaskSizes,
    episodes,
    rotations: z
      .boolean()
      .describe(
        'Turn every training class by 90, 180 and 270 degrees into classes of their own. Held-out classes stay upright unless `heldOutRotations` is true. Default: true for ' +
          'mnist and omniglot, false for photographs and images of your own.',
      )
      .optional(),
    heldOutRotations: z
      .boolean()
      .describe(
        'Turn every held-out class so, too, as Vinyals et al. (2016) and Snell et al. (2017) did with Omniglot. Default: false.',
      )
      .optional(),
  })
  .describe('Few-shot classification of images.');
