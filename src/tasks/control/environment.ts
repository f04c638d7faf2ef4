// Environment: one control task, many trajectories of which are simulated side by side.

import type { RandomStream } from '../../engine/random.ts';
import type { Interval, Point } from '../plane.ts';

/**
 * One task of a control distribution, with its goal inside. It keeps nothing between calls: states belong to the
 * caller, row by row, so that all trajectories take a time step at once and no memory is allocated on the way.
 * Observations never tell the goal: it shows only in the rewards, and has to be found by adaptation.
 */
export interface Environment {
  readonly observationSize: number;
  readonly actionSize: number;
  /** Values of one trajectory's state. */
  readonly stateSize: number;
  /** Time steps after which every trajectory ends. */
  readonly horizon: number;
  readonly scene: Scene;
  /** Writes the states that `count` trajectories begin in: [count, stateSize]. */
  begin(states: Float64Array, count: number, random: RandomStream): void;
  /** Writes what a policy sees of the states: [count, observationSize]. */
  observe(states: Float64Array, count: number, observations: Float32Array): void;
  /**
   * Takes one time step with each trajectory.
   * @param actions [count, actionSize]; each component is clipped to [-1, 1], which stands for the task's full range
   */
  advance(states: Float64Array, actions: Float32Array, count: number, outcome: StepOutcome): void;
  /** Where trajectory number `trajectory` is in the plane: the point, or the arm's fingertip. */
  positionOf(states: Float64Array, trajectory: number): Point;
  /** The arm from base to fingertip; empty for a point. */
  poseOf(states: Float64Array, trajectory: number): readonly Point[];
}

/** What a time step brought to each trajectory. */
interface StepOutcome {
  /** [count] */
  readonly rewards: Float64Array;
  /** [count]; 1 where the trajectory has reached its end, otherwise 0. */
  readonly ended: Uint8Array;
}

/** What the picture of a task shows. */
export interface Scene {
  readonly bounds: { readonly x: Interval; readonly y: Interval };
  readonly goal: Point;
  /** Trajectories end within this distance of the goal; null where they always last to the horizon. */
  readonly goalRadius: number | null;
}

/** An action's component, in the range that a task allows. Not a number stays so: a policy that diverged must show. */
export function clipToUnit(component: number): number {
  return Math.max(-1, Math.min(1, component));
}
