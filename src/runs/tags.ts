// Names of the figures in a run's event file, as any TensorBoard shows them.

import { type HeldOutQuantity, heldOutQuantities } from './figureOfMerit.ts';

export const tags = {
  trainingLossFirst: 'train/inner_loss_first',
  trainingLossLast: 'train/inner_loss_last',
  heldOutLoss: 'eval/loss',
  heldOutLossCi95: 'eval/loss_ci95',
  heldOutAccuracy: 'eval/accuracy',
  heldOutAccuracyCi95: 'eval/accuracy_ci95',
  heldOutReturn: 'eval/return',
  heldOutReturnCi95: 'eval/return_ci95',
  metaStepSize: 'meta/step_size',
  updateNorm: 'meta/update_norm',
  speed: 'perf/meta_iterations_per_second',
  workerIdleShare: 'perf/worker_idle_share',
} as const;

/** Of each quantity after the last inner step. */
export const heldOutTags: Readonly<Record<HeldOutQuantity, { readonly mean: string; readonly ci95: string }>> = {
  loss: { mean: tags.heldOutLoss, ci95: tags.heldOutLossCi95 },
  accuracy: { mean: tags.heldOutAccuracy, ci95: tags.heldOutAccuracyCi95 },
  return: { mean: tags.heldOutReturn, ci95: tags.heldOutReturnCi95 },
};

/** Query loss, accuracy or return after `step` inner steps. */
export function adaptationTag(quantity: HeldOutQuantity, step: number): string {
  return `adaptation/${quantity}/${step}`;
}

/** Half the 95 % interval of the figure of `adaptationTag`. */
export function adaptationCi95Tag(quantity: HeldOutQuantity, step: number): string {
  return `adaptation/${quantity}/${step}_ci95`;
}

/** The quantity and inner step that a tag stands for, or undefined for any other tag. */
export function parseAdaptationTag(tag: string): { quantity: HeldOutQuantity; step: number; ci95: boolean } | undefined {
  const match = /^adaptation\/([a-z]+)\/(\d+)(_ci95)?$/.exec(tag);
  const quantity = heldOutQuantities.find((known) => known === match?.[1]);
  if (match === null || quantity === undefined) return undefined;
  return { quantity, step: Number(match[2]), ci95: match[3] !== undefined };
}
