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
/** Of another figure, and none by themselves. */
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
];

/** Undefined where no name says so. */
export function guessMerit(tags: Iterable<string>): GuessedMerit | undefined {
  let best: (GuessedMerit & { readonly rank: number }) | undefined;
  for (const tag of tags) {
    const guessed = rankOf(tag);
    if (guessed === undefined) continue;
    const isBetter =
      best === undefined || guessed.rank < best.rank || (guessed.rank === best.rank && isShorterOrFirst(tag, best.tag));
    if (isBetter) best = { tag, ...guessed };
  }
  return best && { tag: best.tag, direction: best.direction };
}

function rankOf(tag: string): { readonly rank: number; readonly direction: 'higher' | 'lower' } | undefined {
  const words = wordsOf(tag);
  if (words.some((word) => beside.includes(word))) return undefined;
  const part = words.some((word) => heldOut.includes(word)) ? 0 : words.some((word) => training.includes(word)) ? 2 : 1;
  const all = [...higher, ...lower];
  const place = Math.min(...words.map((word) => all.indexOf(word)).filter((found) => found >= 0));
  if (!Number.isFinite(place)) return undefined;
  return { rank: part * all.length + place, direction: place < higher.length ? 'higher' : 'lower' };
}

function isShorterOrFirst(tag: string, other: string): boolean {
  return tag.length < other.length || (tag.length === other.length && tag < other);
}

/** `valAccuracy`, `val_accuracy` and `Val/Accuracy` are the same words. */
function wordsOf(tag: string): readonly string[] {
  return tag
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}
