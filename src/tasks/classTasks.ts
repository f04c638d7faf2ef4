// Few-shot classification, whatever the samples are: N ways drawn from the classes, some samples of each to adapt on, others to measure on.

import type { Samples } from '../engine/learner.ts';
import { type Shape, sizeOf } from '../engine/model.ts';
import { type RandomStream, shuffled } from '../engine/random.ts';
import type { SupervisedDistribution, Task, TaskIllustration } from './task.ts';
import { TaskError } from './taskError.ts';

/** A class as tasks see it. */
export interface SampleClass {
  /** For instance `5` or `Tagalog/character07`. */
  readonly name: string;
  /** Its samples, by their numbers in the data set. */
  readonly samples: readonly number[];
}

/** Data that few-shot tasks can be made of. */
export interface ClassSource<Class extends SampleClass> {
  readonly inputShape: Shape;
  readonly trainingClasses: readonly Class[];
  /** Share no class (for speech: no class of the same speaker) with the training classes. */
  readonly heldOutClasses: readonly Class[];
  readonly heldOutDescription: string;
  /** What the samples are, for messages: `images`. */
  readonly samplesNoun: string;
  /** Writes a sample of `from` as the model's input into `target`, whose values are 0. */
  encode(sample: number, from: Class, target: Float32Array): void;
  /** The picture of a held-out task. */
  illustrate(task: Task): TaskIllustration;
}

/** Sizes of a task: the part of an experiment's task section that all class tasks share. */
export interface ClassTaskSizes {
  readonly ways: number;
  readonly shots: number;
  readonly queries: number;
  readonly trainShots: number;
}

/** One sample of a task, and the way (label) that its class has in this task. */
interface Choice<Class> {
  readonly sample: number;
  readonly from: Class;
  readonly way: number;
}

/**
 * Tasks from classes. Classes are drawn without replacement, and a way's number is its place in the draw, so that labels carry no information
 * from task to task. Support and query samples of a class are different samples.
 *
 * @throws {TaskError} when the classes or the samples of a class do not suffice
 */
export function createClassDistribution<Class extends SampleClass>(
  sizes: ClassTaskSizes,
  source: ClassSource<Class>,
): SupervisedDistribution {
  const { ways, shots, queries, trainShots } = sizes;
  const { trainingClasses, heldOutClasses, samplesNoun } = source;
  checkClasses('training', trainingClasses, samplesNoun, ways, trainShots, 'task.trainShots');
  checkClasses('held-out', heldOutClasses, samplesNoun, ways, shots + queries, 'task.shots + task.queries');
  const size = sizeOf(source.inputShape);

  function samplesOf(choices: readonly Choice<Class>[]): Samples {
    const inputs = new Float32Array(choices.length * size);
    choices.forEach(({ sample, from }, index) => {
      source.encode(sample, from, inputs.subarray(index * size, (index + 1) * size));
    });
    return { inputs, targets: Float32Array.from(choices, (choice) => choice.way), count: choices.length };
  }

  return {
    kind: 'supervised',
    inputShape: source.inputShape,
    outputSize: ways,
    loss: 'softmaxCrossEntropy',
    heldOutDescription: source.heldOutDescription,
    supportSize: ways * shots,
    querySize: ways * queries,
    sampleTrainingTask(random) {
      const classes = drawWithoutReplacement(trainingClasses, ways, random);
      return samplesOf(classes.flatMap((from, way) => chooseSamples(from, way, trainShots, random)));
    },
    sampleHeldOutTask(random) {
      const classes = drawWithoutReplacement(heldOutClasses, ways, random);
      const choices = classes.map((from, way) => chooseSamples(from, way, shots + queries, random));
      const support = choices.flatMap((ofClass) => ofClass.slice(0, shots));
      const query = choices.flatMap((ofClass) => ofClass.slice(shots));
      return {
        support: samplesOf(support),
        query: samplesOf(query),
        supportNumbers: support.map(({ sample }) => sample),
        queryNumbers: query.map(({ sample }) => sample),
        classNames: classes.map(({ name }) => name),
      };
    },
    illustrate: (task) => ({ illustration: source.illustrate(task), queries: task.query }),
  };
}

function checkClasses(
  role: 'training' | 'held-out',
  classes: readonly SampleClass[],
  samplesNoun: string,
  ways: number,
  samplesNeeded: number,
  neededFor: string,
): void {
  if (classes.length < ways) {
    throw new TaskError(
      `task.ways is ${ways}, but there are only ${classes.length} ${role} classes to draw from. Lower task.ways or split the data otherwise.`,
    );
  }
  const smallest = classes.reduce((a, b) => (b.samples.length < a.samples.length ? b : a));
  if (smallest.samples.length < samplesNeeded) {
    throw new TaskError(
      `${neededFor} asks for ${samplesNeeded} ${samplesNoun} of a class, but the ${role} class ${smallest.name} has only ` +
        `${smallest.samples.length}. Ask for fewer.`,
    );
  }
}

function chooseSamples<Class extends SampleClass>(
  from: Class,
  way: number,
  count: number,
  random: RandomStream,
): Choice<Class>[] {
  return drawWithoutReplacement(from.samples, count, random).map((sample) => ({ sample, from, way }));
}

/** `count` different items in random order. Draws few numbers, however many items there are. */
function drawWithoutReplacement<T>(items: readonly T[], count: number, random: RandomStream): T[] {
  if (count * 4 > items.length) return shuffled(items, random).slice(0, count);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.integer(items.length));
  return [...chosen].flatMap((index) => items.slice(index, index + 1));
}
