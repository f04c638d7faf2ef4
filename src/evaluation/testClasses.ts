// The test classes of a run whose settings and checkpoints are chosen on validation classes: what is reported once
// everything is chosen.

import type { Experiment } from '../experiment/schema.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import { someNames } from '../tasks/files/someNames.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import type { ClassContent, ClassSplit, DataSplit } from '../tasks/split/dataSplit.ts';
import { TaskError } from '../tasks/taskError.ts';
import { loadRunData } from '../trainer/loadRunData.ts';
import { readRunExperiment } from '../trainer/prepareRun.ts';

/** What tasks are measured on, in the place of the run's own held-out classes. */
export interface MeasuredClasses {
  /** The run's, with `changes`. */
  readonly experiment: Experiment;
  /** Assignments that every experiment of the evaluation is given, as in `applyOverrides`. */
  readonly changes: readonly string[];
  readonly data: TaskData;
  /** With the training side of the run. */
  readonly split: DataSplit;
  /** In sentences. */
  readonly notes: readonly string[];
}

/** How the run is measured on its own. */
interface OwnClasses extends Pick<MeasuredClasses, 'experiment' | 'data' | 'split'> {
  /** How many held-out tasks there are, where they are a fixed list. */
  readonly heldOutTasks: number | undefined;
}

const changes = ['task.dataset.evaluateOn=test'];

/**
 * The test classes as the data have them by now; of a run that holds these out itself, what it keeps of them.
 * @param own what its data were seen to hold
 * @throws {TaskError} where the data tell no test classes apart from validation classes, or the run was trained on some of
 * them; the signal's reason
 */
export async function loadTestClasses(
  directory: string,
  manifest: Manifest,
  own: OwnClasses,
  loading: Pick<LoadOptions, 'signal' | 'onProgress'>,
): Promise<MeasuredClasses> {
  if (isDividedBy(own.split, 'testClasses')) return measuredAsOwn(own);
  const { training, heldOut: validation } = requireValidation(own);
  const experiment = await readRunExperiment(directory, manifest, changes);
  const notes: string[] = [];
  const { data, split } = await loadRunData(directory, manifest, experiment, {
    ...loading,
    onNote: (note) => notes.push(note),
  });
  if (!isDividedBy(split, 'testClasses')) throw new TaskError(nothingToTest);
  refuseTrained(split.heldOut, training);
  const chosenBy = sharedIn(split.heldOut, validation);
  const [tested, validated] = [split.heldOut.length, validation.length].map((count) => count.toLocaleString('en-US'));
  notes.push(
    `Tasks are of the ${tested} test classes of the data, in the place of the ${validated} validation classes that the run holds out.`,
  );
  if (chosenBy.length > 0)
    notes.push(
      `Settings and checkpoints may have been chosen by what is measured: of the test classes, ${describe(chosenBy)} also among the validation classes.`,
    );
  return { experiment, changes, data, split: { ...split, training }, notes };
}

/** The run's own held-out classes. */
export function measuredAsOwn({ experiment, data, split }: Omit<OwnClasses, 'heldOutTasks'>): MeasuredClasses {
  return { experiment, changes: [], data, split, notes: [] };
}

const nothingToTest =
  'The data of this run tell no test classes apart from validation classes: what it holds out is all there is to measure. Leave out --test-classes.';

/** @throws {TaskError} where the run does not hold out validation classes, or its held-out tasks are a list */
function requireValidation({ split, heldOutTasks }: OwnClasses): ClassSplit {
  if (!isDividedBy(split, 'validationClasses')) throw new TaskError(nothingToTest);
  if (heldOutTasks !== undefined)
    throw new TaskError(
      'The held-out tasks of this run are a fixed list of its validation classes, so there are none of test classes. Leave out --test-classes.',
    );
  return split;
}

function isDividedBy(split: DataSplit, noun: 'validationClasses' | 'testClasses'): split is ClassSplit {
  if (split.kind !== 'classes') return false;
  const { heldOutDescription } = split;
  return heldOutDescription.code === 'classes' && heldOutDescription.noun === noun;
}

/** @throws {TaskError} where a test class is a training class by its name or by what it holds */
function refuseTrained(test: readonly ClassContent[], training: readonly ClassContent[]): void {
  const trained = sharedIn(test, training);
  if (trained.length === 0) return;
  throw new TaskError(
    `Of the test classes, ${describe(trained)} among those that the run was trained on: ` +
      'figures on them would look better than they are.',
  );
}

function sharedIn(some: readonly ClassContent[], others: readonly ClassContent[]): readonly ClassContent[] {
  const [names, contents] = [new Set(others.map(({ name }) => name)), new Set(others.map(({ digest }) => digest))];
  return some.filter(({ name, digest }) => names.has(name) || contents.has(digest));
}

function describe(classes: readonly ClassContent[]): string {
  return `${someNames(classes.map(({ name }) => name))} ${classes.length === 1 ? 'is' : 'are'}`;
}
