// The names that data sets give to the parts of a split.

/** A part of a split: training classes, and two sets of classes that are never trained on. */
export type Part = 'train' | 'validation' | 'test';

/** In the order in which they are read and told. */
export const allParts: readonly Part[] = ['train', 'validation', 'test'];

/** In lower case, without hyphens, underscores and spaces. */
const namesOfParts: Readonly<Record<Part, readonly string[]>> = {
  train: [
    'train',
    'training',
    'trainset',
    'metatrain',
    'metatraining',
    'base',
    'background',
    'imagesbackground',
    'imagesbackgroundsmall1',
    'imagesbackgroundsmall2',
    'support',
    'gallery',
  ],
  validation: ['val', 'valid', 'validation', 'valset', 'dev', 'metaval', 'metavalid', 'metavalidation'],
  test: [
    'test',
    'testing',
    'testset',
    'eval',
    'evaluation',
    'imagesevaluation',
    'metatest',
    'metatesting',
    'novel',
    'query',
    'probe',
  ],
};

const partOf: ReadonlyMap<string, Part> = new Map(
  allParts.flatMap((part) => namesOfParts[part].map((name) => [name, part] as const)),
);

/** The part that a folder, a table or a key of a list is called by: `Meta-Train`, `novel`, `train2017`, `01_train`. */
export function partNamed(name: string): Part | undefined {
  const plain = name.toLowerCase().replaceAll(/[-_ ]/g, '');
  return partOf.get(plain) ?? partOf.get(plain.replace(/^\d{1,2}|(?:19|20)\d\d$/, ''));
}
