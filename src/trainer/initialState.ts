// What a run's training begins with: random parameters, those of another run's checkpoint, or weights of a file.

import type { Experiment } from '../experiment/schema.ts';
import { beginWith } from '../meta/beginWith.ts';
import { initialMetaState } from '../meta/initialMetaState.ts';
import { modelFor, type TaskSizes } from '../meta/learningContext.ts';
import { metaParameterLayout } from '../meta/metaParameters.ts';
import type { MetaState } from '../meta/metaState.ts';
import { initializationMissing, inLayoutOf, loadInitialization } from '../runs/initialization.ts';
import type { Manifest } from '../runs/manifest.ts';

/** @throws {InitializationLostError} {OtherModelError} {WeightsMismatchError} {ModelError} */
export async function initialStateOf(
  directory: string,
  { initializedFrom }: Pick<Manifest, 'initializedFrom'>,
  { experiment, distribution }: { readonly experiment: Experiment; readonly distribution: TaskSizes },
): Promise<MetaState> {
  const fresh = initialMetaState(experiment, distribution);
  if (initializedFrom === null) {
    if (experiment.model.initialization === undefined) return fresh;
    throw initializationMissing();
  }
  const model = modelFor(experiment, distribution);
  const learned = inLayoutOf(model, await loadInitialization(directory, initializedFrom));
  return beginWith(fresh, metaParameterLayout(experiment.algorithm, model), learned);
}
