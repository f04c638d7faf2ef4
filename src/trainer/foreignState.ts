// What a checkpoint holds, compared with what the run's experiment learns: neither resumed nor evaluated where it is
// another's.

import { initialOptimizerState } from '../engine/learner.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import { metaParameterCount } from '../meta/metaParameters.ts';
import type { MetaState } from '../meta/metaState.ts';
import { initialOuterMoments } from '../meta/metaUpdate.ts';
import { ExperimentRefused } from '../runs/frozenExperiment.ts';

/**
 * @throws {ExperimentRefused} where `state` was saved by another model, algorithm or optimizer than `experiment` has
 */
export function refuseForeignState(
  state: MetaState,
  { algorithm }: Experiment,
  { parameterCount }: Pick<TaskExecutor, 'parameterCount'>,
): void {
  const learned = metaParameterCount(algorithm, { parameterCount });
  const { moments } = initialOptimizerState(algorithm.innerOptimizer, parameterCount);
  if (
    state.parameters.length === learned &&
    state.optimizerState.moments.length === moments.length &&
    state.outerMoments.length === initialOuterMoments(algorithm, learned).length
  ) {
    return;
  }
  throw new ExperimentRefused(
    `The checkpoint of meta-iteration ${state.iteration} was saved by another model, algorithm or optimizer than the run's experiment has ` +
      `now (${state.parameters.length} parameters, now ${learned}). Undo what was changed in the run's files, or start a new run.`,
  );
}
