// How each quantity that is measured on held-out tasks is recorded: its names in event files, and its keys in manifests
// and in JSON output.

import type { Quantity } from '../experiment/quantities.ts';

interface RecordedQuantity {
  /** Names in event files: the mean over tasks after the last inner step, and half its 95 % interval. */
  readonly tags: MeanAndInterval;
  /** The same on tasks of training classes. */
  readonly trainingTags: MeanAndInterval;
  /** Keys of either in a figure of a manifest. */
  readonly keys: MeanAndInterval;
}

interface MeanAndInterval {
  readonly mean: string;
  readonly ci95: string;
}

export const recordedQuantities = {
  loss: {
    tags: { mean: 'eval/loss', ci95: 'eval/loss_ci95' },
    trainingTags: { mean: 'training_classes/loss', ci95: 'training_classes/loss_ci95' },
    keys: { mean: 'loss', ci95: 'lossCi95' },
  },
  accuracy: {
    tags: { mean: 'eval/accuracy', ci95: 'eval/accuracy_ci95' },
    trainingTags: { mean: 'training_classes/accuracy', ci95: 'training_classes/accuracy_ci95' },
    keys: { mean: 'accuracy', ci95: 'accuracyCi95' },
  },
  return: {
    tags: { mean: 'eval/return', ci95: 'eval/return_ci95' },
    trainingTags: { mean: 'training_classes/return', ci95: 'training_classes/return_ci95' },
    keys: { mean: 'return', ci95: 'returnCi95' },
  },
} as const satisfies Readonly<Record<Quantity, RecordedQuantity>>;

/** A key of a manifest's figure that holds a mean, or half its interval. */
export type FigureKey = (typeof recordedQuantities)[Quantity]['keys'][keyof MeanAndInterval];

/** Names in event files of all that is measured on held-out tasks after the last inner step. */
export const heldOutTags: readonly string[] = Object.values(recordedQuantities).flatMap(({ tags }) => [
  tags.mean,
  tags.ci95,
]);

/** The same on tasks of training classes. */
export const trainingClassesTags: readonly string[] = Object.values(recordedQuantities).flatMap(({ trainingTags }) => [
  trainingTags.mean,
  trainingTags.ci95,
]);

/** Whether figures of this name are means over held-out tasks after the last inner step, of whatever quantity. */
export function isHeldOutMean(tag: string): boolean {
  return Object.values(recordedQuantities).some(({ tags }) => tags.mean === tag);
}

/** What `valueFor` gives for each quantity's mean and half interval, by the keys of a figure. */
export function byFigureKey<Value>(
  valueFor: (quantity: Quantity, part: keyof MeanAndInterval, key: FigureKey) => Value,
): Record<FigureKey, Value> {
  return {
    loss: valueFor('loss', 'mean', 'loss'),
    lossCi95: valueFor('loss', 'ci95', 'lossCi95'),
    accuracy: valueFor('accuracy', 'mean', 'accuracy'),
    accuracyCi95: valueFor('accuracy', 'ci95', 'accuracyCi95'),
    return: valueFor('return', 'mean', 'return'),
    returnCi95: valueFor('return', 'ci95', 'returnCi95'),
  };
}
