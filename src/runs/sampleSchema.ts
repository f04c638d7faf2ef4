// What a sample's file holds, and which of its lists belong together: whoever draws it goes by one list and takes from
// another.

import * as z from 'zod';
import { listOf, numberList, numberLists, pairList } from '../base/boundedLists.ts';
import { mostWays } from '../experiment/schema/classTaskSizes.ts';
import type { AdaptationSample } from '../meta/executor.ts';

/** Drawn are 0, 1, 2, 4, … inner steps: as many as there are powers of two among all numbers, and some. */
const mostSteps = 64;
/** Trajectories of one policy, and joints of an arm. */
const mostTrajectories = 100;
const mostJoints = 32;
/** Sides of a drawn plane, far from where numbers end. */
const sides = { shortest: 1e-9, longest: 1e9 };

const pictures = listOf(z.object({ way: z.int(), pixels: z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/) }));
const texts = listOf(z.object({ way: z.int(), text: z.string() }));
const classNames = listOf(z.string());
const pair = z.tuple([z.number(), z.number()]);
const drawnTrajectory = z.object({ path: pairList, finalPose: pairList, totalReward: z.number() });

/** In pixels. */
const extent = z.int().min(1).max(65_535);

const illustrationSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('curve'),
    queryX: numberList,
    queryY: numberList,
    supportX: numberList,
    supportY: numberList,
  }),
  z.object({
    kind: z.literal('images'),
    width: extent,
    height: extent,
    channels: z.union([z.literal(1), z.literal(3)]),
    classNames,
    support: pictures,
    query: pictures,
  }),
  z.object({
    kind: z.literal('spectrograms'),
    bands: extent,
    frames: extent,
    seconds: z.number(),
    lowestFrequency: z.number(),
    highestFrequency: z.number(),
    classNames,
    support: pictures,
    query: pictures,
  }),
  z.object({
    kind: z.literal('paths'),
    bounds: z.object({ x: pair, y: pair }),
    goal: pair,
    goalRadius: z.number().nullable(),
    trajectories: listOf(listOf(drawnTrajectory)),
  }),
  z.object({ kind: z.literal('values'), targets: numberLists() }),
  z.object({ kind: z.literal('texts'), classNames, support: texts, query: texts }),
]);

export const sampleSchema: z.ZodType<AdaptationSample> = z
  .object({ task: illustrationSchema, steps: numberList, outputs: numberLists() })
  .superRefine((sample, context) => {
    const path = findStray(sample);
    if (path !== undefined) context.addIssue({ code: 'custom', message: 'does not belong to the others', path });
  });

/**
 * The path of what keeps a sample from being drawn: of a list that has another length, or other entries, than the
 * others let it have, or of a plane without a width.
 */
export function findStray({ task, steps, outputs }: AdaptationSample): string[] | undefined {
  if (steps.length > mostSteps) return ['steps'];
  const stray = findStrayOfTask(task, steps.length);
  if (stray !== undefined) return ['task', stray];
  const isWhole =
    task.kind === 'paths'
      ? outputs.length === 0
      : outputs.length === steps.length && outputs.every(({ length }) => length === answersOf(task));
  return isWhole ? undefined : ['outputs'];
}

/** Numbers that a model answers with on all queries. */
function answersOf(task: Exclude<AdaptationSample['task'], { kind: 'paths' }>): number {
  switch (task.kind) {
    case 'curve':
      return task.queryX.length;
    case 'values':
      return task.targets.length * (task.targets[0]?.length ?? 0);
    case 'images':
    case 'spectrograms':
    case 'texts':
      return task.query.length * task.classNames.length;
  }
}

function findStrayOfTask(task: AdaptationSample['task'], steps: number): string | undefined {
  switch (task.kind) {
    case 'curve':
      if (task.queryY.length !== task.queryX.length) return 'queryY';
      return task.supportY.length === task.supportX.length ? undefined : 'supportY';
    case 'values':
      return task.targets.every(({ length }) => length === task.targets[0]?.length) ? undefined : 'targets';
    case 'images':
      return findStrayOfClasses(task, ({ pixels }) => holds(pixels, task.width * task.height * task.channels));
    case 'spectrograms':
      return findStrayOfClasses(task, ({ pixels }) => holds(pixels, task.bands * task.frames));
    case 'texts':
      return findStrayOfClasses(task, () => true);
    case 'paths':
      if (!isSide(task.bounds.x) || !isSide(task.bounds.y)) return 'bounds';
      return task.trajectories.length === steps && task.trajectories.every(areFew) ? undefined : 'trajectories';
  }
}

interface Classes<Item> {
  readonly classNames: readonly string[];
  readonly support: readonly Item[];
  readonly query: readonly Item[];
}

function findStrayOfClasses<Item extends { readonly way: number }>(
  { classNames, support, query }: Classes<Item>,
  isWhole: (item: Item) => boolean,
): string | undefined {
  if (classNames.length > mostWays) return 'classNames';
  const belongs = (item: Item) => item.way >= 0 && item.way < classNames.length && isWhole(item);
  if (!support.every(belongs)) return 'support';
  return query.every(belongs) ? undefined : 'query';
}

/** A page makes room for as many pixels as there are said to be. */
function holds(base64: string, bytes: number): boolean {
  return base64.length === 4 * Math.ceil(bytes / 3);
}

function isSide([low, high]: readonly [number, number]): boolean {
  return high - low >= sides.shortest && high - low <= sides.longest;
}

function areFew(trajectories: readonly { readonly finalPose: readonly unknown[] }[]): boolean {
  return (
    trajectories.length <= mostTrajectories && trajectories.every(({ finalPose }) => finalPose.length <= mostJoints)
  );
}
