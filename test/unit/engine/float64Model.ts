// A model's loss in float64, by the plainest loops: what finite differences are taken of. Knows nothing of gradients.

import { type DropoutMoment, dropoutMask } from '../../../src/engine/dropoutMask.ts';
import type { Samples } from '../../../src/engine/learner.ts';
import type { LossKind, Model, ResolvedLayer, Shape } from '../../../src/engine/model.ts';
import { sizeOf } from '../../../src/experiment/network.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';
import { windowExtent } from '../../../src/experiment/window.ts';

/** Row-major values of a batch: [count, ...shape]. */
type Values = readonly number[];

/** What a dropout layer makes of a batch; the layers of a model call it in turn. */
type Drop = (x: Values, rate: number) => Values;

/** Mean loss of the batch in an inner step. */
export function meanLossInFloat64(
  model: Model,
  parameters: ArrayLike<number>,
  samples: Samples,
  dropout: DropoutMoment,
): number {
  const values = forwardInFloat64(model, parameters, samples, dropAt(dropout));
  const targets = Array.from(samples.targets);
  const losses = Array.from({ length: samples.count }, (_, sample) =>
    sampleLoss(model.loss, rowOf(values, sample, model.outputSize), rowOf(targets, sample, model.targetSize)),
  );
  return mean(losses);
}

/** Outputs of a prediction, which drops nothing: [count, outputs]. */
export function outputsInFloat64(model: Model, parameters: ArrayLike<number>, samples: Samples): Values {
  return forwardInFloat64(model, parameters, samples, (x) => x);
}

/** Central difference of the loss by one parameter. */
export function differenceQuotient(
  model: Model,
  parameters: Float32Array,
  samples: Samples,
  dropout: DropoutMoment,
  index: number,
  step = 1e-5,
): number {
  const lossAt = (distance: number) => {
    const moved = Array.from(parameters, (value, i) => (i === index ? value + distance : value));
    return meanLossInFloat64(model, moved, samples, dropout);
  };
  return (lossAt(step) - lossAt(-step)) / (2 * step);
}

function forwardInFloat64(model: Model, parameters: ArrayLike<number>, { inputs, count }: Samples, drop: Drop): Values {
  let values: Values = Array.from(inputs);
  for (const layer of model.layers) {
    const own = layer.parameters.map(({ offset, size }) =>
      Array.from({ length: size }, (_, i) => parameters[offset + i] ?? 0),
    );
    values = applyLayer(layer, own, values, count, drop);
  }
  return values;
}

function dropAt({ seed, step }: DropoutMoment): Drop {
  let layer = 0;
  return (x, rate) => {
    const factors = dropoutMask(seed, step, layer++, x.length, rate);
    return x.map((value, i) => value * (factors[i] ?? Number.NaN));
  };
}

function applyLayer(layer: ResolvedLayer, parameters: readonly Values[], x: Values, count: number, drop: Drop): Values {
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
    case 'averagePool':
      return pool(layer, spec.kind === 'maxPool' ? largest : mean, x, count, (row, column) =>
        windowCells(inputShape, spec.size, spec.stride, spec.padding, row, column).map(({ at }) => at),
      );
    case 'globalPool':
      return tabulate(count, outputShape, (sample, [channel = 0]) => {
        const image = rowOf(x, sample, sizeOf(inputShape));
        const values = image.filter((_, i) => i % sizeOf(outputShape) === channel);
        return spec.reduce === 'max' ? largest(values) : mean(values);
      });
    case 'batchNorm':
      return normalize(spec, kernel, bias ?? [], x);
    case 'relu':
      return x.map((value) => Math.max(value, 0));
    case 'tanh':
      return x.map(Math.tanh);
    case 'flatten':
      return x;
    case 'sigmoid':
      return x.map((value) => 1 / (1 + Math.exp(-value)));
    case 'dropout':
      return drop(x, spec.rate);
    case 'embeddingBag':
      return tabulate(count, outputShape, (sample, [unit = 0]) => {
        const tokens = rowOf(x, sample, sizeOf(inputShape)).filter((token) => token >= 0);
        return tokens.length === 0 ? 0 : mean(tokens.map((token) => kernel[token * spec.units + unit] ?? Number.NaN));
      });
    case 'gaussian':
      return tabulate(count, outputShape, (sample, [output = 0]) => {
        const means = sizeOf(inputShape);
        return (output < means ? x[sample * means + output] : kernel[output - means]) ?? Number.NaN;
      });
  }
}

function pool(
  { inputShape, outputShape }: ResolvedLayer,
  reduce: (values: Values) => number,
  x: Values,
  count: number,
  cellsOf: (row: number, column: number) => readonly number[],
): Values {
  return tabulate(count, outputShape, (sample, [row = 0, column = 0, channel = 0]) =>
    reduce(cellsOf(row, column).map((at) => x[sample * sizeOf(inputShape) + at + channel] ?? Number.NaN)),
  );
}

function normalize(
  { epsilon }: Extract<LayerSpec, { kind: 'batchNorm' }>,
  gamma: Values,
  beta: Values,
  x: Values,
): Values {
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

/**
 * The cells of one window that lie inside the image: their number in the window, and where their channels start in the
 * sample.
 */
function windowCells(
  shape: Shape,
  size: number,
  stride: number,
  padding: 'same' | 'valid',
  row: number,
  column: number,
) {
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

function sampleLoss(kind: LossKind, outputs: Values, targets: Values): number {
  switch (kind) {
    case 'meanSquaredError':
      return mean(outputs.map((value, i) => (value - (targets[i] ?? Number.NaN)) ** 2));
    case 'softmaxCrossEntropy': {
      const top = largest(outputs);
      const normalizer = top + Math.log(outputs.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
      return normalizer - (outputs[targets[0] ?? Number.NaN] ?? Number.NaN);
    }
    case 'policyGradient': {
      const action = targets.slice(0, -1);
      const [advantage = Number.NaN] = targets.slice(-1);
      const densities = action.map((component, i) => {
        const deviation = Math.exp(outputs[action.length + i] ?? Number.NaN);
        const distance = (component - (outputs[i] ?? Number.NaN)) / deviation;
        return Math.exp(-(distance ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
      });
      return -advantage * densities.reduce((sum, density) => sum + Math.log(density), 0);
    }
  }
}

function rowOf(values: Values, sample: number, size: number): Values {
  return values.slice(sample * size, (sample + 1) * size);
}

function mean(values: Values): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function largest(values: Values): number {
  return Math.max(...values);
}
