// A person's own support and query sets as the samples of a task, once they are known to fit the model.

import { quote } from '../base/quote.ts';
import type { Samples } from '../engine/learner.ts';
import type { Model } from '../engine/model.ts';
import { inCodeUnitOrder } from '../tasks/files/fileSource.ts';
import { countOf, someNames } from '../tasks/files/someNames.ts';
import type { OwnSample } from '../tasks/ownSamples/ownSample.ts';
import { TaskError } from '../tasks/taskError.ts';

/**
 * The classes of a support set in code-unit order of their names, which is that of the model's outputs; none for
 * regression.
 * @param fixed the classes of every task, where they are the same, in the order of the model's outputs
 * @throws {TaskError} where a sample has no answer, or there are more or fewer classes than the model tells apart
 */
export function classesOfSupport(
  support: readonly OwnSample[],
  { outputSize, loss }: Model,
  fixed: readonly string[] | undefined,
): readonly string[] {
  const names = new Set<string>();
  for (const { place, answer } of support) {
    if (answer.kind === 'unknown')
      throw new TaskError(
        `${place} of the support set has no ${loss === 'softmaxCrossEntropy' ? 'class' : 'values'}: it is what the model learns from. ` +
          'Say it, or make the sample a query.',
      );
    if (answer.kind === 'class') names.add(answer.name);
  }
  if (loss !== 'softmaxCrossEntropy') return [];
  if (fixed !== undefined) return fixed;
  const classNames = [...names].sort(inCodeUnitOrder);
  if (classNames.length === outputSize) return classNames;
  throw new TaskError(
    `The support set has ${countOf(classNames.length, 'class')} (${someNames(classNames)}), but the run has learned to tell ${outputSize} apart. ` +
      `Give it ${outputSize}, or train a run with task.ways ${classNames.length}.`,
  );
}

export interface OrderedSamples {
  readonly samples: Samples;
  /** For each of them, its place in the set as it was given. */
  readonly order: readonly number[];
}

/**
 * A support set in the order of its classes, as tasks have them; queries as they are. Targets that are not known are 0.
 * @param toTarget from a value to what the model learns
 * @throws {TaskError} where a query is of a class that the support set does not have
 */
export function samplesFor(
  own: readonly OwnSample[],
  classNames: readonly string[],
  { targetSize }: Model,
  role: 'support' | 'query',
  toTarget: (value: number) => number,
): OrderedSamples {
  const ways = own.map((sample) => wayOf(sample, classNames));
  const order = own.map((_, place) => place);
  if (role === 'support') order.sort((one, other) => (ways[one] ?? 0) - (ways[other] ?? 0) || one - other);
  const ordered = order.flatMap((place) => own[place] ?? []);
  const inputSize = own[0]?.input.length ?? 0;
  const inputs = new Float32Array(ordered.length * inputSize);
  const targets = new Float32Array(ordered.length * targetSize);
  ordered.forEach(({ input, answer }, index) => {
    inputs.set(input, index * inputSize);
    if (answer.kind === 'values') targets.set(answer.values.map(toTarget), index * targetSize);
    if (answer.kind === 'class') targets[index * targetSize] = classNames.indexOf(answer.name);
  });
  return { samples: { inputs, targets, count: ordered.length }, order };
}

function wayOf({ place, answer }: OwnSample, classNames: readonly string[]): number {
  if (answer.kind !== 'class') return 0;
  const way = classNames.indexOf(answer.name);
  if (way >= 0) return way;
  throw new TaskError(
    `${place} is said to be of the class ${quote(answer.name)}, of which the support set has none: it has ${someNames(classNames)}. ` +
      'Call it as the support set does, or leave its class away.',
  );
}

/** How many queries hold the very same input as a sample of the support set: their answers prove nothing. */
export function countRepeated(support: readonly OwnSample[], query: readonly OwnSample[]): number {
  const keyOf = ({ input }: OwnSample) =>
    Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('latin1');
  const known = new Set(support.map(keyOf));
  return query.filter((sample) => known.has(keyOf(sample))).length;
}
