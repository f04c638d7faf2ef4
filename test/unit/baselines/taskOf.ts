// Tasks of given samples, for tests of baselines.

import type { Samples } from '../../../src/engine/learner.ts';
import type { Task } from '../../../src/tasks/task.ts';

export interface GivenSamples {
  readonly support: readonly (readonly number[])[];
  readonly supportTargets: readonly (readonly number[])[];
  readonly query: readonly (readonly number[])[];
  readonly queryTargets: readonly (readonly number[])[];
}

/** @param ways of classification; 0 for regression */
export function taskOf({ support, supportTargets, query, queryTargets }: GivenSamples, ways: number): Task {
  return {
    support: samplesOf(support, supportTargets),
    query: samplesOf(query, queryTargets),
    supportNumbers: support.map((_, sample) => sample),
    queryNumbers: query.map((_, sample) => support.length + sample),
    classNames: Array.from({ length: ways }, (_, way) => `class ${way}`),
  };
}

function samplesOf(inputs: readonly (readonly number[])[], targets: readonly (readonly number[])[]): Samples {
  return {
    inputs: Float32Array.from(inputs.flat()),
    targets: Float32Array.from(targets.flat()),
    count: inputs.length,
  };
}
