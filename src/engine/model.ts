// A model: a network whose layers fit, and the layout of its parameters in one flat array.

import {
  dimensionsOf,
  expandLayers,
  followNetwork,
  type Network,
  type NetworkLayer,
  type NetworkLayerSpec,
  sizeOf,
} from '../experiment/network.ts';
import type { ModelSpec } from '../experiment/schema.ts';
import type { SampleShape, TaskSizes } from '../experiment/taskSizes.ts';
import type { RandomStream } from './random.ts';

/** Sizes without the batch dimension: [units], or [height, width, channels]. */
export type Shape = readonly number[];

/**
 * Mean over the batch in every case. Softmax cross-entropy takes class indices as targets; mean squared error takes
 * `outputSize` values a sample and is the mean over them, too. The policy gradient takes an action and its advantage a
 * sample: the loss is -advantage · log π(action), π a Gaussian with independent components (MAML, arXiv 1703.03400,
 * section 5.3).
 */
export type LossKind = TaskSizes['loss'];

export type ModelLayerSpec = NetworkLayerSpec;

/**
 * One named tensor inside the flat parameter array; values are row-major, dense kernels [in, out], conv kernels [h, w,
 * in, out].
 */
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

/** Whether a seed for dropout changes anything. */
export function hasDropout({ layers }: Model): boolean {
  return layers.some(({ spec }) => spec.kind === 'dropout');
}

/** A network that cannot be built. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /**
   * Position in `layers` as the experiment lists them (after expansion for `mlp` and `convnet`); undefined where no
   * single layer is to blame.
   */
  readonly layerIndex: number | undefined;
  /** The message without the layer's position. */
  readonly reason: string;

  constructor(reason: string, layerIndex?: number, layerKind?: string) {
    super(
      layerIndex === undefined ? reason : `Layer ${layerIndex + 1}${layerKind ? ` (${layerKind})` : ''}: ${reason}`,
    );
    this.reason = reason;
    this.layerIndex = layerIndex;
  }
}

/**
 * The network that a model stands for, with its parameters laid out in one flat array.
 * @param inputShape [units], [tokens] or [height, width, channels]
 * @param outputSize classes, values, or components of an action
 * @throws ModelError
 */
export function resolveModel(spec: ModelSpec, inputShape: Shape, outputSize: number, loss: LossKind): Model {
  if (inputShape.length !== 1 && inputShape.length !== 3) {
    throw new ModelError(
      `The input must be [units] or [height, width, channels], but is ${describeShape(inputShape)}.`,
    );
  }
  if (![...inputShape, outputSize].every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new ModelError(`Input ${describeShape(inputShape)} and output ${outputSize} must be positive whole numbers.`);
  }
  const input = sampleShapeOf(spec, inputShape);
  if (spec.kind === 'convnet' && input.kind !== 'image') {
    throw new ModelError(`A convnet needs images, but the task's input is ${describeShape(inputShape)}. Use an mlp.`);
  }
  const network = followNetwork(spec, { input, outputs: outputSize, loss });
  if (network.kind === 'misfit') throw misfitError(network);
  const layers = placeParameters(network.layers);
  return {
    inputShape,
    outputSize: loss === 'policyGradient' ? 2 * outputSize : outputSize,
    targetSize: targetSizeOf(loss, outputSize),
    loss,
    layers,
    parameterCount: network.parameters,
  };
}

/**
 * For the engine tokens are numbers in a vector; that it takes them as such is what an embedding bag at the beginning
 * says.
 */
function sampleShapeOf(spec: ModelSpec, inputShape: Shape): SampleShape {
  const [first = 0, width = 0, channels = 0] = inputShape;
  if (inputShape.length === 3) return { kind: 'image', height: first, width, channels };
  const [layer] = expandLayers(spec);
  return layer?.kind === 'embeddingBag'
    ? { kind: 'tokens', length: first, vocabulary: layer.tokens }
    : { kind: 'vector', units: first };
}

/**
 * Parameters stand one after another in the order of the layers, and are named by kind and number: `conv2d2/kernel`.
 */
function placeParameters(layers: readonly NetworkLayer[]): readonly ResolvedLayer[] {
  const counts = new Map<ModelLayerSpec['kind'], number>();
  let offset = 0;
  return layers.map(({ layer, input, output, parameters }) => {
    const number = (counts.get(layer.kind) ?? 0) + 1;
    counts.set(layer.kind, number);
    const views = parameters.map(({ name, shape }): ParameterView => {
      const view = { name: `${layer.kind}${number}/${name}`, shape, offset, size: sizeOf(shape) };
      offset += view.size;
      return view;
    });
    return { spec: layer, inputShape: dimensionsOf(input), outputShape: dimensionsOf(output), parameters: views };
  });
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
 * Parameters of an untrained model: Glorot uniform kernels, zero biases, batch norm with gamma 1 and beta 0
 * (TensorFlow's `tf.layers` defaults, which the reference code of Reptile uses), embeddings uniform in ±0.05 (as
 * Keras), standard deviations of 1. Draws in the order of the flat array.
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

function misfitError({ index, layer, input }: Extract<Network, { readonly kind: 'misfit' }>): ModelError {
  return new ModelError(reasonOfMisfit(index, layer, input), index, layer.kind);
}

function reasonOfMisfit(index: number, layer: ModelLayerSpec, input: SampleShape): string {
  const given = describeShape(dimensionsOf(input));
  if (layer.kind === 'embeddingBag') {
    return index > 0 ? 'takes tokens, so it can only be the first layer.' : `needs tokens, but gets ${given}.`;
  }
  if (layer.kind === 'dense') return `needs a flat input, but gets ${given}. Put a flatten layer before it.`;
  if (input.kind !== 'image') return `needs images, but gets ${given}. Put it before the flatten or dense layer.`;
  const size = layer.kind === 'conv2d' ? layer.kernel : 'size' in layer ? layer.size : 1;
  return `a window of ${size} × ${size} does not fit into ${given}. Use fewer layers that shrink the image, or padding "same".`;
}

function describeShape(shape: Shape): string {
  return `[${shape.join(' × ')}]`;
}
