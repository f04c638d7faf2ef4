// Returns to go and advantages of trajectories: how much better each action turned out than the baseline expected.

import type { Trajectories } from './rollout.ts';

/**
 * Discounted sum of rewards from each row to the end of its trajectory: [steps · count]; 0 in rows that are not part of
 * one.
 */
export function returnsToGo(trajectories: Trajectories, discount: number): Float64Array {
  return discountedSums(trajectories, trajectories.rewards, discount);
}

/**
 * Generalised advantage estimates (Schulman et al., arXiv 1506.02438): sums, discounted by discount · λ, of δ = reward
 * + discount · V(next) − V. After a trajectory's last row nothing is expected any more: returns count up to the
 * horizon, which the baseline sees coming. λ = 1 gives return to go minus baseline.
 * @param values the baseline, V, of each row
 */
export function generalisedAdvantages(
  trajectories: Trajectories,
  values: Float64Array,
  discount: number,
  lambda: number,
): Float64Array {
  const { count, steps, lengths, rewards } = trajectories;
  const surprises = new Float64Array(steps * count);
  for (let time = 0; time < steps; time++) {
    for (let trajectory = 0; trajectory < count; trajectory++) {
      const length = lengths[trajectory] ?? 0;
      if (time >= length) continue;
      const row = time * count + trajectory;
      const next = time + 1 < length ? (values[row + count] ?? Number.NaN) : 0;
      surprises[row] = (rewards[row] ?? Number.NaN) + discount * next - (values[row] ?? Number.NaN);
    }
  }
  return discountedSums(trajectories, surprises, discount * lambda);
}

function discountedSums({ count, steps, lengths }: Trajectories, terms: Float64Array, discount: number): Float64Array {
  const sums = new Float64Array(steps * count);
  for (let trajectory = 0; trajectory < count; trajectory++) {
    let sum = 0;
    for (let time = (lengths[trajectory] ?? 0) - 1; time >= 0; time--) {
      const row = time * count + trajectory;
      sum = (terms[row] ?? Number.NaN) + discount * sum;
      sums[row] = sum;
    }
  }
  return sums;
}
