// Names of the figures in a run's event file, as any TensorBoard shows them.

export const tags = {
  trainingLossFirst: 'train/inner_loss_first',
  trainingLossLast: 'train/inner_loss_last',
  heldOutLoss: 'eval/loss',
  heldOutLossCi95: 'eval/loss_ci95',
  heldOutAccuracy: 'eval/accuracy',
  heldOutAccuracyCi95: 'eval/accuracy_ci95',
  metaStepSize: 'meta/step_size',
  updateNorm: 'meta/update_norm',
  speed: 'perf/meta_iterations_per_second',
  workerIdleShare: 'perf/worker_idle_share',
} as const;

export type AdaptationQuantity = 'loss' | 'accuracy';

/** Query loss or accuracy after `step` inner steps. */
export function adaptationTag(quantity: AdaptationQuantity, step: number): string {
  return `adaptation/${quantity}/${step}`;
}

/** Half the 95 % interval of the figure of `adaptationTag`. */
export function adaptationCi95Tag(quantity: AdaptationQuantity, step: number): string {
  return `adaptation/${quantity}/${step}_ci95`;
}

/** The quantity and inner step that a tag stands for, or undefined for any other tag. */
export function parseAdaptationTag(tag: string): { quantity: AdaptationQuantity; step: number; ci95: boolean } | undefined {
  const match = /^adaptation\/(loss|accuracy)\/(\d+)(_ci95)?$/.exec(tag);
  if (match === null) return undefined;
  return { quantity: match[1] === 'loss' ? 'loss' : 'accuracy', step: Number(match[2]), ci95: match[3] !== undefined };
}
