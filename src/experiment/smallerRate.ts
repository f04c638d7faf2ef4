// The rate to lower when training diverges, and what to lower it to.

import type { Experiment } from './schema.ts';

/** A rate by its place in the experiment file. */
export interface SmallerRate {
  /** Dotted, as in an assignment. */
  readonly key: 'algorithm.innerOptimizer.learningRate' | 'algorithm.metaStepSize';
  readonly from: number;
  /** A tenth: a rate that makes parameters infinite is seldom too large by a little. */
  readonly to: number;
}

/** The inner learning rate; of joint training, which takes no inner steps while it trains, the outer one. */
export function smallerRateOf({ algorithm }: Pick<Experiment, 'algorithm'>): SmallerRate {
  const isOuter = algorithm.kind === 'joint';
  const from = isOuter ? algorithm.metaStepSize : algorithm.innerOptimizer.learningRate;
  return {
    key: isOuter ? 'algorithm.metaStepSize' : 'algorithm.innerOptimizer.learningRate',
    from,
    to: Number((from / 10).toPrecision(12)),
  };
}

/** `algorithm.innerOptimizer.learningRate=0.002` */
export function assignmentOf({ key }: SmallerRate, rate: number): string {
  return `${key}=${rate}`;
}
