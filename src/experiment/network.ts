// Sizes of a network's layers and count of its parameters, from the experiment alone: the engine is not needed to see that a stack fits.

import type { LayerSpec, ModelSpec, TaskSpec } from './schema.ts';
import { type SampleShape, sizesOfTask } from './taskSizes.ts';

export interface LayerTrace {
  readonly layer: LayerSpec;
  readonly input: SampleShape;
}

export type ModelTrace =
  /** What the model gets is not known yet. */
  | { readonly kind: 'unknown' }
  /** The whole network fits; `parameters` counts the linear output layer, too. */
  | { readonly kind: 'fits'; readonly layers: readonly LayerTrace[]; readonly parameters: number }
  /** `index` is the first layer that cannot take what it gets; past the hidden layers stands the output layer. */
  | { readonly kind: 'misfit'; readonly index: number; readonly layer: LayerSpec; readonly input: SampleShape };

/** The hidden layers that a model stands for. */
export function expandLayers(model: ModelSpec): readonly LayerSpec[] {
  switch (model.kind) {
    case 'mlp':
      return [
        { kind: 'flatten' },
        ...model.hidden.flatMap((units): LayerSpec[] => [{ kind: 'dense', units, bias: true }, { kind: model.activation }]),
      ];
    case 'convnet':
      return Array.from({ length: model.blocks }, () => convolutionBlock(model.filters, model.downsampling)).flat();
    case 'layers':
      return model.layers;
  }
}

/** Follows one sample of the task through the layers and the linear output layer, which flattens by itself. */
export function traceModel(layers: readonly LayerSpec[], task: TaskSpec): ModelTrace {
  const sizes = sizesOfTask(task);
  if (sizes === undefined) return { kind: 'unknown' };
  const { input, outputs, loss } = sizes;
  const traced: LayerTrace[] = [];
  let shape = input;
  let parameters = 0;
  for (const [index, layer] of layers.entries()) {
    const output = outputOf(layer, shape);
    if (output === undefined) return { kind: 'misfit', index, layer, input: shape };
    traced.push({ layer, input: shape });
    parameters += parametersOf(layer, shape);
    shape = output;
  }
  const output: LayerSpec = { kind: 'dense', units: outputs, bias: true };
  if (shape.kind === 'tokens') return { kind: 'misfit', index: layers.length, layer: output, input: shape };
  // A policy has a standard deviation for each component of an action.
  const ofOutputs = (valuesOf(shape) + 1) * outputs + (loss === 'policyGradient' ? outputs : 0);
  return { kind: 'fits', layers: traced, parameters: parameters + ofOutputs };
}

export function describeShape(shape: SampleShape): string {
  switch (shape.kind) {
    case 'vector':
      return `a vector of ${shape.units}`;
    case 'tokens':
      return `${shape.length} tokens`;
    case 'image':
      return `an image of ${shape.height} × ${shape.width} × ${shape.channels}`;
  }
}

function convolutionBlock(filters: number, downsampling: 'stride' | 'maxPool'): LayerSpec[] {
  const stride = downsampling === 'stride' ? 2 : 1;
  const block: LayerSpec[] = [
    { kind: 'conv2d', filters, kernel: 3, stride, padding: 'same', bias: false },
    { kind: 'batchNorm', epsilon: 1e-3 },
    { kind: 'relu' },
  ];
  return downsampling === 'stride' ? block : [...block, { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' }];
}

function outputOf(layer: LayerSpec, input: SampleShape): SampleShape | undefined {
  if (input.kind === 'tokens') return layer.kind === 'embeddingBag' ? { kind: 'vector', units: layer.units } : undefined;
  switch (layer.kind) {
    case 'dense':
      return input.kind === 'vector' ? { kind: 'vector', units: layer.units } : undefined;
    case 'conv2d':
      return input.kind === 'image' ? slide(input, layer.kernel, layer.stride, layer.padding, layer.filters) : undefined;
    case 'maxPool':
    case 'averagePool':
      return input.kind === 'image' ? slide(input, layer.size, layer.stride, layer.padding, input.channels) : undefined;
    case 'globalPool':
      return input.kind === 'image' ? { kind: 'vector', units: input.channels } : undefined;
    case 'flatten':
      return { kind: 'vector', units: valuesOf(input) };
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

function slide(
  { height, width }: { readonly height: number; readonly width: number },
  size: number,
  stride: number,
  padding: 'same' | 'valid',
  channels: number,
): SampleShape | undefined {
  const along = (cells: number) => (padding === 'same' ? Math.ceil(cells / stride) : Math.floor((cells - size) / stride) + 1);
  if (padding === 'valid' && (height < size || width < size)) return undefined;
  return { kind: 'image', height: along(height), width: along(width), channels };
}

function parametersOf(layer: LayerSpec, input: SampleShape): number {
  const channels = input.kind === 'image' ? input.channels : valuesOf(input);
  switch (layer.kind) {
    case 'dense':
      return (channels + (layer.bias ? 1 : 0)) * layer.units;
    case 'conv2d':
      return (layer.kernel * layer.kernel * channels + (layer.bias ? 1 : 0)) * layer.filters;
    case 'batchNorm':
      return 2 * channels;
    case 'embeddingBag':
      return layer.tokens * layer.units;
    case 'maxPool':
    case 'averagePool':
    case 'globalPool':
    case 'flatten':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
      return 0;
  }
}

/** Of one sample. */
export function valuesOf(shape: SampleShape): number {
  switch (shape.kind) {
    case 'vector':
      return shape.units;
    case 'tokens':
      return shape.length;
    case 'image':
      return shape.height * shape.width * shape.channels;
  }
}
