// A training that begins with what another one has learned, in the place of random parameters.

import type { MetaState } from './metaState.ts';

/** Where a tensor lies in a flat array. */
interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/** Parameters of another training, as its checkpoint names them. */
export interface LearnedParameters {
  readonly parameters: Float32Array;
  readonly layout: readonly Place[];
}

/** The parameters are of another model. `message` names the first tensors that differ. */
export class OtherModelError extends Error {
  override readonly name = 'OtherModelError';
}

const mostNamed = 3;
const longestName = 80;
/** Of Meta-SGD's step sizes, which other algorithms do not learn. */
const stepSizePrefix = 'stepSize/';

export function isStepSize({ name }: Pick<Place, 'name'>): boolean {
  return name.startsWith(stepSizePrefix);
}

/**
 * `fresh` with the learned tensors of the same names. Meta-SGD's step sizes are taken over where both learn some. Neither
 * optimizer's state is: it belongs to tasks, and steps, of the other training.
 * @param own where the tensors of `fresh` lie
 * @param stepSizeFactor by which step sizes that are taken over are multiplied
 * @throws {OtherModelError} where the tensors of the initialization are not the same on both sides
 */
export function beginWith(
  fresh: MetaState,
  own: readonly Place[],
  learned: LearnedParameters,
  stepSizeFactor = 1,
): MetaState {
  const found = new Map(learned.layout.map((place) => [place.name, place]));
  refuseOtherModel(own, found);
  const parameters = Float32Array.from(fresh.parameters);
  for (const { name, shape, offset } of own) {
    const place = found.get(name);
    if (place === undefined) continue;
    const size = sizeOf(shape);
    const values = learned.parameters.subarray(place.offset, place.offset + size);
    if (place.offset < 0 || values.length !== size || describeShape(place.shape) !== describeShape(shape))
      throw new OtherModelError(`The parameters to begin with are damaged: ${shorten(name)} is not whole.`);
    const isScaled = isStepSize({ name }) && stepSizeFactor !== 1;
    parameters.set(isScaled ? values.map((value) => value * stepSizeFactor) : values, offset);
  }
  return { ...fresh, parameters };
}

function refuseOtherModel(own: readonly Place[], found: ReadonlyMap<string, Place>): void {
  const isInitialization = (place: Place) => !isStepSize(place);
  const ownTensors = new Map(own.filter(isInitialization).map((place) => [place.name, place]));
  const strangers = [...found.values()].filter((place) => isInitialization(place) && !ownTensors.has(place.name));
  const differences = [
    ...[...ownTensors.values()].flatMap((place) => {
      const there = found.get(place.name);
      const here = `${shorten(place.name)} is ${describeShape(place.shape)} in the experiment`;
      if (there === undefined) return [`${here} and not there`];
      const isSame = describeShape(there.shape) === describeShape(place.shape);
      return isSame ? [] : [`${here} and ${describeShape(there.shape)} there`];
    }),
    ...strangers.map(
      ({ name, shape }) => `${shorten(name)} is ${describeShape(shape)} there and not in the experiment`,
    ),
  ];
  if (differences.length === 0) return;
  const more = differences.length > mostNamed ? `; ${differences.length - mostNamed} more differ` : '';
  throw new OtherModelError(
    `The parameters to begin with are of another model: ${differences.slice(0, mostNamed).join('; ')}${more}. ` +
      'Give the experiment the model and the sizes of tasks of that run, or begin without it.',
  );
}

function describeShape(shape: readonly number[]): string {
  return shape.length === 0 ? '1' : shape.slice(0, 8).join(' × ');
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

function shorten(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName)}…`;
}
