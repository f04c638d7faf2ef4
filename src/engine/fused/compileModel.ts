// Compiles a model to programs over a planned memory: predict, gradient, and inner step.

import type { InnerOptimizer } from '../../experiment/schema.ts';
import type { LearnerOptions } from '../learner.ts';
import { type Model, type ModelLayerSpec, type ResolvedLayer, sizeOf } from '../model.ts';
import { canPoolTogether, compileBatchNormPool } from './compileBatchNormPool.ts';
import { compileDropout } from './compileDropout.ts';
import { compileActivation, compileBatchNorm } from './compileElementwise.ts';
import { compileEmbeddingBag } from './compileEmbeddingBag.ts';
import { compileGaussian } from './compileGaussian.ts';
import { compileInputConvolution } from './compileInputConvolution.ts';
import { compileConvolution, compileDense, compileInputConvolutionWithTangents } from './compileLinear.ts';
import { compileAveragePool, compileGlobalPool, compileMaxPool } from './compilePooling.ts';
import { compileWinograd, suitsWinograd } from './compileWinograd.ts';
import {
  type ActivationKind,
  type CompiledLayer,
  doubleWords,
  type LayerContext,
  type ParameterPlace,
  realWord,
  type Tensor,
  tensorWith,
} from './layerProgram.ts';
import { flattened, layoutOf, type ParameterBlock, packedFloats, padToEight, parameterBlocks, widthOf } from './layout.ts';
import { addressOf, MemoryPlan, type Region, type Word } from './memoryPlan.ts';
import * as operation from './operations.ts';

/** Samples wait in memory for about this many bytes, so that many inner steps are one call. */
const STAGING_BYTES = 1 << 20;

/** A stretch of the inner step's program. */
export interface Section {
  readonly part: 'forward' | 'loss' | 'backward' | 'optimizer';
  /** Position in the model's layers, of the first where an activation is computed together with it; the input's part has none. */
  readonly layer: number | undefined;
  readonly words: readonly Word[];
}
const NOTHING_TO_DO = { forward: [], backward: [], withTangents: { forward: [], backward: [] } } as const;

export interface CompiledModel {
  readonly plan: MemoryPlan;
  readonly programs: { readonly predict: Region; readonly gradient: Region; readonly step: Region };
  /** The inner step's program, piece by piece, without its end. */
  readonly stepSections: readonly Section[];
  /** Where Hessian-vector products are asked for. */
  readonly secondOrder: SecondOrder | undefined;
  /** Samples that fit into `inputs` and `targets` at once. */
  readonly stagedSamples: number;
  readonly inputs: Region;
  readonly targets: Region;
  /** One loss for each mini-batch. */
  readonly losses: Region;
  /** Rows of `outputStride` floats. */
  readonly outputs: Region;
  readonly outputStride: number;
  /** Values of one sample of inputs and of targets, as they come from outside. */
  readonly inputSize: number;
  readonly targetSize: number;
  /** All parameters in the flat layout, on their way in or out. */
  readonly flat: Region;
  readonly blocks: readonly ParameterBlock[];
  /** In the kernels' layout, each `packedCount` floats. */
  readonly packedCount: number;
  readonly parameters: Region;
  readonly gradient: Region;
  /** First moments where the optimizer has them, then second moments; none for SGD. */
  readonly moments: readonly Region[];
}

/** Hessian-vector products: the program, and the vector and the product in the kernels' layout. */
export interface SecondOrder {
  readonly program: Region;
  readonly vector: Region;
  readonly product: Region;
}

