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

/** What names say beside the part: `training_set`, `test images`, `labels_val`. */
const fillers =
  'annotations?|examples?|pictures?|datasets?|samples?|class|classes|photos?|images?|labels?|splits?|files?|imgs?|data|list|sets?|df';
const fillersAlone = new RegExp(`^(?:${fillers})$`);
const fillersAround = new RegExp(`^(?:${fillers})(?=.)|(?<=.)(?:${fillers})$`, 'g');

/**
 * The parts that names which lie beside each other are called by, where they say something else, too, that is the same
 * for all: `train_images` and `test_images`, `CUB_train` and `CUB_test`. Empty where there is none for training or none
 * for another part, or where several such families lie there.
 */
export function partsNamedAlike(names: readonly string[]): ReadonlyMap<string, Part> {
  const families = new Map<string, Map<string, Part>>();
  for (const name of names) {
    const read = partAndRest(name);
    if (read === undefined) continue;
    const family = families.get(read.rest) ?? new Map<string, Part>();
    families.set(read.rest, family.set(name, read.part));
  }
  const splits = [...families.values()].filter((family) => {
    const parts = new Set(family.values());
    return parts.has('train') && parts.size > 1;
  });
  const [only] = splits;
  return only === undefined || splits.length > 1 ? new Map() : only;
}

/** The part that a name holds once, and what else it holds, without fillers. */
function partAndRest(name: string): { readonly part: Part; readonly rest: string } | undefined {
  const rest: string[] = [];
  const parts: Part[] = [];
  for (const word of wordsOf(name)) {
    const part = partNamed(word) ?? partNamed(word.replaceAll(fillersAround, ''));
    if (part !== undefined) parts.push(part);
    else if (!fillersAlone.test(word)) rest.push(word);
  }
  const [part, ...others] = parts;
  return part === undefined || others.length > 0 ? undefined : { part, rest: rest.join(' ') };
}

/** In lower case, without the number that a browser or a file manager puts behind a copy. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/ ?\(\d+\)$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replace(/(?<=^|[-_. ])meta[-_. ]+/i, 'meta')
    .toLowerCase()
    .split(/[-_. ]+/)
    .filter((word) => word !== '');
}
