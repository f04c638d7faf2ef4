// Two-dimensional point navigation (MAML, arXiv 1703.03400, section 5.3): a point moves to a goal that it cannot see.

import type { NavigationTaskSpec } from '../../experiment/schema.ts';
import type { Interval, Point } from '../plane.ts';
import { clipToUnit, type Environment } from './environment.ts';
import { createGoalSource, drawUniform, type GoalSource } from './goals.ts';

/** Goals uniform in the square of `spec.goalRange`; see `createGoalSource` for what is held out. */
export function navigationGoals(spec: NavigationTaskSpec): GoalSource {
  const { goalRange, heldOutSector } = spec;
  return createGoalSource((random) => [drawUniform(goalRange, random), drawUniform(goalRange, random)], heldOutSector);
}

/**
 * A point that starts in the origin. The state and the observation are its position; an action is a step in units of
 * `spec.maxStep`, which bounds each component. The trajectory ends within `spec.goalRadius` of the goal.
 *
 * The paper's text gives the negative squared distance as reward; its code (`point_env_randgoal.py` of cbfinn/maml_rl),
 * which drew the published curves, the negative distance, and measures actions in units of the largest step, too.
 * `spec.reward` decides.
 */
export function createNavigation(spec: NavigationTaskSpec, goal: Point): Environment {
  const { maxStep, goalRadius, reward } = spec;
  const [goalX, goalY] = goal;
  return {
    observationSize: 2,
    actionSize: 2,
    stateSize: 2,
    horizon: spec.horizon,
    scene: { bounds: navigationBounds(spec), goal, goalRadius },
    begin(states, count) {
      states.fill(0, 0, 2 * count);
    },
    observe(states, count, observations) {
      for (let i = 0; i < 2 * count; i++) observations[i] = states[i] ?? Number.NaN;
    },
    advance(states, actions, count, { rewards, ended }) {
      for (let trajectory = 0; trajectory < count; trajectory++) {
        const at = 2 * trajectory;
        const x = (states[at] ?? Number.NaN) + maxStep * clipToUnit(actions[at] ?? Number.NaN);
        const y = (states[at + 1] ?? Number.NaN) + maxStep * clipToUnit(actions[at + 1] ?? Number.NaN);
        states[at] = x;
        states[at + 1] = y;
        const squaredDistance = (x - goalX) * (x - goalX) + (y - goalY) * (y - goalY);
        const distance = Math.sqrt(squaredDistance);
        rewards[trajectory] = reward === 'distance' ? -distance : -squaredDistance;
        ended[trajectory] = distance < goalRadius ? 1 : 0;
      }
    },
    positionOf: (states, trajectory) => [
      states[2 * trajectory] ?? Number.NaN,
      states[2 * trajectory + 1] ?? Number.NaN,
    ],
    poseOf: () => [],
  };
}

/** The goals and the start, with a margin of a quarter. */
function navigationBounds({ goalRange: [low, high] }: NavigationTaskSpec): { x: Interval; y: Interval } {
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const margin = (to - from) / 4;
  const interval: Interval = [from - margin, to + margin];
  return { x: interval, y: interval };
}
