// A model as the files of weights describe it beside its tensors: enough for other programs to build the same network.

import type { Padding } from '../../experiment/window.ts';
import { windowExtent } from '../../experiment/window.ts';
import type { Model, ResolvedLayer, Shape } from '../model.ts';

/** Zeros (of a maximum: nothing) around an image: [top, bottom, left, right]. */
type Borders = readonly [number, number, number, number];

/** A layer, its name that of its tensors; images are [channels, height, width] but for their sizes, which stand alone. */
export type DescribedLayer = { readonly name: string } & (
  | { readonly kind: 'dense'; readonly inputs: number; readonly outputs: number; readonly bias: boolean }
  | {
      readonly kind: 'conv2d';
      readonly inputs: number;
      readonly outputs: number;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: Borders;
      readonly bias: boolean;
    }
  /** By the mean and the biased variance of the batch at hand, in training and in prediction alike. */
  | { readonly kind: 'batchNorm'; readonly features: number; readonly epsilon: number }
  /** Of an average, padding does not count. */
  | {
      readonly kind: 'maxPool' | 'averagePool';
      readonly size: number;
      readonly stride: number;
      readonly padding: Borders;
    }
  | { readonly kind: 'globalPool'; readonly reduce: 'average' | 'max' }
  | { readonly kind: 'relu' | 'tanh' | 'sigmoid' | 'flatten' }
  /** In inner steps alone. */
  | { readonly kind: 'dropout'; readonly rate: number }
  /** The mean of the embeddings of a text's tokens; a negative number is none. */
  | { readonly kind: 'embeddingBag'; readonly tokens: number; readonly units: number }
  /** Appends the log standard deviations to the means of an action's components. */
  | { readonly kind: 'gaussian'; readonly components: number }
);

/** What a file of weights says of its model. */
export interface Architecture {
  readonly formatVersion: 1;
  /** One sample as PyTorch has it: [units], [tokens] or [channels, height, width]. */
  readonly input: Shape;
  readonly outputs: number;
  readonly loss: Model['loss'];
  readonly layers: readonly DescribedLayer[];
}

export function describeArchitecture(model: Model): Architecture {
  const [height = 1, width = 1, channels = 1] = model.inputShape;
  const names = namesOfLayers(model);
  return {
    formatVersion: 1,
    input: model.inputShape.length === 3 ? [channels, height, width] : model.inputShape,
    outputs: model.outputSize,
    loss: model.loss,
    layers: model.layers.map((layer, index) => describeLayer(layer, names[index] ?? '')),
  };
}

/** By kind and number, as parameters are named. */
export function namesOfLayers({ layers }: Pick<Model, 'layers'>): readonly string[] {
  const counts = new Map<string, number>();
  return layers.map(({ spec: { kind } }) => {
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return `${kind}${number}`;
  });
}

function describeLayer({ spec, inputShape, outputShape }: ResolvedLayer, name: string): DescribedLayer {
  const inputs = inputShape.at(-1) ?? 1;
  const outputs = outputShape.at(-1) ?? 1;
  switch (spec.kind) {
    case 'dense':
      return { name, kind: 'dense', inputs, outputs, bias: spec.bias };
    case 'conv2d': {
      const { kernel, stride, bias } = spec;
      return {
        name,
        kind: 'conv2d',
        inputs,
        outputs,
        kernel,
        stride,
        padding: bordersOf(inputShape, { ...spec, size: kernel }),
        bias,
      };
    }
    case 'batchNorm':
      return { name, kind: 'batchNorm', features: inputs, epsilon: spec.epsilon };
    case 'maxPool':
    case 'averagePool':
      return { name, kind: spec.kind, size: spec.size, stride: spec.stride, padding: bordersOf(inputShape, spec) };
    case 'globalPool':
      return { name, kind: 'globalPool', reduce: spec.reduce };
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'flatten':
      return { name, kind: spec.kind };
    case 'dropout':
      return { name, kind: 'dropout', rate: spec.rate };
    case 'embeddingBag':
      return { name, kind: 'embeddingBag', tokens: spec.tokens, units: spec.units };
    case 'gaussian':
      return { name, kind: 'gaussian', components: inputs };
  }
}

/** What padding `same` puts around an image: other programs pad alike on all sides. */
function bordersOf(
  [height = 1, width = 1]: Shape,
  { size, stride, padding }: { readonly size: number; readonly stride: number; readonly padding: Padding },
): Borders {
  const [top, bottom] = bordersAlong(height, size, stride, padding);
  const [left, right] = bordersAlong(width, size, stride, padding);
  return [top, bottom, left, right];
}

function bordersAlong(cells: number, size: number, stride: number, padding: Padding): readonly [number, number] {
  if (padding === 'valid') return [0, 0];
  const { output, padBefore } = windowExtent(cells, size, stride, padding);
  return [padBefore, Math.max(0, (output - 1) * stride + size - cells - padBefore)];
}
