// From trajectories to the batch that one policy-gradient step is taken on.

import type { Samples } from '../../engine/learner.ts';
import type { PolicyGradientSpec } from '../../experiment/schema.ts';
import { generalisedAdvantages, returnsToGo } from './advantages.ts';
import { fitBaseline } from './baseline.ts';
import type { Trajectories } from './rollout.ts';

/** Keeps a spread of zero from dividing; as in rllab. */
const leastSpread = 1e-8;

/**
 * One sample for each time step of each trajectory: the observation as input, the action and its advantage as target.
 * Advantages are normalised over the batch to mean 0 and standard deviation 1, as rllab's samplers do.
 */
export function policyGradientBatch(
  trajectories: Trajectories,
  { discount, gaeLambda, baseline }: PolicyGradientSpec,
): Samples {
  const returns = returnsToGo(trajectories, discount);
  const values = fitBaseline(baseline, trajectories, returns);
  const advantages = generalisedAdvantages(trajectories, values, discount, gaeLambda);
  const { count, steps, lengths, observationSize, actionSize, observations, actions } = trajectories;
  const samples = lengths.reduce((sum, length) => sum + length, 0);
  const inputs = new Float32Array(samples * observationSize);
  const targets = new Float32Array(samples * (actionSize + 1));
  const { mean, spread } = momentsOf(trajectories, advantages, samples);
  let sample = 0;
  for (let time = 0; time < steps; time++) {
    for (let trajectory = 0; trajectory < count; trajectory++) {
      if (time >= (lengths[trajectory] ?? 0)) continue;
      const row = time * count + trajectory;
      for (let i = 0; i < observationSize; i++) {
        inputs[sample * observationSize + i] = observations[row * observationSize + i] ?? Number.NaN;
      }
      const target = sample * (actionSize + 1);
      for (let i = 0; i < actionSize; i++) targets[target + i] = actions[row * actionSize + i] ?? Number.NaN;
      targets[target + actionSize] = ((advantages[row] ?? Number.NaN) - mean) / (spread + leastSpread);
      sample++;
    }
  }
  return { inputs, targets, count: samples };
}

/** Mean and standard deviation over the rows that are part of a trajectory; the others are 0 and add nothing. */
function momentsOf(
  { count, lengths }: Trajectories,
  values: Float64Array,
  samples: number,
): { readonly mean: number; readonly spread: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / samples;
  let squares = 0;
  for (let trajectory = 0; trajectory < count; trajectory++) {
    for (let time = 0; time < (lengths[trajectory] ?? 0); time++) {
      const deviation = (values[time * count + trajectory] ?? Number.NaN) - mean;
      squares += deviation * deviation;
    }
  }
  return { mean, spread: Math.sqrt(squares / samples) };
}
