// Tasks from a table: rows of one user, device or patient, some to adapt on and others to measure on.

import type { Samples } from '../../engine/learner.ts';
import type { RandomStream } from '../../engine/random.ts';
import type { TableTaskSpec } from '../../experiment/schema.ts';
import { chooseSamples, drawOne } from '../drawing.ts';
import { illustrateCurve } from '../functionTasks.ts';
import { illustrateTexts, illustrateValues } from '../illustrateVectors.ts';
import type { SampleClass } from '../sampleClass.ts';
import type { SupervisedDistribution, Task } from '../task.ts';
import { TaskError } from '../taskError.ts';
import { inputsOf } from './tableCoding.ts';
import type { TableSet } from './tableSet.ts';

/**
 * A task is drawn uniformly, however many rows it has; then its rows, without replacement. Targets that are numbers are
 * in deviations from the mean of training rows.
 * @throws {TaskError} where no task is left on one side
 */
export function createTableDistribution(spec: TableTaskSpec, set: TableSet): SupervisedDistribution {
  const { shots, queries, trainShots = shots + queries } = spec;
  const { coding, trainingClasses, heldOutClasses } = set;
  const width = inputsOf(coding);
  const { target } = coding;
  const classNames = target.kind === 'category' ? target.values : [];
  requireRows('training', trainingClasses, trainShots);
  requireRows('held-out', heldOutClasses, shots + queries);
  const large = trainingClasses.filter(({ samples }) => samples.length >= shots + queries);

  function samplesAt(rows: readonly number[]): Samples {
    const inputs = new Float32Array(rows.length * width);
    rows.forEach((row, index) => {
      inputs.set(set.inputs.subarray(row * width, (row + 1) * width), index * width);
    });
    return { inputs, targets: Float32Array.from(rows, (row) => set.targets[row] ?? Number.NaN), count: rows.length };
  }

  function measuredTask(tasks: readonly SampleClass[], random: RandomStream): Task {
    const chosen = chooseSamples(drawOne(tasks, random).samples, shots + queries, random);
    const [supportNumbers, queryNumbers] = [chosen.slice(0, shots), chosen.slice(shots)];
    return {
      support: samplesAt(supportNumbers),
      query: samplesAt(queryNumbers),
      supportNumbers,
      queryNumbers,
      classNames,
    };
  }

  return {
    kind: 'supervised',
    inputShape: [width],
    outputSize: target.kind === 'category' ? target.values.length : 1,
    loss: target.kind === 'category' ? 'softmaxCrossEntropy' : 'meanSquaredError',
    heldOutDescription: set.heldOutDescription,
    trainingSize: trainShots,
    supportSize: shots,
    querySize: queries,
    sampleTrainingTask: (random) =>
      samplesAt(chooseSamples(drawOne(trainingClasses, random).samples, trainShots, random)),
    sampleHeldOutTask: (random) => measuredTask(heldOutClasses, random),
    sampleTrainingClassesTask(random) {
      if (large.length > 0) return measuredTask(large, random);
      throw new TaskError(
        `A measured task takes ${shots + queries} rows (task.shots + task.queries), and no training task has as many. Lower them, or measure no training tasks.`,
      );
    },
    illustrate(task) {
      if (target.kind === 'category') return illustrateTexts(task);
      return width === 1 ? illustrateCurve(task) : illustrateValues(task);
    },
  };
}

function requireRows(role: 'training' | 'held-out', tasks: readonly SampleClass[], needed: number): void {
  const small = tasks.find(({ samples }) => samples.length < needed);
  if (tasks.length > 0 && small === undefined) return;
  throw new TaskError(
    small === undefined
      ? `There is no ${role} task left. Correct task.split, or get the data that the run began with.`
      : `The ${role} task ${small.name} has ${small.samples.length} rows of the ${needed} that are taken of it. Lower task.shots, task.queries or task.trainShots.`,
  );
}