export function compileModel(options: LearnerOptions): CompiledModel {
  const { model, optimizer, maxTrainingBatch, maxPredictionBatch, secondOrder } = options;
  const plan = new MemoryPlan();
  const inputSize = sizeOf(model.inputShape);
  const { targetSize } = model;
  const stagedSteps = Math.min(64, Math.max(1, Math.floor(STAGING_BYTES / (maxTrainingBatch * (inputSize + targetSize) * 4))));
  const stagedSamples = Math.max(maxPredictionBatch, maxTrainingBatch * stagedSteps);
  const packing = packParameters(model);
  const parameters = plan.floats(packing.count);
  const gradient = plan.floats(packing.count);
  const tangents = secondOrder ? { vector: plan.floats(packing.count), product: plan.floats(packing.count) } : undefined;
  const moments = Array.from({ length: momentCount(optimizer) }, () => plan.floats(packing.count));

  const context: LayerContext = {
    plan,
    forwardBatch: Math.max(maxTrainingBatch, maxPredictionBatch),
    backwardBatch: maxTrainingBatch,
    gradients: [plan.region(), plan.region()],
    gradientTangents: secondOrder ? [plan.region(), plan.region()] : undefined,
    transposed: plan.region(),
    transposedTangent: plan.region(),
    workspace: plan.region(),
    dropoutNumber: (layer) => model.layers.filter(({ spec }) => spec.kind === 'dropout').indexOf(layer),
    parameter: (layer, name) => placeOf(packing.bytesBefore(layer, name), parameters, gradient),
    parameterTangent(layer, name) {
      if (tangents === undefined) throw new Error('Parameters have tangents only where Hessian-vector products are asked for.');
      return placeOf(packing.bytesBefore(layer, name), tangents.vector, tangents.product);
    },
  };
  const { forward, prediction, backward, withTangents, output } = compileLayers(context, model);
  const gradientOfLoss = (summed: boolean): readonly Section[] => [
    ...forward,
    { part: 'loss', layer: undefined, words: compileLoss(model, output, summed) },
    ...backward,
  ];
  const step = compileStep(optimizer, packing.count, parameters, gradient, moments);
  const stepSections: readonly Section[] = [
    ...gradientOfLoss(optimizer.reduction === 'sum'),
    { part: 'optimizer', layer: undefined, words: step },
  ];
  const programOf = (sections: readonly Section[]) => plan.program([...sections.flatMap(({ words }) => words), operation.END]);
  return {
    plan,
    programs: {
      predict: plan.program([...prediction, operation.END]),
      gradient: programOf(gradientOfLoss(false)),
      step: programOf(stepSections),
    },
    stepSections,
    secondOrder: tangents && {
      ...tangents,
      program: plan.program([
        ...withTangents.forward,
        ...compileLoss(model, output, false),
        ...compileLossTangent(model, output),
        ...withTangents.backward,
        operation.END,
      ]),
    },
    stagedSamples,
    inputs: plan.floats(stagedSamples * inputSize),
    targets: plan.floats(stagedSamples * targetSize),
    losses: plan.floats(stagedSamples),
    outputs: output.values,
    outputStride: widthOf(output.layout),
    inputSize,
    targetSize,
    flat: plan.floats(model.parameterCount),
    blocks: packing.blocks,
    packedCount: packing.count,
    parameters,
    gradient,
    moments,
  };
}

/** Where every parameter stands in the kernels' layout. */
function packParameters(model: Model) {
  const offsets = new Map<string, number>();
  const blocks: ParameterBlock[] = [];
  let count = 0;
  let layout = layoutOf(model.inputShape);
  model.layers.forEach((layer, index) => {
    const input = layout;
    layout = outputLayout(layer, input);
    for (const view of layer.parameters) {
      offsets.set(`${index}/${view.name.slice(view.name.indexOf('/') + 1)}`, count);
      const own = parameterBlocks(layer, view, input, layout, count);
      blocks.push(...own);
      count += own.reduce((sum, block) => sum + packedFloats(block), 0);
    }
  });
  const bytesBefore = (layer: ResolvedLayer, name: string): number => {
    const offset = offsets.get(`${model.layers.indexOf(layer)}/${name}`);
    if (offset === undefined) throw new Error(`Layer ${layer.spec.kind} has no parameter ${name}.`);
    return offset * 4;
  };
  return { bytesBefore, blocks, count };
}

function placeOf(bytesBefore: number, values: Region, gradients: Region): ParameterPlace {
  return { value: addressOf(values, bytesBefore), gradient: addressOf(gradients, bytesBefore) };
}

function outputLayout(layer: ResolvedLayer, input: ReturnType<typeof layoutOf>): ReturnType<typeof layoutOf> {
  switch (layer.spec.kind) {
    case 'flatten':
      return flattened(input);
    case 'batchNorm':
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'dropout':
      return input;
    case 'dense':
    case 'conv2d':
    case 'maxPool':
    case 'averagePool':
    case 'globalPool':
    case 'embeddingBag':
    case 'gaussian':
      return layoutOf(layer.outputShape);
  }
}

