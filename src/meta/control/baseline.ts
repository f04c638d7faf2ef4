// Baselines: what return to expect at each time step, so that the policy gradient follows what was better than
// expected.

import type { PolicyGradientSpec } from '../../experiment/schema.ts';
import { solveRegularised } from './leastSquares.ts';
import type { Trajectories } from './rollout.ts';

/**
 * The expected discounted return to go of every row of `trajectories`, fitted to those same trajectories: [steps ·
 * count]. Rows that are not part of a trajectory are 0.
 * @param returns the return to go of each row
 */
export function fitBaseline(
  kind: PolicyGradientSpec['baseline'],
  trajectories: Trajectories,
  returns: Float64Array,
): Float64Array {
  switch (kind) {
    case 'linearFeature':
      return fitLinearFeatures(trajectories, returns);
    case 'timeDependentMean':
      return meanOverTrajectories(trajectories, returns);
    case 'none':
      return new Float64Array(trajectories.steps * trajectories.count);
  }
}

/** Added to the diagonal of the normal equations, as in rllab. */
const regularisation = 1e-5;

/**
 * The linear feature baseline of Duan et al. (arXiv 1604.06778), which MAML uses: least squares on observation (clipped
 * to ±10), its squares, t, t², t³ with t in hundreds of time steps, and 1 (`linear_feature_baseline.py` of rllab).
 */
function fitLinearFeatures(trajectories: Trajectories, returns: Float64Array): Float64Array {
  const { count, steps, lengths, observationSize, observations } = trajectories;
  const size = 2 * observationSize + 4;
  const features = new Float64Array(size);
  const gram = new Float64Array(size * size);
  const moments = new Float64Array(size);
  const forEachRow = (visit: (row: number) => void): void => {
    for (let time = 0; time < steps; time++) {
      for (let trajectory = 0; trajectory < count; trajectory++) {
        if (time >= (lengths[trajectory] ?? 0)) continue;
        const row = time * count + trajectory;
        writeFeatures(observations, row * observationSize, observationSize, time, features);
        visit(row);
      }
    }
  };
  forEachRow((row) => {
    const value = returns[row] ?? Number.NaN;
    for (let i = 0; i < size; i++) {
      const feature = features[i] ?? Number.NaN;
      moments[i] = (moments[i] ?? Number.NaN) + feature * value;
      for (let j = 0; j <= i; j++)
        gram[i * size + j] = (gram[i * size + j] ?? Number.NaN) + feature * (features[j] ?? Number.NaN);
    }
  });
  const weights = solveRegularised(gram, moments, regularisation);
  const values = new Float64Array(steps * count);
  forEachRow((row) => {
    let value = 0;
    for (let i = 0; i < size; i++) value += (weights[i] ?? Number.NaN) * (features[i] ?? Number.NaN);
    values[row] = value;
  });
  return values;
}

function writeFeatures(
  observations: Float32Array,
  from: number,
  size: number,
  time: number,
  features: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    const clipped = Math.max(-10, Math.min(10, observations[from + i] ?? Number.NaN));
    features[i] = clipped;
    features[size + i] = clipped * clipped;
  }
  const t = time / 100;
  features[2 * size] = t;
  features[2 * size + 1] = t * t;
  features[2 * size + 2] = t * t * t;
  features[2 * size + 3] = 1;
}

/** At each time step the mean over the trajectories that last so long. */
function meanOverTrajectories({ count, steps, lengths }: Trajectories, returns: Float64Array): Float64Array {
  const values = new Float64Array(steps * count);
  for (let time = 0; time < steps; time++) {
    let sum = 0;
    let lasting = 0;
    for (let trajectory = 0; trajectory < count; trajectory++) {
      if (time >= (lengths[trajectory] ?? 0)) continue;
      sum += returns[time * count + trajectory] ?? Number.NaN;
      lasting++;
    }
    for (let trajectory = 0; trajectory < count; trajectory++) {
      if (time < (lengths[trajectory] ?? 0)) values[time * count + trajectory] = sum / lasting;
    }
  }
  return values;
}
