// Compiles a model's layers in turn, each together with the activation that follows where a kernel does both.

import type { Model, ModelLayerSpec, ResolvedLayer } from '../../model.ts';
import { batchNormPoolOf, compileBatchNormPool } from './compileBatchNormPool.ts';
import { compileDropout } from './compileDropout.ts';
import { compileActivation, compileBatchNorm } from './compileElementwise.ts';
import { compileEmbeddingBag } from './compileEmbeddingBag.ts';
import { compileGaussian } from './compileGaussian.ts';
import { compileInputConvolution } from './compileInputConvolution.ts';
import { compileConvolution, compileDense } from './compileLinear.ts';
import { compileAveragePool, compileGlobalPool, compileMaxPool } from './compilePooling.ts';
import { compileStrided, suitsStrided } from './compileStrided.ts';
import { compileWinograd, suitsWinograd } from './compileWinograd.ts';
import { type CompiledLayer, type LayerContext, type LayerDescent, type Tensor, tensorWith } from './layerProgram.ts';
import { flattened, layoutOf } from './layout.ts';
import type { Word } from './memoryPlan.ts';
import { type ActivationKind, operation } from './operations.ts';

const NOTHING_TO_DO = { forward: [], backward: [], withTangents: { forward: [], backward: [] } } as const;

/** A stretch of the inner step's program. */
export interface Section {
  readonly part: 'forward' | 'loss' | 'backward' | 'optimizer';
  /**
   * Position in the model's layers, of the first where an activation is computed together with it; the input's part has
   * none.
   */
  readonly layer: number | undefined;
  readonly words: readonly Word[];
}

/** The programs of all layers, without the loss, and what they end in. */
export interface CompiledLayers {
  readonly forward: readonly Section[];
  readonly backward: readonly Section[];
  /** What inner steps run instead of `backward` where the context has a rate of descent, and the kernels moved there. */
  readonly descent: { readonly backward: readonly Section[]; readonly moved: readonly LayerDescent[] };
  readonly prediction: readonly Word[];
  readonly withTangents: CompiledLayer['withTangents'];
  readonly output: Tensor;
}

export function compileLayers(context: LayerContext, model: Model): CompiledLayers {
  const forward: Section[] = [];
  const prediction: Word[] = [];
  const backward: Section[] = [];
  const descent: { backward: Section[]; moved: LayerDescent[] } = { backward: [], moved: [] };
  const withTangents: { forward: Word[]; backward: Word[] } = { forward: [], backward: [] };
  let tensor: Tensor | undefined;
  for (let index = 0; index < model.layers.length; index++) {
    const layer = model.layers[index];
    if (layer === undefined) break;
    const own = index;
    const pooled = batchNormPoolOf(model.layers.slice(index));
    if (pooled !== undefined) {
      tensor ??= append(undefined, compileInput(context, model));
      tensor = append(own, compileBatchNormPool(context, layer, pooled, tensor));
      index += pooled.layers - 1;
      continue;
    }
    const activation = activationAfter(layer.spec, model.layers[index + 1]?.spec);
    if (activation !== 'identity') index++;
    const ownContext = {
      ...context,
      gradientInPlace: takesGradientInPlace(context, layer, activation, model, index + 1),
    };
    if (tensor === undefined && layer.spec.kind === 'conv2d') {
      tensor = append(own, compileInputConvolution(ownContext, layer, layer.spec, activation));
      continue;
    }
    tensor ??= append(undefined, compileInput(context, model));
    tensor = append(own, compileLayer(ownContext, layer, tensor, activation));
  }
  if (tensor === undefined) throw new Error('A model has at least its output layer.');
  return { forward, prediction, backward, descent, withTangents, output: tensor };

  function append(layer: number | undefined, compiled: CompiledLayer): Tensor {
    prediction.push(...(compiled.prediction ?? compiled.forward));
    forward.push({ part: 'forward', layer, words: compiled.forward });
    backward.unshift({ part: 'backward', layer, words: compiled.backward });
    descent.backward.unshift({ part: 'backward', layer, words: compiled.descent?.backward ?? compiled.backward });
    if (compiled.descent !== undefined) descent.moved.push(compiled.descent);
    withTangents.forward.push(...compiled.withTangents.forward);
    withTangents.backward.unshift(...compiled.withTangents.backward);
    return compiled.output;
  }
}

/**
 * Whether the gradient by a convolution's output may take its place: only batch norm with pooling reads the output, which
 * it does not keep. Where derivatives along a vector follow, they read it once more.
 */
function takesGradientInPlace(
  { gradientTangents }: LayerContext,
  { spec }: ResolvedLayer,
  activation: ActivationKind,
  { layers }: Model,
  next: number,
): boolean {
  if (spec.kind !== 'conv2d' || activation !== 'identity' || gradientTangents !== undefined) return false;
  return batchNormPoolOf(layers.slice(next)) !== undefined;
}

/** The activation that is computed together with this layer. */
function activationAfter(spec: ModelLayerSpec, next: ModelLayerSpec | undefined): ActivationKind {
  const hasWeights = spec.kind === 'dense' || spec.kind === 'conv2d' || spec.kind === 'batchNorm';
  if (!hasWeights) return 'identity';
  return next?.kind === 'relu' || next?.kind === 'tanh' || next?.kind === 'sigmoid' ? next.kind : 'identity';
}

function compileInput(context: LayerContext, model: Model): CompiledLayer {
  const layout = layoutOf(model.inputShape);
  const output: Tensor = { ...tensorWith(context, context.gradients[0], layout, false), overwritable: true };
  const { rows, channels, stride } = layout;
  const forward = operation('COPY_INPUT', { rows, width: channels, stride, to: output.values });
  const backward: Word[] = [];
  return { output, forward, backward, withTangents: { forward, backward } };
}

/** @param activation of the layer after it, computed together with it where that saves a pass */
export function compileLayer(
  context: LayerContext,
  layer: ResolvedLayer,
  input: Tensor,
  activation: ActivationKind,
): CompiledLayer {
  const { spec } = layer;
  switch (spec.kind) {
    case 'dense':
      return compileDense(context, layer, spec, input, activation);
    case 'conv2d':
      if (suitsWinograd(layer, spec)) return compileWinograd(context, layer, spec, input, activation);
      if (suitsStrided(layer, spec)) return compileStrided(context, layer, spec, input, activation);
      return compileConvolution(context, layer, spec, input, activation);
    case 'batchNorm':
      return compileBatchNorm(context, layer, spec, input, activation);
    case 'maxPool':
      return compileMaxPool(context, layer, spec, input);
    case 'averagePool':
      return compileAveragePool(context, layer, spec, input);
    case 'globalPool':
      return compileGlobalPool(context, layer, spec, input);
    case 'relu':
    case 'tanh':
    case 'sigmoid':
      return compileActivation(context, spec.kind, input);
    case 'flatten':
      return { output: { ...input, layout: flattened(input.layout) }, ...NOTHING_TO_DO };
    case 'dropout':
      return compileDropout(context, layer, spec, input);
    case 'embeddingBag':
      return compileEmbeddingBag(context, layer, spec, input);
    case 'gaussian':
      return compileGaussian(context, layer, input);
  }
}
