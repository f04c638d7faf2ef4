// Trajectories with random content and lengths, for tests of what is computed from them.

import { randomStream } from '../../../../src/engine/random.ts';
import type { Trajectories } from '../../../../src/meta/control/rollout.ts';

/** Rows past a trajectory's end hold what must not count: not a number. */
export function randomTrajectories(
  lengths: readonly number[],
  { observationSize = 2, actionSize = 2, seed = 3 } = {},
): Trajectories {
  const random = randomStream(seed, 'split');
  const count = lengths.length;
  const steps = Math.max(...lengths);
  const fill = <A extends Float32Array | Float64Array>(values: A, perRow: number): A => {
    for (let row = 0; row < steps * count; row++) {
      const isPart = Math.floor(row / count) < (lengths[row % count] ?? 0);
      for (let i = 0; i < perRow; i++) values[row * perRow + i] = isPart ? random.normal() : Number.NaN;
    }
    return values;
  };
  return {
    count,
    steps,
    lengths: Int32Array.from(lengths),
    observationSize,
    actionSize,
    observations: fill(new Float32Array(steps * count * observationSize), observationSize),
    actions: fill(new Float32Array(steps * count * actionSize), actionSize),
    rewards: fill(new Float64Array(steps * count), 1),
  };
}

/** Rows that are part of a trajectory, in their order. */
export function rowsOf({ count, steps, lengths }: Trajectories): { row: number; time: number; trajectory: number }[] {
  return Array.from({ length: steps * count }, (_, row) => ({
    row,
    time: Math.floor(row / count),
    trajectory: row % count,
  })).filter(({ time, trajectory }) => time < (lengths[trajectory] ?? 0));
}
