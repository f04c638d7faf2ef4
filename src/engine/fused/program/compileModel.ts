// Compiles a model to programs over a planned memory: predict, gradient, and inner step.

import { sizeOf } from '../../../experiment/network.ts';
import type { LearnerOptions } from '../../learner.ts';
import { compileLayers, type Section } from './compileLayers.ts';
import { compileLoss, compileLossTangent } from './compileLoss.ts';
import { compileStep, descentRateOf, momentCount } from './compileStep.ts';
import type { LayerContext, ParameterPlace } from './layerProgram.ts';
import { widthOf } from './layout.ts';
import { addressOf, MemoryPlan, type Region } from './memoryPlan.ts';
import { operation } from './operations.ts';
import { type ParameterMoves, packParameters } from './parameterPacking.ts';

/** Samples wait in memory for about this many bytes, so that many inner steps are one call. */
const STAGING_BYTES = 1 << 20;

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
  readonly parameterCount: number;
  readonly moves: ParameterMoves;
  /** In the kernels' layout, each `packedCount` floats. */
  readonly packedCount: number;
  readonly parameters: Region;
  readonly gradient: Region;
  /** First moments where the optimizer has them, then second moments; none for SGD. */
  readonly moments: readonly Region[];
}

/** Hessian-vector products: the program, and the vector and the product in the kernels' layout. */
interface SecondOrder {
  readonly program: Region;
  readonly vector: Region;
  readonly product: Region;
}

export function compileModel(options: LearnerOptions): CompiledModel {
  const { model, optimizer, maxTrainingBatch, maxPredictionBatch, secondOrder } = options;
  const plan = new MemoryPlan();
  const inputSize = sizeOf(model.inputShape);
  const { targetSize } = model;
  const stagedSteps = Math.min(
    64,
    Math.max(1, Math.floor(STAGING_BYTES / (maxTrainingBatch * (inputSize + targetSize) * 4))),
  );
  const stagedSamples = Math.max(maxPredictionBatch, maxTrainingBatch * stagedSteps);
  const packing = packParameters(model);
  const parameters = plan.floats(packing.count);
  const gradient = plan.floats(packing.count);
  const tangents = secondOrder
    ? { vector: plan.floats(packing.count), product: plan.floats(packing.count) }
    : undefined;
  const moments = Array.from({ length: momentCount(optimizer) }, () => plan.floats(packing.count));

  const context: LayerContext = {
    plan,
    forwardBatch: Math.max(maxTrainingBatch, maxPredictionBatch),
    backwardBatch: maxTrainingBatch,
    gradients: [plan.region(), plan.region()],
    gradientInPlace: false,
    gradientTangents: secondOrder ? [plan.region(), plan.region()] : undefined,
    transposed: plan.region(),
    transposedTangent: plan.region(),
    workspace: plan.region(),
    descentRate: descentRateOf(optimizer),
    dropoutNumber: (layer) => model.layers.filter(({ spec }) => spec.kind === 'dropout').indexOf(layer),
    parameter: (layer, name) => placeOf(packing.bytesBefore(layer, name), parameters, gradient),
    parameterTangent(layer, name) {
      if (tangents === undefined)
        throw new Error('Parameters have tangents only where Hessian-vector products are asked for.');
      return placeOf(packing.bytesBefore(layer, name), tangents.vector, tangents.product);
    },
  };
  const { forward, prediction, backward, descent, withTangents, output } = compileLayers(context, model);
  const gradientOfLoss = (summed: boolean, back: readonly Section[]): readonly Section[] => [
    ...forward,
    { part: 'loss', layer: undefined, words: compileLoss(model, output, summed) },
    ...back,
  ];
  const moved = descent.moved.map(({ layer, floats }) => ({
    start: packing.bytesBefore(layer, 'kernel') / 4,
    count: floats,
  }));
  const step = compileStep(optimizer, packing.count, parameters, gradient, moments, moved);
  const stepSections: readonly Section[] = [
    { part: 'optimizer', layer: undefined, words: step.before },
    ...gradientOfLoss(optimizer.reduction === 'sum', descent.backward),
    { part: 'optimizer', layer: undefined, words: step.after },
  ];
  const programOf = (sections: readonly Section[]) =>
    plan.program([...sections.flatMap(({ words }) => words), ...operation('END', {})]);
  return {
    plan,
    programs: {
      predict: plan.program([...prediction, ...operation('END', {})]),
      gradient: programOf(gradientOfLoss(false, backward)),
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
        ...operation('END', {}),
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
    parameterCount: model.parameterCount,
    moves: packing.moves,
    packedCount: packing.count,
    parameters,
    gradient,
    moments,
  };
}

function placeOf(bytesBefore: number, values: Region, gradients: Region): ParameterPlace {
  return { value: addressOf(values, bytesBefore), gradient: addressOf(gradients, bytesBefore) };
}
