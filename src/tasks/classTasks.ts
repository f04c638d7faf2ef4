// Few-shot classification, whatever the samples are: N ways drawn from the classes, some samples of each to adapt on,
// others to measure on.

import type { Samples } from '../engine/learner.ts';
import type { Shape } from '../engine/model.ts';
import { type RandomStream, shuffled } from '../engine/random.ts';
import { sizeOf } from '../experiment/network.ts';
import { type Episodes, episodeAt, requireSizesOf } from './episodes/episodes.ts';
import type { HeldOutDescription } from './heldOutDescription.ts';
import type { SupervisedDistribution, Task, TaskIllustration } from './task.ts';
import { TaskError } from './taskError.ts';

/** A class as tasks see it. */
export interface SampleClass {
  /** For instance `5` or `Tagalog/character07`. */
  readonly name: string;
  /** Its samples, by their numbers in the data set. */
  readonly samples: readonly number[];
  /**
   * Classes of one task come from one group, for instance from one speaker. Classes without a group are a group, too.
   */
  readonly group?: string;
}

/** Data that few-shot tasks can be made of. */
export interface ClassSource<Class extends SampleClass> {
  readonly inputShape: Shape;
  readonly trainingClasses: readonly Class[];
  /** Share no class (for speech: no class of the same speaker) with the training classes. */
  readonly heldOutClasses: readonly Class[];
  readonly heldOutDescription: HeldOutDescription;
  /** Held-out tasks where they are listed, of these held-out classes; otherwise they are drawn. */
  readonly episodes?: Episodes;
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
 * Tasks from classes. Where there are several groups, one is drawn first. Classes are drawn without replacement, and a
 * way's number is its place in the draw, so that labels carry no information from task to task. Support and query
 * samples of a class are different samples. Held-out tasks that are listed are taken from the list, in its order.
 *
 * @throws {TaskError} when the classes or the samples of a class do not suffice
 */
export function createClassDistribution<Class extends SampleClass>(
  sizes: ClassTaskSizes,
  source: ClassSource<Class>,
): SupervisedDistribution {
  const { ways, shots, queries, trainShots } = sizes;
  const { samplesNoun } = source;
  const trainingGroups = groupsOf('training', source.trainingClasses, ways);
  checkSamples('training', trainingGroups.flat(), samplesNoun, trainShots, 'task.trainShots');
  const chooseHeldOut = createHeldOutChooser(sizes, source);
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
    trainingSize: ways * trainShots,
    supportSize: ways * shots,
    querySize: ways * queries,
    sampleTrainingTask(random) {
      const classes = drawClasses(trainingGroups, ways, random);
      return samplesOf(classes.flatMap((from, way) => chooseSamples(from, way, trainShots, random)));
    },
    ...(source.episodes && { heldOutTasks: source.episodes.count }),
    sampleHeldOutTask(random, number) {
      const { classes, support, query } = chooseHeldOut(random, number);
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

/** A held-out task before its samples are encoded. */
interface HeldOutChoice<Class> {
  /** In the order of the ways. */
  readonly classes: readonly Class[];
  readonly support: readonly Choice<Class>[];
  readonly query: readonly Choice<Class>[];
}

type HeldOutChooser<Class> = (random: RandomStream, number: number) => HeldOutChoice<Class>;

/** @throws {TaskError} when the held-out classes, their samples or the listed episodes do not suffice */
function createHeldOutChooser<Class extends SampleClass>(
  sizes: ClassTaskSizes,
  { heldOutClasses, samplesNoun, episodes }: ClassSource<Class>,
): HeldOutChooser<Class> {
  const { ways, shots, queries } = sizes;
  if (episodes !== undefined) {
    requireSizesOf(episodes, sizes);
    return (_, number) => chooseListed(episodes, heldOutClasses, number);
  }
  const groups = groupsOf('held-out', heldOutClasses, ways);
  checkSamples('held-out', groups.flat(), samplesNoun, shots + queries, 'task.shots + task.queries');
  return (random) => {
    const classes = drawClasses(groups, ways, random);
    const choices = classes.map((from, way) => chooseSamples(from, way, shots + queries, random));
    return {
      classes,
      support: choices.flatMap((ofClass) => ofClass.slice(0, shots)),
      query: choices.flatMap((ofClass) => ofClass.slice(shots)),
    };
  };
}

function chooseListed<Class>(
  episodes: Episodes,
  heldOutClasses: readonly Class[],
  number: number,
): HeldOutChoice<Class> {
  const listed = episodeAt(episodes, number).flatMap(({ from: place, ...samples }) => {
    const from = heldOutClasses[place];
    return from === undefined ? [] : [{ from, ...samples }];
  });
  const choicesOn = (side: 'support' | 'query') =>
    listed.flatMap(({ from, [side]: samples }, way) => Array.from(samples, (sample) => ({ sample, from, way })));
  return { classes: listed.map(({ from }) => from), support: choicesOn('support'), query: choicesOn('query') };
}

/**
 * Classes by group, in the order in which groups occur; those with too few classes for a task take no part. At least
 * one is left.
 */
function groupsOf<Class extends SampleClass>(
  role: 'training' | 'held-out',
  classes: readonly Class[],
  ways: number,
): Class[][] {
  const groups = new Map<string | undefined, Class[]>();
  for (const one of classes) {
    const group = groups.get(one.group);
    if (group === undefined) groups.set(one.group, [one]);
    else group.push(one);
  }
  const largeEnough = [...groups.values()].filter((group) => group.length >= ways);
  if (largeEnough.length > 0) return largeEnough;
  const most = Math.max(0, ...[...groups.values()].map((group) => group.length));
  const together =
    groups.size > 1
      ? `the largest group of classes for ${role} tasks has only ${most}`
      : `there are only ${most} ${role} classes`;
  throw new TaskError(
    `task.ways is ${ways}, but ${together} to draw from. Lower task.ways or split the data otherwise.`,
  );
}

function checkSamples(
  role: 'training' | 'held-out',
  classes: readonly SampleClass[],
  samplesNoun: string,
  samplesNeeded: number,
  neededFor: string,
): void {
  const smallest = classes.reduce((a, b) => (b.samples.length < a.samples.length ? b : a));
  if (smallest.samples.length < samplesNeeded) {
    throw new TaskError(
      `${neededFor} asks for ${samplesNeeded} ${samplesNoun} of a class, but the ${role} class ${smallest.name} has only ` +
        `${smallest.samples.length}. Ask for fewer.`,
    );
  }
}

function drawClasses<Class>(groups: readonly (readonly Class[])[], ways: number, random: RandomStream): Class[] {
  const [onlyOne = [], ...others] = groups;
  const group = others.length === 0 ? onlyOne : (groups[random.integer(groups.length)] ?? onlyOne);
  return drawWithoutReplacement(group, ways, random);
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
