// Few-shot classification, whatever the samples are: N ways drawn from the classes, some samples of each to adapt on,
// others to measure on.

import { addTo } from '../base/addTo.ts';
import { extentOf } from '../base/extent.ts';
import type { Samples } from '../engine/learner.ts';
import type { Shape } from '../engine/model.ts';
import type { RandomStream } from '../engine/random.ts';
import { groupingOf } from '../experiment/grouping.ts';
import { sizeOf } from '../experiment/network.ts';
import { type ChosenWay, createWayChooser } from './chooseWays.ts';
import { chooseSamples, drawClasses } from './drawing.ts';
import { type Episodes, episodeAt, requireSizesOf } from './episodes/episodes.ts';
import { type GroupWords, type PlainDescription, withGrouping } from './heldOutDescription.ts';
import type { ClassTaskSizes, SampleClass } from './sampleClass.ts';
import type { SupervisedDistribution, Task, TaskIllustration } from './task.ts';
import { TaskError } from './taskError.ts';

/** Data that few-shot tasks can be made of. */
export interface ClassSource<Class extends SampleClass> extends GroupWords {
  readonly inputShape: Shape;
  readonly trainingClasses: readonly Class[];
  /** Share no class (for speech: no class of the same speaker) with the training classes. */
  readonly heldOutClasses: readonly Class[];
  readonly heldOutDescription: PlainDescription;
  /** Held-out tasks where they are listed, of these held-out classes; otherwise they are drawn. */
  readonly episodes?: Episodes;
  /** What the samples are, for messages: `images`. */
  readonly samplesNoun: string;
  /** Writes a sample of `from` as the model's input into `target`, whose values are 0. */
  encode(sample: number, from: Class, target: Float32Array): void;
  /** The picture of a held-out task. */
  illustrate(task: Task): TaskIllustration;
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
  const grouping = groupingOf(sizes);
  if (grouping.classes === 'oneGroup') requireGroups(source);
  const trainingGroups = groupsOf('training', source.trainingClasses, ways);
  checkSamples('training', trainingGroups.flat(), samplesNoun, trainShots, 'task.trainShots');
  const chooseHeldOut = createHeldOutChooser(sizes, source);
  const chooseTraining = once(() => {
    const large = source.trainingClasses.filter(({ samples }) => samples.length >= shots + queries);
    if (large.length < ways) {
      throw new TaskError(
        `A task of training classes takes ${ways} classes with ${shots + queries} ${samplesNoun} (task.shots + task.queries), but only ${large.length} of ` +
          'the training classes have as many. Lower them, or measure no training classes.',
      );
    }
    return createWayChooser('training', groupsOf('training', large, ways), sizes, grouping.queries);
  });
  const size = sizeOf(source.inputShape);

  function samplesOf(choices: readonly Choice<Class>[]): Samples {
    const inputs = new Float32Array(choices.length * size);
    choices.forEach(({ sample, from }, index) => {
      source.encode(sample, from, inputs.subarray(index * size, (index + 1) * size));
    });
    return { inputs, targets: Float32Array.from(choices, (choice) => choice.way), count: choices.length };
  }

  function taskOf(ways: readonly ChosenWay<Class>[]): Task {
    const choicesOf = (part: 'support' | 'query') =>
      ways.flatMap(({ from, ...chosen }, way) => chosen[part].map((sample): Choice<Class> => ({ sample, from, way })));
    const [support, query] = [choicesOf('support'), choicesOf('query')];
    return {
      support: samplesOf(support),
      query: samplesOf(query),
      supportNumbers: support.map(({ sample }) => sample),
      queryNumbers: query.map(({ sample }) => sample),
      classNames: ways.map(({ from }) => from.name),
    };
  }

  return {
    kind: 'supervised',
    inputShape: source.inputShape,
    outputSize: ways,
    loss: 'softmaxCrossEntropy',
    // A list is of whatever groups it says.
    heldOutDescription:
      source.episodes === undefined
        ? withGrouping(source.heldOutDescription, grouping, source)
        : source.heldOutDescription,
    trainingSize: ways * trainShots,
    supportSize: ways * shots,
    querySize: ways * queries,
    sampleTrainingTask(random) {
      const classes = drawClasses(trainingGroups, ways, random);
      return samplesOf(
        classes.flatMap((from, way) =>
          chooseSamples(from.samples, trainShots, random).map((sample) => ({ sample, from, way })),
        ),
      );
    },
    ...(source.episodes && { heldOutTasks: source.episodes.count }),
    sampleHeldOutTask: (random, number) => taskOf(chooseHeldOut(random, number)),
    sampleTrainingClassesTask: (random) => taskOf(chooseTraining()(random)),
    illustrate: (task) => ({ illustration: source.illustrate(task), queries: task.query }),
  };
}

/** @throws {TaskError} when the held-out classes, their samples or the listed episodes do not suffice */
function createHeldOutChooser<Class extends SampleClass>(
  sizes: ClassTaskSizes,
  { heldOutClasses, samplesNoun, episodes }: ClassSource<Class>,
): (random: RandomStream, number: number) => readonly ChosenWay<Class>[] {
  const { ways, shots, queries } = sizes;
  if (episodes !== undefined) {
    requireSizesOf(episodes, sizes);
    return (_, number) => chooseListed(episodes, heldOutClasses, number);
  }
  const groups = groupsOf('held-out', heldOutClasses, ways);
  checkSamples('held-out', groups.flat(), samplesNoun, shots + queries, 'task.shots + task.queries');
  return createWayChooser('held-out', groups, sizes, groupingOf(sizes).queries);
}

function chooseListed<Class>(
  episodes: Episodes,
  heldOutClasses: readonly Class[],
  number: number,
): readonly ChosenWay<Class>[] {
  return episodeAt(episodes, number).flatMap(({ from: place, support, query }) => {
    const from = heldOutClasses[place];
    return from === undefined ? [] : [{ from, support: [...support], query: [...query] }];
  });
}

/** Most runs never measure training classes, which may be too small for it. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** @throws {TaskError} when no class has a group */
function requireGroups({ trainingClasses, heldOutClasses }: ClassSource<SampleClass>): void {
  if ([...trainingClasses, ...heldOutClasses].some(({ group }) => group !== undefined)) return;
  throw new TaskError(
    'task.grouping.classes is "oneGroup", but the data have no groups of classes. Omniglot has (its alphabets); images have where class folders ' +
      'lie in folders (group/class/image) or the tables of their split have a column "group"; recordings have with {speaker} in task.dataset.files; ' +
      'texts have with a domains.json. Set task.grouping.classes to "any", or say the groups.',
  );
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
  const isGrouped = classes.some(({ group }) => group !== undefined);
  for (const one of classes) {
    if (isGrouped && one.group === undefined) continue;
    addTo(groups, one.group, one);
  }
  const largeEnough = [...groups.values()].filter((group) => group.length >= ways);
  if (largeEnough.length > 0) return largeEnough;
  const most = groups.size === 0 ? 0 : extentOf([...groups.values()].map((group) => group.length)).most;
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
