// The algorithm section of an experiment that is known to be Reptile's.

import type { AlgorithmOf, Experiment } from '../../src/experiment/schema.ts';

/** @throws {TypeError} when it is another algorithm's */
export function reptileOf({ algorithm }: Pick<Experiment, 'algorithm'>): AlgorithmOf<'reptile'> {
  if (algorithm.kind !== 'reptile') throw new TypeError(`The algorithm is ${algorithm.kind}, not Reptile.`);
  return algorithm;
}