function compileLayers(context: LayerContext, model: Model) {
  const forward: Section[] = [];
  const prediction: Word[] = [];
  const backward: Section[] = [];
  const withTangents: { forward: Word[]; backward: Word[] } = { forward: [], backward: [] };
  const withoutTangents = context.gradientTangents === undefined;
  let tensor: Tensor | undefined;
  for (let index = 0; index < model.layers.length; index++) {
    const layer = model.layers[index];
    if (layer === undefined) break;
    const activation = activationAfter(layer.spec, model.layers[index + 1]?.spec);
    const own = index;
    if (activation !== 'identity') index++;
    const pooling = model.layers[index + 1];
    if (tensor === undefined && layer.spec.kind === 'conv2d') {
      const compile = withoutTangents ? compileInputConvolution : compileInputConvolutionWithTangents;
      tensor = append(own, compile(context, layer, layer.spec, activation));
      continue;
    }
    tensor ??= append(undefined, compileInput(context, model));
    if (withoutTangents && pooling !== undefined && canPoolTogether(layer.spec, activation, pooling.spec)) {
      tensor = append(own, compileBatchNormPool(context, layer, layer.spec, activation, pooling, tensor));
      index++;
    } else {
      tensor = append(own, compileLayer(context, layer, tensor, activation));
    }
  }
  if (tensor === undefined) throw new Error('A model has at least its output layer.');
  return { forward, prediction, backward, withTangents, output: tensor };

  function append(layer: number | undefined, compiled: CompiledLayer): Tensor {
    prediction.push(...(compiled.prediction ?? compiled.forward));
    forward.push({ part: 'forward', layer, words: compiled.forward });
    backward.unshift({ part: 'backward', layer, words: compiled.backward });
    withTangents.forward.push(...compiled.withTangents.forward);
    withTangents.backward.unshift(...compiled.withTangents.backward);
    return compiled.output;
  }
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
  const forward = [operation.COPY_INPUT, layout.rows, layout.channels, layout.stride, addressOf(output.values)];
  const backward: Word[] = [];
  return { output, forward, backward, withTangents: { forward, backward } };
}

function compileLayer(context: LayerContext, layer: ResolvedLayer, input: Tensor, activation: ActivationKind): CompiledLayer {
  const { spec } = layer;
  switch (spec.kind) {
    case 'dense':
      return compileDense(context, layer, spec, input, activation);
    case 'conv2d':
      return suitsWinograd(layer, spec)
        ? compileWinograd(context, layer, spec, input, activation)
        : compileConvolution(context, layer, spec, input, activation);
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

function compileLoss(model: Model, output: Tensor, summed: boolean): Word[] {
  const places = [widthOf(output.layout), addressOf(output.values), addressOf(output.gradient), summed ? 1 : 0];
  switch (model.loss) {
    case 'softmaxCrossEntropy':
      return [operation.SOFTMAX_CROSS_ENTROPY, model.outputSize, ...places];
    case 'meanSquaredError':
      return [operation.MEAN_SQUARED_ERROR, model.outputSize, ...places];
    case 'policyGradient':
      return [operation.POLICY_GRADIENT, model.outputSize / 2, ...places];
  }
}

/** The derivative of the loss's gradient by the outputs along the vector. */
function compileLossTangent(model: Model, { layout, values, tangent }: Tensor): Word[] {
  if (tangent?.values === undefined) return [];
  const places = [widthOf(layout), addressOf(values), addressOf(tangent.values), addressOf(tangent.gradient)];
  switch (model.loss) {
    case 'softmaxCrossEntropy':
      return [operation.SOFTMAX_CROSS_ENTROPY_TANGENT, model.outputSize, ...places];
    case 'meanSquaredError':
      return [operation.MEAN_SQUARED_ERROR_TANGENT, model.outputSize, ...places];
    case 'policyGradient':
      return [operation.POLICY_GRADIENT_TANGENT, model.outputSize / 2, ...places];
  }
}

function momentCount(optimizer: InnerOptimizer): number {
  switch (optimizer.kind) {
    case 'sgd':
      return 0;
    case 'momentum':
      return 1;
    case 'adam':
      return optimizer.beta1 === 0 ? 1 : 2;
  }
}

function compileStep(
  optimizer: InnerOptimizer,
  count: number,
  parameters: Region,
  gradient: Region,
  moments: readonly Region[],
): Word[] {
  const operands = [padToEight(count), addressOf(parameters), addressOf(gradient)];
  switch (optimizer.kind) {
    case 'sgd':
      return [operation.GRADIENT_DESCENT, ...operands, realWord(optimizer.learningRate)];
    case 'momentum': {
      const [accumulated] = moments;
      if (accumulated === undefined) throw new Error('Momentum keeps an accumulated gradient.');
      const { learningRate, momentum } = optimizer;
      return [operation.MOMENTUM, ...operands, addressOf(accumulated), realWord(learningRate), realWord(momentum)];
    }
    case 'adam': {
      const second = moments[moments.length - 1];
      const first = moments.length > 1 ? moments[0] : undefined;
      if (second === undefined) throw new Error('Adam keeps second moments.');
      return [
        ...[operation.ADAM, ...operands, first === undefined ? 0 : addressOf(first), addressOf(second)],
        ...[...doubleWords(optimizer.learningRate), ...doubleWords(optimizer.beta1), ...doubleWords(optimizer.beta2)],
        realWord(optimizer.epsilon),
      ];
    }
  }
}
