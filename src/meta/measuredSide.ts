// Which side of the split a measured task is of, and the random streams that its sequence is drawn from.

import type { RandomPurpose } from '../engine/random.ts';

/** Held-out classes, functions or goals, or those of training. */
export type MeasuredSide = 'heldOut' | 'training';

interface MeasuringStreams {
  readonly task: RandomPurpose;
  readonly batches: RandomPurpose;
  readonly dropout: Extract<RandomPurpose, `${string}-dropout`>;
  /** Of a policy that is measured. */
  readonly trajectories: RandomPurpose;
}

/** The two sides share no number: measuring one changes nothing about the other. */
export const streamsOfSide: Readonly<Record<MeasuredSide, MeasuringStreams>> = {
  heldOut: {
    task: 'evaluation-task',
    batches: 'evaluation-batches',
    dropout: 'evaluation-dropout',
    trajectories: 'evaluation-trajectories',
  },
  training: {
    task: 'training-classes-task',
    batches: 'training-classes-batches',
    dropout: 'training-classes-dropout',
    trajectories: 'training-classes-trajectories',
  },
};
