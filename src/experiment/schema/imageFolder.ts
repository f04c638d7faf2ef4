// Images of the user's own in the experiment file: a folder or a zip.

import * as z from 'zod';
import { dataPath } from './fields.ts';

export const imageFolder = z
  .strictObject({
    source: z.literal('folder'),
    path: dataPath(
      'Folder or .zip with PNGs and JPEGs: class/image, train|val|test/class/image, or with train.csv, val.csv and test.csv of filename and ' +
        'label. Relative to this file.',
    ).meta({ examples: ['data/images'] }),
    split: dataPath(
      'Which classes train and which are held out: a JSON file ({"train": [classes], "test": [classes]} or {class: "train"}), or a folder ' +
        'with train.csv, val.csv and test.csv. Default: what the data themselves say.',
    ).optional(),
    heldOut: z
      .number()
      .gt(0)
      .lt(1)
      .describe('The share of the classes that is held out where there is no split, drawn by splitSeed.')
      .default(0.2),
    heldOutClasses: z
      .array(z.string().min(1).max(4096))
      .min(1)
      .max(100_000)
      .describe('The held-out classes by name; all others train, and any split is ignored.')
      .optional(),
    splitSeed: z
      .int()
      .min(0)
      .max(0xffffffff)
      .describe(
        'Draws the held-out classes where there is no split. It is apart from seed, so that runs with other seeds share a split.',
      )
      .default(0),
    evaluateOn: z
      .enum(['test', 'validation'])
      .describe('Which held-out classes are evaluated, where the split has both. Choose settings on validation.')
      .default('test'),
    overlap: z
      .enum(['holdOut', 'join'])
      .describe(
        "What becomes of classes and images that stand in two parts of the split: 'holdOut' takes them from training (and from validation where they " +
          "are tested), 'join' joins the parts, and held-out classes are drawn. Default: they are refused; but parts that share all their classes, by " +
          'names that are no numbers, are joined.',
      )
      .optional(),
    size: z
      .int()
      .min(1)
      .max(1024)
      .describe('Height and width that every image is resized to. mini-ImageNet: 84; Omniglot: 28.')
      .default(84),
    channels: z
      .enum(['rgb', 'grey'])
      .describe("'rgb' as for mini-ImageNet, 'grey' as for Omniglot. Transparency is laid on white.")
      .default('rgb'),
    fit: z
      .enum(['stretch', 'crop'])
      .describe(
        "What becomes of images that are not square: 'stretch' as loaders of mini-ImageNet do, 'crop' takes the middle.",
      )
      .default('stretch'),
    resampling: z
      .enum(['nearest', 'area', 'bilinear', 'bicubic'])
      .describe(
        "How images are resized; the same numbers as Pillow's, which smooth where they shrink. 'area' is Pillow's box.",
      )
      .default('bilinear'),
    invert: z.boolean().describe('Swap dark and light, for ink on paper: ink becomes 1.').default(false),
  })
  .describe('Images of your own: PNG or JPEG, in a folder or a zip.');
