// A model as data: a list of layers with inferred shapes, and the layout of its parameters in one flat array.

import type { LayerSpec, ModelSpec } from '../experiment/schema.ts';
import { windowExtent } from '../experiment/window.ts';
import type { RandomStream } from './random.ts';

/** Sizes without the batch dimension: [units], or [height, width, channels]. */
export type Shape = readonly number[];

/**
 * Mean over the batch in every case. Softmax cross-entropy takes class indices as targets; mean squared error takes `outputSize`
 * values a sample and is the mean over them, too. The policy gradient takes an action and its advantage a sample: the loss is
 * -advantage · log π(action), π a Gaussian with independent components (MAML, arXiv 1703.03400, section 5.3).
 */
export type LossKind = 'meanSquaredError' | 'softmaxCrossEntropy' | 'policyGradient';

/** A layer of an experiment, or the one that `policyGradient` adds: it appends learned log standard deviations to the means. */
export type ModelLayerSpec = LayerSpec | { readonly kind: 'gaussian' };

/** One named tensor inside the flat parameter array; values are row-major, dense kernels [in, out], conv kernels [h, w, in, out]. */
export interface ParameterView {
  readonly name: string;
  readonly shape: Shape;
  readonly offset: number;
  readonly size: number;
}

/** A layer whose input and output shapes are known. */
export interface ResolvedLayer {
  readonly spec: ModelLayerSpec;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** In the order in which they stand in the flat array. */
  readonly parameters: readonly ParameterView[];
}

export interface Model {
  /** Tokens: [length], each a token's number, or negative where a text has no more. */
  readonly inputShape: Shape;
  /** Policy gradient: the means of an action's components, then their log standard deviations. */
  readonly outputSize: number;
  /** Values of one sample's target: a class; `outputSize` values; an action and its advantage. */
  readonly targetSize: number;
  readonly loss: LossKind;
  readonly layers: readonly ResolvedLayer[];
  readonly parameterCount: number;
}

/** A network that cannot be built. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /**
   * Position in `layers` as the experiment lists them (after expansion for `mlp` and `convnet`); undefined where no single layer is to
   * blame.
   */
  readonly layerIndex: number | undefined;
  /** The message without the layer's position. */
  readonly reason: string;

  constructor(reason: string, layerIndex?: number, layerKind?: string) {
    super(layerIndex === undefined ? reason : `Layer ${layerIndex + 1}${layerKind ? ` (${layerKind})` : ''}: ${reason}`);
    this.reason = reason;
    this.layerIndex = layerIndex;
  }
}

/**
 * Infers every layer's shapes and parameters. The linear output layer is added, after a flatten layer where the last shape is an
 * image.
 * @param inputShape [units], [tokens] or [height, width, channels]
 * @param outputSize classes, values, or components of an action
 * @throws ModelError
 */
export function resolveModel(spec: ModelSpec, inputShape: Shape, outputSize: number, loss: LossKind): Model {
  if (inputShape.length !== 1 && inputShape.length !== 3) {
    throw new ModelError(`The input must be [units] or [height, width, channels], but is ${describeShape(inputShape)}.`);
  }
  if (![...inputShape, outputSize].every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new ModelError(`Input ${describeShape(inputShape)} and output ${outputSize} must be positive whole numbers.`);
  }
  const hidden = hiddenLayers(spec, inputShape);
  const layers: ResolvedLayer[] = [];
  const counts = new Map<ModelLayerSpec['kind'], number>();
  let shape = inputShape;
  let offset = 0;

  const append = (layer: ModelLayerSpec): void => {
    const outputShape = outputShapeOf(layer, shape, layers.length);
    const number = (counts.get(layer.kind) ?? 0) + 1;
    counts.set(layer.kind, number);
    const parameters = parameterShapesOf(layer, shape).map(([name, parameterShape]): ParameterView => {
      const view = { name: `${layer.kind}${number}/${name}`, shape: parameterShape, offset, size: sizeOf(parameterShape) };
      offset += view.size;
      return view;
    });
    layers.push({ spec: layer, inputShape: shape, outputShape, parameters });
    shape = outputShape;
  };

  hidden.forEach(append);
  if (shape.length === 3) append({ kind: 'flatten' });
  append({ kind: 'dense', units: outputSize, bias: true });
  if (loss === 'policyGradient') append({ kind: 'gaussian' });
  return {
    inputShape,
    outputSize: sizeOf(shape),
    targetSize: targetSizeOf(loss, outputSize),
    loss,
    layers,
    parameterCount: offset,
  };
}

/** Number of values of one sample of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

function targetSizeOf(loss: LossKind, outputSize: number): number {
  switch (loss) {
    case 'meanSquaredError':
      return outputSize;
    case 'softmaxCrossEntropy':
      return 1;
    case 'policyGradient':
      return outputSize + 1;
  }
}

/**
 * Parameters of an untrained model: Glorot uniform kernels, zero biases, batch norm with gamma 1 and beta 0 (TensorFlow's
 * `tf.layers` defaults, which the reference code of Reptile uses), embeddings uniform in ±0.05 (as Keras), standard deviations of 1.
 * Draws in the order of the flat array.
 */
