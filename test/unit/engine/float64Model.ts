// A model's loss in float64, by the plainest loops: what finite differences are taken of. Knows nothing of gradients.

import type { Samples } from '../../../src/engine/learner.ts';
import { type Model, type ResolvedLayer, type Shape, sizeOf } from '../../../src/engine/model.ts';
import { windowExtent } from '../../../src/engine/window.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';

/** Row-major values of a batch: [count, ...shape]. */
type Values = readonly number[];

/** Mean loss of the batch. */
export function meanLossInFloat64(model: Model, parameters: ArrayLike<number>, samples: Samples): number {
  let values: Values = Array.from(samples.inputs);
  for (const layer of model.layers) {
    const own = layer.parameters.map(({ offset, size }) => Array.from({ length: size }, (_, i) => parameters[offset + i] ?? 0));
    values = applyLayer(layer, own, values, samples.count);
  }
  return model.loss === 'meanSquaredError'
    ? mean(values.map((value, i) => (value - (samples.targets[i] ?? 0)) ** 2))
    : mean(Array.from(samples.targets, (target, sample) => crossEntropy(rowOf(values, sample, model.outputSize), target)));
}

/** Central difference of the loss by one parameter. */
export function differenceQuotient(model: Model, parameters: Float32Array, samples: Samples, index: number, step = 1e-5): number {
  const moved = (by: number) => Array.from(parameters, (value, i) => (i === index ? value + by : value));
  return (meanLossInFloat64(model, moved(step), samples) - meanLossInFloat64(model, moved(-step), samples)) / (2 * step);
}

function applyLayer(layer: ResolvedLayer, parameters: readonly Values[], x: Values, count: number): Values {
  const { spec, inputShape, outputShape } = layer;
  const [kernel = [], bias] = parameters;
  switch (spec.kind) {
    case 'dense':
      return tabulate(count, outputShape, (sample, [unit = 0]) => {
        const row = rowOf(x, sample, sizeOf(inputShape));
        return row.reduce((sum, value, i) => sum + value * (kernel[i * spec.units + unit] ?? 0), bias?.[unit] ?? 0);
      });
    case 'conv2d':
      return tabulate(count, outputShape, (sample, [row = 0, column = 0, filter = 0]) => {
        const [, , channels = 0] = inputShape;
        let sum = bias?.[filter] ?? 0;
        for (const { tap, at } of windowCells(inputShape, spec.kernel, spec.stride, spec.padding, row, column)) {
          for (let channel = 0; channel < channels; channel++) {
            const weight = kernel[(tap * channels + channel) * spec.filters + filter] ?? 0;
            sum += weight * (x[sample * sizeOf(inputShape) + at + channel] ?? 0);
          }
        }
        return sum;
      });
    case 'maxPool':
      return tabulate(count, outputShape, (sample, [row = 0, column = 0, channel = 0]) =>
        Math.max(
          ...windowCells(inputShape, spec.size, spec.stride, spec.padding, row, column).map(
            ({ at }) => x[sample * sizeOf(inputShape) + at + channel] ?? 0,
          ),
        ),
      );
    case 'batchNorm':
      return normalize(spec, kernel, bias ?? [], x);
    case 'relu':
      return x.map((value) => Math.max(value, 0));
    case 'tanh':
      return x.map(Math.tanh);
    case 'flatten':
      return x;
    default:
      throw new Error(`No reference for ${spec.kind} yet.`);
  }
}

function normalize({ epsilon }: Extract<LayerSpec, { kind: 'batchNorm' }>, gamma: Values, beta: Values, x: Values): Values {
  const channels = gamma.length;
  const columns = gamma.map((_, channel) => x.filter((_, i) => i % channels === channel));
  const means = columns.map(mean);
  const variances = columns.map((column, channel) => mean(column.map((value) => (value - (means[channel] ?? 0)) ** 2)));
  return x.map((value, i) => {
    const channel = i % channels;
    const normalized = (value - (means[channel] ?? 0)) / Math.sqrt((variances[channel] ?? 0) + epsilon);
    return normalized * (gamma[channel] ?? 0) + (beta[channel] ?? 0);
  });
}

/** The cells of one window that lie inside the image: their number in the window, and where their channels start in the sample. */
function windowCells(shape: Shape, size: number, stride: number, padding: 'same' | 'valid', row: number, column: number) {
  const [height = 0, width = 0, channels = 0] = shape;
  const top = row * stride - windowExtent(height, size, stride, padding).padBefore;
  const left = column * stride - windowExtent(width, size, stride, padding).padBefore;
  return Array.from({ length: size * size }, (_, tap) => {
    const y = top + Math.floor(tap / size);
    const x = left + (tap % size);
    return { tap, inside: y >= 0 && y < height && x >= 0 && x < width, at: (y * width + x) * channels };
  }).filter(({ inside }) => inside);
}

function tabulate(count: number, shape: Shape, valueAt: (sample: number, position: number[]) => number): Values {
  const size = sizeOf(shape);
  return Array.from({ length: count * size }, (_, flat) => {
    let rest = flat % size;
    const position = shape.map((_, axis) => {
      const inner = sizeOf(shape.slice(axis + 1));
      const index = Math.floor(rest / inner);
      rest %= inner;
      return index;
    });
    return valueAt(Math.floor(flat / size), position);
  });
}

function crossEntropy(logits: Values, target: number): number {
  const largest = Math.max(...logits);
  const normalizer = largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  return normalizer - (logits[target] ?? Number.NaN);
}

function rowOf(values: Values, sample: number, size: number): Values {
  return values.slice(sample * size, (sample + 1) * size);
}

function mean(values: Values): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
