// A held-out control task while a policy adapts to it: its inner steps, the return of the policy at hand, and its
// paths.

import { randomStream } from '../../engine/random.ts';
import type { Scene } from '../../tasks/control/environment.ts';
import type { Point } from '../../tasks/plane.ts';
import type { ControlDistribution, DrawnTrajectory } from '../../tasks/task.ts';
import { type Adaptation, beginAdaptation, type HeldOutTaskSettings } from '../heldOutTask.ts';
import type { LearningContext } from '../learningContext.ts';
import { streamsOfSide } from '../measuredSide.ts';
import { meanOf } from '../statistics.ts';
import { createTrajectoryCollector, type RolloutObserver, type Trajectories, totalRewards } from './rollout.ts';
import { createTrajectoryBatches } from './trajectoryBatches.ts';

export interface HeldOutControlTask extends Adaptation {
  readonly scene: Scene;
  /** Mean undiscounted return of the learner's present policy, over trajectories that nothing is learned from. */
  measureReturn(): number;
  /** The first `trajectories` of those that `measureReturn` measures. */
  drawPaths(trajectories: number): DrawnTrajectory[];
}

/**
 * Task `taskIndex` of the fixed held-out sequence; see `openHeldOutTask`. Every measurement draws the same noise, which
 * no inner step uses: how returns differ from step to step is the policy's doing.
 */
export function openHeldOutControlTask(
  context: LearningContext<ControlDistribution>,
  settings: HeldOutTaskSettings,
  taskIndex: number,
): HeldOutControlTask {
  const { distribution, learner } = context;
  const { trajectories, queryTrajectories } = distribution.settings;
  const { seed = context.experiment.seed, side = 'heldOut' } = settings;
  const streams = streamsOfSide[side];
  const random = randomStream(seed, streams.task, taskIndex);
  const environment =
    side === 'heldOut' ? distribution.sampleHeldOutTask(random) : distribution.sampleTrainingTask(random);
  const collector = createTrajectoryCollector(learner, environment, Math.max(trajectories, queryTrajectories));
  const batches = createTrajectoryBatches(
    collector,
    environment,
    distribution.settings,
    randomStream(seed, streams.batches, taskIndex),
  );
  const rollOut = (observer?: RolloutObserver): Trajectories =>
    collector.collect(environment, queryTrajectories, randomStream(seed, streams.trajectories, taskIndex), observer);
  return {
    ...beginAdaptation(context, settings, taskIndex, batches),
    scene: environment.scene,
    measureReturn: () => meanOf(totalRewards(rollOut())),
    drawPaths(drawn) {
      const numbers = Array.from({ length: Math.min(drawn, queryTrajectories) }, (_, trajectory) => trajectory);
      const paths = numbers.map((): Point[] => []);
      const poses = numbers.map((): readonly Point[] => []);
      const totals = totalRewards(
        rollOut((states, hasReached) => {
          for (const trajectory of numbers.filter(hasReached)) {
            paths[trajectory]?.push(environment.positionOf(states, trajectory));
            poses[trajectory] = environment.poseOf(states, trajectory);
          }
        }),
      );
      return numbers.map((trajectory) => ({
        path: paths[trajectory] ?? [],
        finalPose: poses[trajectory] ?? [],
        totalReward: totals[trajectory] ?? Number.NaN,
      }));
    },
  };
}
