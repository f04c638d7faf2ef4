// A network as data: the layers that a model stands for, what each takes and gives, and its parameters. Known from the
// experiment alone: no engine is needed to see that a stack fits.

import type { LayerSpec, ModelSpec, TaskSpec } from './schema.ts';
import { type SampleShape, sizesOfTask, type TaskSizes } from './taskSizes.ts';
import { windowExtent } from './window.ts';

/**
 * A layer of an experiment, or the one that a policy ends in: it appends learned log standard deviations to the means.
 */
export type NetworkLayerSpec = LayerSpec | { readonly kind: 'gaussian' };

/** One named tensor of a layer; dense kernels are [in, out], those of convolutions [height, width, in, out]. */
interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface NetworkLayer {
  readonly layer: NetworkLayerSpec;
  readonly input: SampleShape;
  readonly output: SampleShape;
  readonly parameters: readonly ParameterShape[];
}

export type Network =
  /** The whole network fits; the output layers come last. */
  | { readonly kind: 'fits'; readonly layers: readonly NetworkLayer[]; readonly parameters: number }
  /** `index` is the first layer that cannot take what it gets; past the hidden layers stands the output layer. */
  | {
      readonly kind: 'misfit';
      readonly index: number;
      readonly layer: NetworkLayerSpec;
      readonly input: SampleShape;
    };

export type NetworkOfTask = Network /** What the model gets is not known yet. */ | { readonly kind: 'unknown' };

/** What a network gets, what it gives, and what is made of that. */
export type NetworkEnds = Pick<TaskSizes, 'input' | 'outputs' | 'loss'>;

/** The hidden layers that a model stands for. An image is flattened for an mlp. */
export function expandLayers(model: ModelSpec, input?: SampleShape): readonly LayerSpec[] {
  switch (model.kind) {
    case 'mlp':
      return [
        ...(input?.kind === 'image' ? [{ kind: 'flatten' } as const] : []),
        ...model.hidden.flatMap((units): LayerSpec[] => [
          { kind: 'dense', units, bias: true },
          { kind: model.activation },
        ]),
      ];
    case 'convnet':
      return Array.from({ length: model.blocks }, () => convolutionBlock(model.filters, model.downsampling)).flat();
    case 'layers':
      return model.layers;
  }
}

/** Follows one sample of the task through the network. */
export function networkOfTask(model: ModelSpec, task: TaskSpec): NetworkOfTask {
  const sizes = sizesOfTask(task);
  return sizes === undefined ? { kind: 'unknown' } : followNetwork(model, sizes);
}

/**
 * Follows one sample through the hidden layers and the linear output layer, which flattens by itself; a policy has a
 * standard deviation for each component of an action as well.
 */
export function followNetwork(model: ModelSpec, { input, outputs, loss }: NetworkEnds): Network {
  const layers: NetworkLayer[] = [];
  let shape = input;
  for (const layer of expandLayers(model, input)) {
    const misfit = append(layer);
    if (misfit !== undefined) return misfit;
  }
  const ends: readonly NetworkLayerSpec[] = [
    ...(shape.kind === 'image' ? [{ kind: 'flatten' } as const] : []),
    { kind: 'dense', units: outputs, bias: true },
    ...(loss === 'policyGradient' ? [{ kind: 'gaussian' } as const] : []),
  ];
  for (const layer of ends) {
    const misfit = append(layer);
    if (misfit !== undefined) return misfit;
  }
  const parameters = layers.flatMap((layer) => layer.parameters).reduce((sum, own) => sum + sizeOf(own.shape), 0);
  return { kind: 'fits', layers, parameters };

  function append(layer: NetworkLayerSpec): Network | undefined {
    const output = outputOf(layer, shape);
    if (output === undefined) return { kind: 'misfit', index: layers.length, layer, input: shape };
    layers.push({ layer, input: shape, output, parameters: parametersOf(layer, shape) });
    shape = output;
    return undefined;
  }
}

// The bias of a convolution before batch norm has gradient 0 and is left out.
function convolutionBlock(filters: number, downsampling: 'stride' | 'maxPool'): LayerSpec[] {
  const stride = downsampling === 'stride' ? 2 : 1;
  const block: LayerSpec[] = [
    { kind: 'conv2d', filters, kernel: 3, stride, padding: 'same', bias: false },
    { kind: 'batchNorm', epsilon: 1e-3 },
    { kind: 'relu' },
  ];
  return downsampling === 'stride' ? block : [...block, { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' }];
}

function outputOf(layer: NetworkLayerSpec, input: SampleShape): SampleShape | undefined {
  if (input.kind === 'tokens')
    return layer.kind === 'embeddingBag' ? { kind: 'vector', units: layer.units } : undefined;
  switch (layer.kind) {
    case 'dense':
      return input.kind === 'vector' ? { kind: 'vector', units: layer.units } : undefined;
    case 'conv2d':
      return input.kind === 'image'
        ? slide(input, layer.kernel, layer.stride, layer.padding, layer.filters)
        : undefined;
    case 'maxPool':
    case 'averagePool':
      return input.kind === 'image' ? slide(input, layer.size, layer.stride, layer.padding, input.channels) : undefined;
    case 'globalPool':
      return input.kind === 'image' ? { kind: 'vector', units: input.channels } : undefined;
    case 'flatten':
      return { kind: 'vector', units: valuesOf(input) };
    case 'gaussian':
      return { kind: 'vector', units: 2 * valuesOf(input) };
    case 'embeddingBag':
      return undefined;
    case 'batchNorm':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
      return input;
  }
}

/** Undefined where the window does not fit. */
function slide(
  image: { readonly height: number; readonly width: number },
  size: number,
  stride: number,
  padding: 'same' | 'valid',
  channels: number,
): SampleShape | undefined {
  const height = windowExtent(image.height, size, stride, padding).output;
  const width = windowExtent(image.width, size, stride, padding).output;
  return height === 0 || width === 0 ? undefined : { kind: 'image', height, width, channels };
}

function parametersOf(layer: NetworkLayerSpec, input: SampleShape): readonly ParameterShape[] {
  const channels = input.kind === 'image' ? input.channels : valuesOf(input);
  switch (layer.kind) {
    case 'dense':
      return withBias([channels, layer.units], layer.bias);
    case 'conv2d':
      return withBias([layer.kernel, layer.kernel, channels, layer.filters], layer.bias);
    case 'batchNorm':
      return ['gamma', 'beta'].map((name) => ({ name, shape: [channels] }));
    case 'embeddingBag':
      return [{ name: 'embedding', shape: [layer.tokens, layer.units] }];
    case 'gaussian':
      return [{ name: 'logStandardDeviation', shape: [channels] }];
    case 'maxPool':
    case 'averagePool':
    case 'globalPool':
    case 'flatten':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
      return [];
  }
}

function withBias(kernel: readonly number[], hasBias: boolean): readonly ParameterShape[] {
  return [{ name: 'kernel', shape: kernel }, ...(hasBias ? [{ name: 'bias', shape: kernel.slice(-1) }] : [])];
}

/** Number of values of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Sizes of one sample, without the batch: [units], [tokens] or [height, width, channels]. */
export function dimensionsOf(shape: SampleShape): readonly number[] {
  switch (shape.kind) {
    case 'vector':
      return [shape.units];
    case 'tokens':
      return [shape.length];
    case 'image':
      return [shape.height, shape.width, shape.channels];
  }
}

/** Of one sample. */
function valuesOf(shape: SampleShape): number {
  return sizeOf(dimensionsOf(shape));
}
