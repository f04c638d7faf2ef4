// Whether two experiments, or evaluations of them, have the same held-out tasks, and where not, what differs.

import { canonicalJson } from './canonicalJson.ts';

/** The task section of an experiment, as it is or as an evaluation keeps it. */
interface WithTask {
  readonly task: Readonly<Record<string, unknown>>;
}

/** Settings of training tasks: held-out tasks do not depend on them. */
const ofTrainingOnly = ['trainShots', 'rotations'];

/** What is meant where nothing is said: whoever writes it out means the same tasks. */
const asNothingSaid: Readonly<Record<string, string>> = {
  heldOutRotations: JSON.stringify(false),
  grouping: JSON.stringify({ classes: 'any', queries: 'any' }),
};

export interface TaskDifference {
  /** For instance `task.shots`. */
  readonly key: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** What differs between the distributions of two runs' held-out tasks; nothing where they are the same. */
export function differencesOfTasks(first: WithTask, second: WithTask): TaskDifference[] {
  return compareSections('task', without(first.task), without(second.task));
}

/** A text that two have in common exactly where `differencesOfTasks` finds nothing. */
export function textOfTasks({ task }: WithTask): string {
  return canonicalJson(without(task));
}

/** How many samples a task has, how a model gets to see them, how files are read, and how a policy learns from returns. */
const sayNotWhich: ReadonlySet<string> = new Set([
  ...['ways', 'shots', 'queries', 'features', 'encoding', 'baseline', 'gaeLambda', 'initialStandardDeviation'],
  ...['size', 'channels', 'fit', 'resampling', 'invert', 'features', 'mostCategories'].map((key) => `dataset.${key}`),
  ...['format', 'encoding', 'delimiter', 'decimal', 'quotes', 'header'].map((key) => `dataset.${key}`),
]);
const paths: ReadonlySet<string> = new Set(['path', 'dataset.path', 'episodes.path', 'split.path']);

/**
 * A text that two have in common where the same of the same data is held out, or tasks are made alike, however many
 * samples a task has and however they are encoded. Of paths the last step counts: projects move.
 */
export function textOfHeldOut({ task }: WithTask): string {
  const part = (value: unknown, place: string): unknown => {
    if (paths.has(place))
      return String(value)
        .split(/[\\/]/)
        .findLast((step) => step !== '');
    if (!isSection(value)) return value;
    const inner = (key: string) => (place === '' ? key : `${place}.${key}`);
    const kept = Object.entries(value).filter(([key]) => !sayNotWhich.has(inner(key)));
    return Object.fromEntries(kept.map(([key, each]) => [key, part(each, inner(key))]));
  };
  return canonicalJson(part(without(task), ''));
}

/** Which classes of a split are held out, where the task says so; null where its data have no such parts. */
export function partHeldOut({ task: { dataset } }: WithTask): 'validation' | 'test' | null {
  const part = isSection(dataset) ? dataset.evaluateOn : undefined;
  return part === 'validation' || part === 'test' ? part : null;
}

function without(task: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(task).filter(
      ([key, value]) => !ofTrainingOnly.includes(key) && asNothingSaid[key] !== JSON.stringify(value),
    ),
  );
}

function compareSections(path: string, first: unknown, second: unknown): TaskDifference[] {
  if (!isSection(first) || !isSection(second)) {
    return JSON.stringify(first) === JSON.stringify(second) ? [] : [{ key: path, first, second }];
  }
  const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return keys.flatMap((key) => compareSections(`${path}.${key}`, first[key], second[key]));
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
