// Rollouts: trajectories of the learner's present policy in one control task, all simulated side by side.

import type { Learner } from '../../engine/learner.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { Environment } from '../../tasks/control/environment.ts';

/**
 * Trajectories of one policy, time step by time step: row t · count + i is time step t of trajectory i. Rows from
 * `lengths[i]` on are not part of trajectory i, and mean nothing.
 */
export interface Trajectories {
  readonly count: number;
  /** Time steps of the longest one. */
  readonly steps: number;
  /** [count]; each from 1 to `steps`. */
  readonly lengths: Int32Array;
  readonly observationSize: number;
  readonly actionSize: number;
  /** [steps, count, observationSize]: what the policy saw before it acted. */
  readonly observations: Float32Array;
  /** [steps, count, actionSize]: as drawn from the policy, before the task clips them. */
  readonly actions: Float32Array;
  /** [steps, count] */
  readonly rewards: Float64Array;
}

/** Sees the states after 0, 1, 2, … time steps; only those of trajectories that lasted so long count. */
export type RolloutObserver = (states: Float64Array, hasReached: (trajectory: number) => boolean) => void;

/** Collects trajectories in memory that it reuses. */
export interface TrajectoryCollector {
  /**
   * `count` trajectories of the learner's present parameters, which stay valid until the next call. One prediction a
   * time step serves all of them, by the program that the learner was compiled to when it was made.
   *
   * An action is drawn from the policy's Gaussian: its mean plus its standard deviation times noise. Noise is drawn for
   * ended trajectories, too, so that none depends on another's length.
   */
  collect(environment: Environment, count: number, random: RandomStream, observer?: RolloutObserver): Trajectories;
}

/**
 * @param mostTrajectories the largest `count` that will be asked for; the learner's prediction batch has to suffice for
 * it
 */
export function createTrajectoryCollector(
  learner: Learner,
  sizes: Pick<Environment, 'observationSize' | 'actionSize' | 'stateSize' | 'horizon'>,
  mostTrajectories: number,
): TrajectoryCollector {
  const { observationSize, actionSize, stateSize, horizon } = sizes;
  const observations = new Float32Array(horizon * mostTrajectories * observationSize);
  const actions = new Float32Array(horizon * mostTrajectories * actionSize);
  const rewards = new Float64Array(horizon * mostTrajectories);
  const lengths = new Int32Array(mostTrajectories);
  const states = new Float64Array(mostTrajectories * stateSize);
  const outputs = new Float32Array(mostTrajectories * 2 * actionSize);
  const ended = new Uint8Array(mostTrajectories);

  const over = new Uint8Array(mostTrajectories);

  return {
    collect(environment, count, random, observer) {
      if (count > mostTrajectories)
        throw new RangeError(`${count} trajectories do not fit where ${mostTrajectories} do.`);
      let time = 0;
      let running = count;
      lengths.fill(0);
      over.fill(0);
      const hasReached = (trajectory: number) => lengths[trajectory] === time;
      environment.begin(states, count, random);
      observer?.(states, hasReached);
      while (running > 0 && time < horizon) {
        const [from, to] = [time * count, (time + 1) * count];
        const observed = observations.subarray(from * observationSize, to * observationSize);
        const drawn = actions.subarray(from * actionSize, to * actionSize);
        environment.observe(states, count, observed);
        learner.predict(observed, count, outputs);
        drawActions(outputs, count, actionSize, random, drawn);
        environment.advance(states, drawn, count, { rewards: rewards.subarray(from, to), ended });
        time++;
        for (let trajectory = 0; trajectory < count; trajectory++) {
          if (over[trajectory] === 1) continue;
          lengths[trajectory] = time;
          if (ended[trajectory] !== 1) continue;
          over[trajectory] = 1;
          running--;
        }
        observer?.(states, hasReached);
      }
      return {
        count,
        steps: time,
        lengths: lengths.subarray(0, count),
        observationSize,
        actionSize,
        observations,
        actions,
        rewards,
      };
    },
  };
}

/** Sums of rewards, undiscounted: one for each trajectory. */
export function totalRewards({ count, lengths, rewards }: Trajectories): number[] {
  return Array.from({ length: count }, (_, trajectory) => {
    let total = 0;
    for (let time = 0; time < (lengths[trajectory] ?? 0); time++)
      total += rewards[time * count + trajectory] ?? Number.NaN;
    return total;
  });
}

/** @param outputs [count, 2 · actionSize]: means, then log standard deviations */
function drawActions(
  outputs: Float32Array,
  count: number,
  actionSize: number,
  random: RandomStream,
  actions: Float32Array,
): void {
  for (let trajectory = 0; trajectory < count; trajectory++) {
    for (let component = 0; component < actionSize; component++) {
      const output = 2 * actionSize * trajectory + component;
      const standardDeviation = Math.exp(outputs[output + actionSize] ?? Number.NaN);
      actions[actionSize * trajectory + component] =
        (outputs[output] ?? Number.NaN) + standardDeviation * random.normal();
    }
  }
}
