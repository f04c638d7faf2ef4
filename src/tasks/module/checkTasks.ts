// Whether what a user's module gives is what it says: every number is looked at, so that a slip in the module is told
// where it is.

import { types } from 'node:util';
import * as z from 'zod';
import type { Samples } from '../../engine/learner.ts';
import { sizeOf } from '../../experiment/network.ts';
import type { FunctionTasks, SampledTasks, TaskSamples, Tasks } from './taskModule.ts';

/** What the module gave is no task. `message` says what is wrong and with which value. */
export class UnusableTasks extends Error {
  override readonly name = 'UnusableTasks';
}

const size = z.int().min(1).max(10_000_000);
const description = z.string().max(1000).optional();
const callable = z.custom<(...values: never[]) => unknown>(
  (value) => typeof value === 'function',
  'must be a function',
);

const sampledTasks = z.object({
  kind: z.literal('samples'),
  inputShape: z.union([z.tuple([size]), z.tuple([size, size, size])], 'must be [values] or [height, width, channels]'),
  outputs: size,
  loss: z.enum(['softmaxCrossEntropy', 'meanSquaredError']),
  trainingSize: size,
  supportSize: size,
  querySize: size,
  heldOutDescription: description,
  heldOutTasks: size.optional(),
  sampleTrainingTask: callable,
  sampleHeldOutTask: callable,
});

const functionTasks = z.object({
  kind: z.literal('functions'),
  domain: z.tuple([z.number(), z.number()]),
  points: size,
  shots: size,
  trainShots: size.optional(),
  heldOutDescription: description,
  sampleFunction: callable,
});

const tasksSchema = z.discriminatedUnion('kind', [sampledTasks, functionTasks]);

/** @throws {UnusableTasks} */
export function requireTasks(value: unknown): Tasks {
  const { success, error } = tasksSchema.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    const place = issue === undefined || issue.path.length === 0 ? 'what it returns' : issue.path.join('.');
    throw new UnusableTasks(`${place}: ${issue?.message ?? 'unusable'}`);
  }
  if (!isTasks(value)) throw new UnusableTasks('what it returns is no object');
  if (value.kind === 'functions') requirePoints(value);
  return value;
}

/** The schema has looked at every key; the object itself is kept, since its functions may use `this`. */
function isTasks(value: unknown): value is Tasks {
  return typeof value === 'object' && value !== null;
}

function requirePoints({ domain: [low, high], points, shots, trainShots = points }: FunctionTasks): void {
  if (low >= high) throw new UnusableTasks(`domain: [${low}, ${high}] does not run from a smaller to a larger number`);
  if (shots >= points)
    throw new UnusableTasks(`shots: all ${points} points would be support (${shots} shots), none is left to measure`);
  if (trainShots > points)
    throw new UnusableTasks(`trainShots: ${trainShots} points are asked for, but there are only ${points}`);
}

/** `count` samples in one block of memory. @throws {UnusableTasks} */
export function requireSamples(
  samples: TaskSamples,
  { inputShape, outputs, loss }: Pick<SampledTasks, 'inputShape' | 'outputs' | 'loss'>,
  count: number,
  set: string,
): Samples {
  if (typeof samples !== 'object' || samples === null)
    throw new UnusableTasks(`${set} is ${String(samples)}, not { inputs, targets }`);
  const inputs = requireRows(samples.inputs, count, sizeOf(inputShape), `${set}.inputs`);
  const isClassification = loss === 'softmaxCrossEntropy';
  const targets = requireRows(samples.targets, count, isClassification ? 1 : outputs, `${set}.targets`);
  const stray = isClassification ? targets.findIndex((way) => !Number.isInteger(way) || way < 0 || way >= outputs) : -1;
  if (stray >= 0) {
    throw new UnusableTasks(
      `${set}.targets[${stray}] is ${targets[stray]}, but classes are whole numbers from 0 to ${outputs - 1}`,
    );
  }
  return { inputs, targets, count };
}

function requireRows(rows: TaskSamples['inputs'], count: number, width: number, place: string): Float32Array {
  if (!Array.isArray(rows)) throw new UnusableTasks(`${place} is no list`);
  if (rows.length !== count) throw new UnusableTasks(`${place} has ${rows.length} entries instead of ${count}`);
  const values = new Float32Array(count * width);
  rows.forEach((row: unknown, index) => {
    const numbers = typeof row === 'number' ? [row] : row;
    if (!Array.isArray(numbers) && !types.isFloat32Array(numbers))
      throw new UnusableTasks(`${place}[${index}] is no list of numbers`);
    if (numbers.length !== width)
      throw new UnusableTasks(`${place}[${index}] has ${numbers.length} values instead of ${width}`);
    for (let i = 0; i < width; i++) {
      const value: unknown = numbers[i];
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw new UnusableTasks(`${place}[${index}][${i}] is ${String(value)}`);
      values[index * width + i] = value;
    }
  });
  return values;
}
