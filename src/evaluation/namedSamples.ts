// What the samples of evaluated tasks are called in the data, so that an evaluation can be checked without Reptile Lab.

import type { ClassificationOutcome, EvaluatedTask } from '../meta/evaluatedTask.ts';
import type { StoredSamples } from '../runs/evaluations.ts';
import type { TaskProbabilities } from '../runs/storedProbabilities.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import { unpackText } from '../tasks/packedTexts.ts';
import { nameInSplit } from '../tasks/split/dataSplit.ts';

type NameOfSample = (sample: number) => string;

/** Undefined where samples have no names: in functions, environments and a user's module. Very long ones are cut. */
export function sampleNamesOf(data: TaskData): NameOfSample | undefined {
  switch (data.kind) {
    case 'sine':
    case 'control':
    case 'module':
      return undefined;
    case 'images':
      return (sample) => nameInSplit(unpackText(data.images.names, sample));
    case 'speech':
      return (sample) => nameInSplit(unpackText(data.speech.names, sample));
    case 'table':
      return (sample) => `${data.table.unit} ${data.table.numbers[sample]}`;
    case 'text':
      return (sample) => nameInSplit(unpackText(data.texts.texts, sample));
  }
}

function isClassification(task: EvaluatedTask): task is ClassificationOutcome {
  return task.kind === 'classification';
}

/** A table of names, and for each of the first tasks, whose samples were kept, the places in it. */
export function nameSamples(evaluated: readonly EvaluatedTask[], nameOf: NameOfSample): StoredSamples | undefined {
  const [classes, names] = [new Table(), new Table()];
  const stored: StoredSamples = { classes: classes.entries, names: names.entries, ways: [], support: [], query: [] };
  for (const task of evaluated) {
    if (!isClassification(task) || task.samples === undefined) break;
    const placesOf = (samples: readonly number[]) => samples.map((sample) => names.placeOf(nameOf(sample)));
    stored.ways.push(task.classNames.map((name) => classes.placeOf(nameInSplit(name))));
    stored.support.push(placesOf(task.samples.support));
    stored.query.push(placesOf(task.samples.query));
  }
  return stored.ways.length === 0 ? undefined : stored;
}

/** Of tasks that were measured with their probabilities. Samples without names are numbered within their task, from 0. */
export function probabilitiesOf(
  evaluated: readonly EvaluatedTask[],
  firstTask: number,
  nameOf: NameOfSample = (sample) => `sample ${sample}`,
): TaskProbabilities[] {
  return evaluated.filter(isClassification).flatMap(({ classNames, targets, samples }, index) => {
    if (samples?.probabilities === undefined) return [];
    const named = samples.query.map((sample, place) => ({ name: nameOf(sample), way: targets[place] ?? 0 }));
    return [{ task: firstTask + index, classNames, samples: named, probabilities: samples.probabilities }];
  });
}

class Table {
  readonly entries: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(name: string): number {
    const place = this.#places.get(name) ?? this.entries.length;
    if (place === this.entries.length) {
      this.entries.push(name);
      this.#places.set(name, place);
    }
    return place;
  }
}
