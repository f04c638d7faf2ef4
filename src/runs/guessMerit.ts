// By which of its figures a run of another program is judged, guessed plainly from their names: `val/accuracy` before
// `val_loss` before `train/loss`.

export interface GuessedMerit {
  readonly tag: string;
  readonly direction: 'higher' | 'lower';
}

/** Words for which more is better; the likeliest figure of merit first. */
const higher = [
  ...[
    'accuracy',
    'acc',
    'top1',
    'auc',
    'auroc',
    'f1',
    'miou',
    'iou',
    'map',
    'dice',
    'bleu',
    'rouge',
    'r2',
    'psnr',
    'ssim',
  ],
  ...['success', 'return', 'returns', 'reward', 'rew', 'score', 'precision', 'recall'],
];
/** Words for which less is better. */
const lower = [
  ...['error', 'err', 'wer', 'cer', 'fid', 'perplexity', 'ppl', 'rmse', 'mse', 'mae', 'nll', 'loss', 'cost', 'regret'],
];
const heldOut = ['test', 'val', 'valid', 'validation', 'eval', 'evaluation', 'dev', 'query', 'heldout'];
const training = ['train', 'training', 'support', 'batch', 'inner'];
/** Of another figure, and none by themselves, or one that is turned round. */
const beside = [
  'ci95',
  'ci',
  'std',
  'stddev',
  'var',
  'variance',
  'weight',
  'scale',
  'lr',
  'step',
  'time',
  'grad',
  'norm',
  'neg',
  'negative',
  'negated',
  'minus',
  'inverse',
  'inv',
  'gap',
  'diff',
  'difference',
];
/** `1-acc`, `1 - f1` */
const turnedRound = /(?:^|[/\s(])1\s*[-−–]\s*\p{L}/u;

/** Undefined where no name says so. */
export function guessMerit(tags: Iterable<string>): GuessedMerit | undefined {
  const [best] = rankFigures(tags);
  const direction = best === undefined ? undefined : rankOf(best)?.direction;
  return best === undefined || direction === undefined ? undefined : { tag: best, direction };
}

/** The likeliest to be looked at first: figures of merit in their order, then the others by the alphabet. */
export function rankFigures(tags: Iterable<string>): readonly string[] {
  const ranked = [...tags].map((tag) => ({ tag, rank: rankOf(tag)?.rank ?? Number.POSITIVE_INFINITY }));
  return ranked.sort((a, b) => compareRanks(a.rank, b.rank) || comparePlainly(a.tag, b.tag)).map(({ tag }) => tag);
}

const all = [...higher, ...lower];

/** In UTF-16 units: longer than any name that somebody chose, and as many words as are looked at. */
const longestName = 200;

function rankOf(tag: string): { readonly rank: number; readonly direction: 'higher' | 'lower' } | undefined {
  if (tag.length > longestName) return undefined;
  const words = wordsOf(tag);
  if (turnedRound.test(tag) || words.some((word) => beside.includes(word))) return undefined;
  const part = words.some((word) => heldOut.includes(word)) ? 0 : words.some((word) => training.includes(word)) ? 2 : 1;
  // The name says more than the folders that it stands in.
  const place = placeOf(wordsOf(tag.slice(tag.lastIndexOf('/') + 1))) ?? placeOf(words);
  if (place === undefined) return undefined;
  return { rank: part * all.length + place, direction: place < higher.length ? 'higher' : 'lower' };
}

/** A loss or an error of something is one, whatever it is of. */
function placeOf(words: readonly string[]): number | undefined {
  const places = words.map((word) => all.indexOf(word)).filter((found) => found >= 0);
  const ofLower = places.filter((place) => place >= higher.length);
  const decisive = ofLower.length > 0 ? ofLower : places;
  return decisive.length === 0 ? undefined : Math.min(...decisive);
}

/** Infinite ones are equal. */
function compareRanks(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Of two names of one rank the shorter is the plainer. */
function comparePlainly(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** `valAccuracy`, `val_accuracy` and `Val/Accuracy` are the same words. */
function wordsOf(tag: string): readonly string[] {
  return tag
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}
