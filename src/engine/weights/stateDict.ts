// Parameters as PyTorch's modules hold them, by name: which value of the flat array each value of a `state_dict` is.

import { createBreather } from '../../base/breather.ts';
import { sizeOf } from '../../experiment/network.ts';
import type { Model, ParameterView, ResolvedLayer, Shape } from '../model.ts';

/** A tensor of a file of weights without its values. */
export interface TensorShape {
  readonly name: string;
  readonly shape: Shape;
}

/** One tensor of a file of weights; values are row-major. */
export interface NamedTensor extends TensorShape {
  readonly values: Float32Array;
}

/** A tensor of the `state_dict`, and for each of its values where that lies in the flat array. */
interface TensorPlaces extends TensorShape {
  readonly size: number;
  placeOf(index: number): number;
}

/** The tensors are not those of the model. `message` names the first that differ and says what to do. */
export class WeightsMismatchError extends Error {
  override readonly name = 'WeightsMismatchError';
}

const mostNamed = 3;
/** Values: a hundredth of a second at most. */
const placedAtOnce = 2 ** 16;
const longestName = 80;

/**
 * The tensors of a model: `conv2d1.weight` [out, in, height, width], `dense1.weight` [out, in], `batchNorm1.weight` for
 * gamma and `.bias` for beta, `embeddingBag1.weight` [tokens, units]. PyTorch's images are [channels, height, width],
 * so that what follows a flatten layer takes its inputs in another order than here.
 * @param values [model.parameterCount], or anything in the layout of the parameters
 */
export function toStateDict(model: Model, values: Float32Array): NamedTensor[] {
  return placesOf(model).map(({ name, shape, size, placeOf }) => {
    const own = new Float32Array(size);
    for (let index = 0; index < size; index++) own[index] = values[placeOf(index)] ?? Number.NaN;
    return { name, shape, values: own };
  });
}

/**
 * The flat array that `toStateDict` gives these tensors of.
 * @throws {WeightsMismatchError} where one is missing, has another shape, is not finite, or belongs to no layer
 */
export function fromStateDict(model: Model, tensors: readonly NamedTensor[]): Float32Array {
  const flat = new Float32Array(model.parameterCount);
  for (const place of placing(model, tensors)) place(flat);
  return flat;
}

/** The same with turns for others between the tensors. @throws {WeightsMismatchError} as `fromStateDict` does */
export async function fromStateDictInTurns(model: Model, tensors: readonly NamedTensor[]): Promise<Float32Array> {
  const flat = new Float32Array(model.parameterCount);
  const breathe = createBreather();
  for (const place of placing(model, tensors)) {
    place(flat);
    await breathe();
  }
  return flat;
}

/** Stretches of the work of putting tensors in their places. */
function* placing(model: Model, tensors: readonly NamedTensor[]): Generator<(flat: Float32Array) => void> {
  refuseOtherTensors(model, tensors);
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const { name, size, placeOf } of placesOf(model)) {
    const values = found.get(name)?.values ?? new Float32Array(0);
    for (let from = 0; from < size; from += placedAtOnce) {
      yield (flat) => {
        for (let index = from; index < Math.min(size, from + placedAtOnce); index++) {
          const value = values[index] ?? Number.NaN;
          if (!Number.isFinite(value))
            throw new WeightsMismatchError(
              `${name} holds ${value}, at place ${index}: weights must be finite. Save others to begin with.`,
            );
          flat[placeOf(index)] = value;
        }
      };
    }
  }
}

/** In little memory. @throws {WeightsMismatchError} where the tensors are not those of the model, by names and shapes */
export function refuseOtherTensors(model: Model, tensors: readonly TensorShape[]): void {
  const expected = placesOf(model);
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const own = new Set(expected.map(({ name }) => name));
  const differences = [
    ...expected.flatMap(({ name, shape }) => {
      const there = found.get(name);
      if (there === undefined) return [`${name} (${describeShape(shape)}) is not in the file`];
      return describeShape(there.shape) === describeShape(shape)
        ? []
        : [`${name} is ${describeShape(shape)} in the model and ${describeShape(there.shape)} in the file`];
    }),
    ...[...found.values()].flatMap(({ name, shape }) =>
      own.has(name) ? [] : [`${shorten(name)} (${describeShape(shape)}) is in the file and not in the model`],
    ),
  ];
  if (differences.length === 0) return;
  const more = differences.length > mostNamed ? `; ${differences.length - mostNamed} more differ` : '';
  throw new WeightsMismatchError(
    `The weights are of another model: ${differences.slice(0, mostNamed).join('; ')}${more}. ` +
      'Names and shapes are those of PyTorch modules called as the layers here (see docs/weights.md).',
  );
}

/** How a vector that flatten made from an image is ordered there; undefined for as it is here. */
type Order = ((index: number) => number) | undefined;

/** In the order of the flat array. */
function placesOf(model: Model): TensorPlaces[] {
  let order: Order;
  return model.layers.flatMap((layer) => {
    const places = layer.parameters.map((view) => placesOfView(layer, view, order));
    order = orderAfter(layer, order);
    return places;
  });
}

function orderAfter({ spec, inputShape, outputShape }: ResolvedLayer, order: Order): Order {
  if (spec.kind === 'flatten') return inputShape.length === 3 ? channelsFirst(inputShape) : order;
  if (spec.kind === 'dense' || outputShape.length !== 1) return undefined;
  return order;
}

/** For each value of an image [channels, height, width], which one of [height, width, channels] it is. */
function channelsFirst([height = 1, width = 1, channels = 1]: Shape): Order {
  const pixels = height * width;
  return (index) => (index % pixels) * channels + Math.floor(index / pixels);
}

function placesOfView(layer: ResolvedLayer, view: ParameterView, order: Order): TensorPlaces {
  const [module = '', parameter = ''] = view.name.split('/');
  const places = (shape: Shape, name: string, placeOf: (index: number) => number): TensorPlaces => ({
    name: `${module}.${name}`,
    shape,
    size: sizeOf(shape),
    placeOf: (index) => view.offset + placeOf(index),
  });
  const asItIs = (index: number) => index;
  const inOrder = order ?? asItIs;
  if (parameter === 'kernel' && layer.spec.kind === 'conv2d') {
    const [height = 1, width = 1, inputs = 1, outputs = 1] = view.shape;
    const area = height * width;
    return places([outputs, inputs, height, width], 'weight', (index) => {
      const [cell, input, output] = [
        index % area,
        Math.floor(index / area) % inputs,
        Math.floor(index / area / inputs),
      ];
      return (cell * inputs + input) * outputs + output;
    });
  }
  switch (parameter) {
    case 'kernel': {
      const [inputs = 1, outputs = 1] = view.shape;
      return places(
        [outputs, inputs],
        'weight',
        (index) => inOrder(index % inputs) * outputs + Math.floor(index / inputs),
      );
    }
    case 'gamma':
      return places(view.shape, 'weight', inOrder);
    case 'beta':
      return places(view.shape, 'bias', inOrder);
    case 'embedding':
      return places(view.shape, 'weight', asItIs);
    case 'logStandardDeviation':
      return places(view.shape, 'log_standard_deviation', asItIs);
    default:
      return places(view.shape, parameter, asItIs);
  }
}

function describeShape(shape: Shape): string {
  return shape.length === 0 ? '1' : shape.slice(0, 8).join(' × ');
}

function shorten(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName)}…`;
}
