// What a run's training begins with: random parameters, those of another run's checkpoint, or weights of a file.

import type { Experiment } from '../experiment/schema.ts';
import { beginWith, isStepSize } from '../meta/beginWith.ts';
import { initialMetaState } from '../meta/initialMetaState.ts';
import { modelFor, type TaskSizes } from '../meta/learningContext.ts';
import { metaParameterLayout } from '../meta/metaParameters.ts';
import type { MetaState } from '../meta/metaState.ts';
import { initializationMissing, loadInitialization } from '../runs/initialization.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { LearnedElsewhere } from '../runs/runOrigin.ts';
import { inLayoutOf } from '../runs/weightsToBeginWith.ts';

/**
 * Learned step sizes that are taken over are those of another learning rate times as much as this run's is larger: else
 * its own would have no effect.
 * @param onNote hears that, in words
 * @throws {InitializationLostError} {OtherModelError} {WeightsMismatchError} {ModelError}
 */
export async function initialStateOf(
  directory: string,
  { initializedFrom }: Pick<Manifest, 'initializedFrom'>,
  { experiment, distribution }: { readonly experiment: Experiment; readonly distribution: TaskSizes },
  onNote: (note: string) => void,
): Promise<MetaState> {
  const fresh = initialMetaState(experiment, distribution);
  if (initializedFrom === null) {
    if (experiment.model.initialization === undefined) return fresh;
    throw initializationMissing();
  }
  const model = modelFor(experiment, distribution);
  const learned = inLayoutOf(model, await loadInitialization(directory, initializedFrom));
  const own = metaParameterLayout(experiment.algorithm, model);
  const takesStepSizes = own.some(isStepSize) && learned.layout.some(isStepSize);
  if (!takesStepSizes) return beginWith(fresh, own, learned);
  const { learningRate } = experiment.algorithm.innerOptimizer;
  const factor = learningRate / (initializedFrom.learningRate ?? learningRate);
  const note = noteOnStepSizes(initializedFrom, learningRate);
  if (note !== undefined) onNote(note);
  return beginWith(fresh, own, learned, factor);
}

/** Undefined where the learning rate is the same. */
function noteOnStepSizes({ run, iteration, learningRate: there }: LearnedElsewhere, here: number): string | undefined {
  const taken = `The step sizes that ${run} had learned after ${iteration} meta-iterations are taken over`;
  if (there === undefined)
    return `${taken} as they are: what learning rate they began with is not known. The learning rate of ${here} has no effect on them.`;
  if (there === here) return undefined;
  const factor = Number((here / there).toPrecision(4));
  return `${taken} times ${factor}: the learning rate was ${there} there and is ${here} here.`;
}
