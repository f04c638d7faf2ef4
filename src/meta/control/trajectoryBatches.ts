// Inner batches of a control task: each from fresh trajectories of the policy at hand.

import type { RandomStream } from '../../engine/random.ts';
import type { PolicyGradientSpec } from '../../experiment/schema.ts';
import type { Environment } from '../../tasks/control/environment.ts';
import type { InnerBatches } from '../innerBatches.ts';
import { policyGradientBatch } from './policyGradientBatch.ts';
import type { TrajectoryCollector } from './rollout.ts';

/**
 * Batches for policy-gradient steps: whoever takes one gets `settings.trajectories` trajectories of the parameters that
 * the collector's learner holds at that moment. No two batches share noise: all of it comes from one stream, in turn.
 */
export function createTrajectoryBatches(
  collector: TrajectoryCollector,
  environment: Environment,
  settings: PolicyGradientSpec,
  random: RandomStream,
): InnerBatches {
  return {
    mostAtOnce: 1,
    take(batches) {
      if (batches !== 1)
        throw new RangeError(`${batches} batches of trajectories were asked for at once: each follows a step.`);
      return policyGradientBatch(collector.collect(environment, settings.trajectories, random), settings);
    },
  };
}
