// Names of the figures in a run's event file, as any TensorBoard shows them; `quantities.ts` has those of held-out
// tasks.

import { type Quantity, quantities } from '../experiment/quantities.ts';

export const tags = {
  trainingLossFirst: 'train/inner_loss_first',
  trainingLossLast: 'train/inner_loss_last',
  metaStepSize: 'meta/step_size',
  updateNorm: 'meta/update_norm',
  speed: 'perf/meta_iterations_per_second',
  workerIdleShare: 'perf/worker_idle_share',
} as const;

/** Query loss, accuracy or return after `step` inner steps. */
export function adaptationTag(quantity: Quantity, step: number): string {
  return `adaptation/${quantity}/${step}`;
}

/** Half the 95 % interval of the figure of `adaptationTag`. */
export function adaptationCi95Tag(quantity: Quantity, step: number): string {
  return `adaptation/${quantity}/${step}_ci95`;
}

/** The quantity and inner step that a tag stands for, or undefined for any other tag. */
export function parseAdaptationTag(tag: string): { quantity: Quantity; step: number; ci95: boolean } | undefined {
  const match = /^adaptation\/([a-z]+)\/(\d+)(_ci95)?$/.exec(tag);
  const quantity = quantities.find((known) => known === match?.[1]);
  if (match === null || quantity === undefined) return undefined;
  return { quantity, step: Number(match[2]), ci95: match[3] !== undefined };
}
