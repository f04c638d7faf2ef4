// Parity: whether a contestant computes the same losses as the fused engine. If not, its times mean nothing.

import type { Contestant } from './contestant.ts';

/** Losses agree when each differs by at most this share of itself. */
export const parityTolerance = 1e-4;

/**
 * What is wrong with a contestant's losses over `steps` inner steps; undefined: nothing.
 *
 * Where two pixels under a pooling window are equal up to rounding, or a pre-activation is zero up to it, two right
 * programs may take different gradients, and Adam without first moments, which steps by the gradient's sign at first,
 * carries that into the loss: up to 1e-3 after a few steps of the mini-ImageNet net, between PyTorch's own memory
 * formats too. Hence the inner loop may begin at any of its mini-batches: over one of these the losses must agree. A
 * wrong gradient or update agrees nowhere.
 * @param beginnings how many mini-batches there are to begin at
 */
export async function findDisparity(
  own: Contestant,
  other: Contestant,
  steps: number,
  beginnings: number,
): Promise<string | undefined> {
  let disparity: string | undefined;
  for (let first = 0; first < beginnings; first++) {
    const difference = compareLosses(await own.measureLosses(first, steps), await other.measureLosses(first, steps));
    if (difference === undefined) return undefined;
    disparity ??= `${other.name} computes other losses than ${own.name}: ${difference}. Its times do not count.`;
  }
  return disparity;
}

/** The first difference beyond the tolerance. */
export function compareLosses(own: readonly number[], others: readonly number[]): string | undefined {
  if (own.length !== others.length) return `${others.length} instead of ${own.length}`;
  const step = own.findIndex((loss, index) => {
    const other = others[index] ?? Number.NaN;
    return !(Math.abs(loss - other) <= parityTolerance * Math.abs(loss));
  });
  return step < 0 ? undefined : `${others[step]} instead of ${own[step]} after ${step} steps`;
}
