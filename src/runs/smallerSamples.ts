// Ever smaller versions of a sample: first fewer of the drawn steps, then fewer queries, then less of the support set.

import type { AdaptationSample } from '../meta/executor.ts';
import type { TaskIllustration } from '../tasks/task.ts';

/** So many queries are still worth a look. Only then the support set is thinned, too. */
const fewQueries = 20;

/** The sample itself, then what takes about half of the room of the version before. */
export function* smallerSamples(sample: AdaptationSample): Generator<AdaptationSample, void, undefined> {
  for (let smaller: AdaptationSample | undefined = sample; smaller !== undefined; smaller = halve(smaller))
    yield smaller;
}

/** Undefined where nothing is left that can be done without. */
function halve(sample: AdaptationSample): AdaptationSample | undefined {
  const { steps, task } = sample;
  if (steps.length > 2) return withSteps(sample, everyOther(steps.length, 'andLast'));
  if (queriesOf(task) > fewQueries) return withFewerQueries(sample);
  if (supportOf(task) > 1) return withFewerQueries({ ...sample, task: withLessSupport(task) });
  return undefined;
}

/** What of `whole` is in `part`, for a log: `2 of 9 steps and 20 of 400 queries`. */
export function describePart(part: AdaptationSample, whole: AdaptationSample): string {
  const counts = [
    [part.steps.length, whole.steps.length, 'steps'],
    [queriesOf(part.task), queriesOf(whole.task), whole.task.kind === 'paths' ? 'points of a path' : 'queries'],
    [supportOf(part.task), supportOf(whole.task), 'support samples'],
  ] as const;
  return counts
    .filter(([kept, all]) => kept < all)
    .map(([kept, all, what]) => `${kept.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} ${what}`)
    .join(' and ');
}

function withSteps({ task, steps, outputs }: AdaptationSample, kept: readonly number[]): AdaptationSample {
  return {
    task: task.kind === 'paths' ? { ...task, trajectories: pick(task.trajectories, kept) } : task,
    steps: pick(steps, kept),
    outputs: task.kind === 'paths' ? outputs : pick(outputs, kept),
  };
}

/** Of paths, the points between which lines are drawn. */
function queriesOf(task: TaskIllustration): number {
  switch (task.kind) {
    case 'curve':
      return task.queryX.length;
    case 'values':
      return task.targets.length;
    case 'images':
    case 'spectrograms':
    case 'texts':
      return task.query.length;
    case 'paths':
      return Math.max(0, ...task.trajectories.flatMap((drawn) => drawn.map(({ path }) => path.length)));
  }
}

/** As far as it can be thinned: where it is data to look at, and not points of a picture. */
function supportOf(task: TaskIllustration): number {
  switch (task.kind) {
    case 'images':
    case 'spectrograms':
    case 'texts':
      return task.support.length;
    case 'curve':
    case 'values':
    case 'paths':
      return 0;
  }
}

function withFewerQueries(sample: AdaptationSample): AdaptationSample {
  const { task } = sample;
  const count = queriesOf(task);
  const kept = everyOther(count);
  const outputs = sample.outputs.map((ofStep) => pickRows(ofStep, kept, ofStep.length / count));
  switch (task.kind) {
    case 'curve':
      return {
        ...sample,
        task: { ...task, queryX: pick(task.queryX, kept), queryY: pick(task.queryY, kept) },
        outputs,
      };
    case 'values':
      return { ...sample, task: { ...task, targets: pick(task.targets, kept) }, outputs };
    case 'images':
    case 'spectrograms':
      return { ...sample, task: { ...task, query: pick(task.query, kept) }, outputs };
    case 'texts':
      return { ...sample, task: { ...task, query: pick(task.query, kept) }, outputs };
    case 'paths': {
      const trajectories = task.trajectories.map((drawn) =>
        drawn.map((one) => ({ ...one, path: pick(one.path, everyOther(one.path.length, 'andLast')) })),
      );
      return { ...sample, task: { ...task, trajectories } };
    }
  }
}

function withLessSupport(task: TaskIllustration): TaskIllustration {
  switch (task.kind) {
    case 'images':
    case 'spectrograms':
      return { ...task, support: pick(task.support, everyOther(task.support.length)) };
    case 'texts':
      return { ...task, support: pick(task.support, everyOther(task.support.length)) };
    case 'curve':
    case 'values':
    case 'paths':
      return task;
  }
}

/** 0, 2, 4, …; where the last one matters, it takes the place of the one before. */
function everyOther(count: number, end?: 'andLast'): number[] {
  const places = Array.from({ length: Math.ceil(count / 2) }, (_, index) => 2 * index);
  if (end === undefined || count % 2 === 1 || count === 0) return places;
  return count === 2 ? [0, 1] : [...places.slice(0, -1), count - 1];
}

function pick<Element>(list: readonly Element[], places: readonly number[]): Element[] {
  return places.flatMap((place) => list.slice(place, place + 1));
}

/** Rows of `width` numbers each. */
function pickRows(numbers: readonly number[], rows: readonly number[], width: number): number[] {
  return rows.flatMap((row) => numbers.slice(row * width, (row + 1) * width));
}