export function initializeParameters(model: Model, random: RandomStream): Float32Array {
  const parameters = new Float32Array(model.parameterCount);
  for (const layer of model.layers) {
    for (const view of layer.parameters) {
      if (view.shape.length > 1) {
        const limit = layer.spec.kind === 'embeddingBag' ? 0.05 : glorotLimit(view.shape);
        for (let i = 0; i < view.size; i++) parameters[view.offset + i] = limit * (2 * random.uniform() - 1);
      } else if (view.name.endsWith('/gamma')) {
        parameters.fill(1, view.offset, view.offset + view.size);
      }
    }
  }
  return parameters;
}

function glorotLimit(kernelShape: Shape): number {
  const receptiveField = sizeOf(kernelShape.slice(0, -2));
  const [inputs = 1, outputs = 1] = kernelShape.slice(-2);
  return Math.sqrt(6 / (receptiveField * (inputs + outputs)));
}

function hiddenLayers(spec: ModelSpec, inputShape: Shape): LayerSpec[] {
  switch (spec.kind) {
    case 'mlp':
      return [
        ...(inputShape.length === 3 ? [{ kind: 'flatten' } as const] : []),
        ...spec.hidden.flatMap((units): LayerSpec[] => [{ kind: 'dense', units, bias: true }, { kind: spec.activation }]),
      ];
    case 'convnet':
      if (inputShape.length !== 3) {
        throw new ModelError(`A convnet needs images, but the task's input is ${describeShape(inputShape)}. Use an mlp.`);
      }
      return Array.from({ length: spec.blocks }, () => convolutionBlock(spec.filters, spec.downsampling)).flat();
    case 'layers':
      return spec.layers;
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
  return downsampling === 'maxPool' ? [...block, { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' }] : block;
}

function outputShapeOf(layer: ModelLayerSpec, input: Shape, index: number): Shape {
  switch (layer.kind) {
    case 'dense':
      if (input.length !== 1) {
        throw new ModelError(
          `needs a flat input, but gets ${describeShape(input)}. Put a flatten layer before it.`,
          index,
          layer.kind,
        );
      }
      return [layer.units];
    case 'conv2d':
      return slideOver(input, layer.kernel, layer.stride, layer.padding, layer.filters, index, layer.kind);
    case 'maxPool':
    case 'averagePool':
      return slideOver(input, layer.size, layer.stride, layer.padding, input[2] ?? 0, index, layer.kind);
    case 'globalPool':
      requireImage(input, index, layer.kind);
      return input.slice(-1);
    case 'flatten':
      return [sizeOf(input)];
    case 'embeddingBag':
      if (index > 0) throw new ModelError('takes tokens, so it can only be the first layer.', index, layer.kind);
      if (input.length !== 1) throw new ModelError(`needs tokens, but gets ${describeShape(input)}.`, index, layer.kind);
      return [layer.units];
    case 'gaussian':
      return [2 * sizeOf(input)];
    case 'batchNorm':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
      return input;
  }
}

function requireImage(input: Shape, index: number, kind: ModelLayerSpec['kind']): void {
  if (input.length === 3) return;
  throw new ModelError(`needs images, but gets ${describeShape(input)}. Put it before the flatten or dense layer.`, index, kind);
}

function slideOver(
  input: Shape,
  size: number,
  stride: number,
  padding: 'same' | 'valid',
  channels: number,
  index: number,
  kind: ModelLayerSpec['kind'],
): Shape {
  requireImage(input, index, kind);
  const [height = 0, width = 0] = input;
  const rows = windowExtent(height, size, stride, padding).output;
  const columns = windowExtent(width, size, stride, padding).output;
  if (rows === 0 || columns === 0) {
    throw new ModelError(
      `a window of ${size} × ${size} does not fit into ${describeShape(input)}. Use fewer layers that shrink the image, or padding "same".`,
      index,
      kind,
    );
  }
  return [rows, columns, channels];
}

function parameterShapesOf(layer: ModelLayerSpec, input: Shape): [string, Shape][] {
  switch (layer.kind) {
    case 'dense': {
      const kernel: [string, Shape] = ['kernel', [sizeOf(input), layer.units]];
      return layer.bias ? [kernel, ['bias', [layer.units]]] : [kernel];
    }
    case 'conv2d': {
      const kernel: [string, Shape] = ['kernel', [layer.kernel, layer.kernel, input[2] ?? 0, layer.filters]];
      return layer.bias ? [kernel, ['bias', [layer.filters]]] : [kernel];
    }
    case 'batchNorm': {
      const channels = input.slice(-1);
      return [
        ['gamma', channels],
        ['beta', channels],
      ];
    }
    case 'embeddingBag':
      return [['embedding', [layer.tokens, layer.units]]];
    case 'gaussian':
      return [['logStandardDeviation', input]];
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

function describeShape(shape: Shape): string {
  return `[${shape.join(' × ')}]`;
}
