// What a run's training begins with: random parameters, those of another run's checkpoint, or weights of a file.

import type { Experiment } from '../experiment/schema.ts';
import { beginWith } from '../meta/beginWith.ts';
import { initialMetaState } from '../meta/initialMetaState.ts';
import { modelFor, type TaskSizes } from '../meta/learningContext.ts';
import { metaParameterLayout } from '../meta/metaParameters.ts';
import type { MetaState } from '../meta/metaState.ts';
import { initializationMissing, inLayoutOf, loadInitialization } from '../runs/initialization.ts';
import type { Manifest } from '../runs/manifest.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { readSplitRecord } from '../runs/splitRecord.ts';
import type { DataSplit } from '../tasks/split/dataSplit.ts';

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

const mostNamed = 5;

/**
 * In a sentence or two: that classes are held out which the parameters that the run begins with were trained on.
 * Undefined where there are none, or that cannot be told.
 */
export async function describeSeenClasses(directory: string, split: DataSplit): Promise<string | undefined> {
  if (split.kind !== 'classes') return undefined;
  const found = await readSplitRecord(runFiles(directory).initialization);
  if (found.kind !== 'found' || found.record.split.kind !== 'classes') return undefined;
  const trained = new Set(found.record.split.training.map(({ digest }) => digest));
  const seen = split.heldOut.filter(({ digest }) => trained.has(digest));
  if (seen.length === 0) return undefined;
  const more = seen.length > mostNamed ? ', …' : '';
  const names = seen.slice(0, mostNamed).map(({ name }) => name);
  return (
    `${seen.length} of the ${split.heldOut.length} held-out classes are training classes of the run that this one begins with ` +
    `(${names.join(', ')}${more}): its figures are not those of classes that were never seen. Give both runs the same seed or the same split.`
  );
}
