// What a run has learned, adapted to a person's own support set, and what it then answers to queries.

import type { Samples } from '../engine/learner.ts';
import { softmaxProbabilities } from '../engine/loss.ts';
import type { Model } from '../engine/model.ts';
import { randomStream } from '../engine/random.ts';
import { createMetaAlgorithm } from '../meta/algorithms/createMetaAlgorithm.ts';
import { beginAdaptation } from '../meta/heldOutTask.ts';
import type { InnerBatches } from '../meta/innerBatches.ts';
import { parametersOf } from '../meta/innerLoop.ts';
import { learnerOptionsFor } from '../meta/learningContext.ts';
import { streamsOfSide } from '../meta/measuredSide.ts';
import { createMiniBatches } from '../meta/miniBatches.ts';
import { predictQueries } from '../meta/predictQueries.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { OwnSample } from '../tasks/ownSamples/ownSample.ts';
import { type ColumnCoding, unstandardised } from '../tasks/tabular/tableCoding.ts';
import { chooseRunEngine, warningsOf } from '../trainer/chooseRunEngine.ts';
import { classesOfSupport, samplesFor } from './ownTask.ts';
import type { LearnedWeights } from './runWeights.ts';

/** The person's own samples, as `readOwnSamples` gives them. */
export interface OwnSets {
  readonly support: readonly OwnSample[];
  /** Empty where nothing is to be answered. */
  readonly query: readonly OwnSample[];
}

export interface OwnSettings {
  /** Inner steps. */
  readonly steps: number;
  /** Whether all queries are normalised in one batch, or each one with the support set. */
  readonly transductive: boolean;
}

export interface OwnAdaptation {
  /** The ways, in the order of the model's outputs; empty for regression. */
  readonly classNames: readonly string[];
  /** For each inner step the numbers of its samples in the support set, which is in the order of its classes. */
  readonly batches: readonly (readonly number[])[];
  /** [model.parameterCount] */
  readonly parameters: Float32Array;
  /** For each query the probabilities of the classes, or the values. */
  readonly answers: readonly (readonly number[])[];
  /** Of the same support set, in its order: for messages, and for whoever repeats it elsewhere. */
  readonly supportPlaces: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * As held-out tasks are adapted to: from the same initialization and optimizer's state, on mini-batches drawn from the
 * run's seed.
 * @throws {TaskError} where the sets do not fit the model; {EngineError} {ModelError}
 */
export async function adaptToOwnData(
  directory: string,
  manifest: Manifest,
  { experiment, model, state, table }: LearnedWeights,
  { support, query }: OwnSets,
  { steps, transductive }: OwnSettings,
): Promise<OwnAdaptation> {
  const target = table?.target;
  const classNames = classesOfSupport(support, model, target?.kind === 'category' ? target.values : undefined);
  const scale = scaleOf(target);
  const { samples, order } = samplesFor(support, classNames, model, 'support', scale.toTarget);
  const queries = samplesFor(query, classNames, model, 'query', scale.toTarget);
  const sizes = {
    kind: 'supervised',
    ...sizesOf(model),
    trainingSize: samples.count,
    supportSize: samples.count,
    querySize: queries.samples.count,
  } as const;
  const choice = await chooseRunEngine(directory, manifest, { experiment, distribution: sizes }, 'evaluate');
  const learner = choice.engine.createLearner({ ...learnerOptionsFor(experiment, sizes), secondOrder: false });
  try {
    const algorithm = createMetaAlgorithm(experiment.algorithm, model);
    const { innerBatch } = experiment.evaluation;
    const random = randomStream(experiment.seed, streamsOfSide.heldOut.batches, 0);
    const numbered = createMiniBatches(
      numbersOf(samples.count),
      innerBatch,
      random,
      experiment.algorithm.innerSampling,
    );
    const batches: number[][] = [];
    const { parameters, optimizerState } = state;
    const settings = { parameters, optimizerState, innerBatch };
    const innerBatches = gatherFrom(samples, numbered, innerBatch, (batch) => batches.push(batch));
    beginAdaptation({ experiment, learner, algorithm }, settings, 0, innerBatches).adaptTo(steps);
    const outputs =
      queries.samples.count === 0
        ? new Float32Array(0)
        : predictQueries(learner, samples, queries.samples, transductive);
    return {
      classNames,
      batches,
      parameters: parametersOf(learner),
      answers: answersFrom(outputs.map(scale.toValue), model, queries.order),
      supportPlaces: order.map((place) => support[place]?.place ?? ''),
      warnings: warningsOf(choice),
    };
  } finally {
    learner.dispose();
  }
}

/** Between values in a person's unit and what the model learns and gives. */
function scaleOf(target: ColumnCoding | undefined) {
  if (target?.kind !== 'number') return { toTarget: (value: number) => value, toValue: (output: number) => output };
  return {
    toTarget: (value: number) => (value - target.mean) / target.deviation,
    toValue: (output: number) => unstandardised(output, target),
  };
}

function sizesOf({ inputShape, outputSize, loss }: Model) {
  if (loss === 'policyGradient') throw new TypeError('A policy has no support set.');
  return { inputShape, outputSize, loss } as const;
}

/** Samples that are their own numbers. */
function numbersOf(count: number): Samples {
  const numbers = Float32Array.from({ length: count }, (_, number) => number);
  return { inputs: numbers, targets: numbers, count };
}

/** The samples whose numbers are drawn. */
function gatherFrom(
  samples: Samples,
  numbered: InnerBatches,
  batchSize: number,
  onBatch: (numbers: number[]) => void,
): InnerBatches {
  const inputSize = samples.inputs.length / samples.count;
  const targetSize = samples.targets.length / samples.count;
  return {
    mostAtOnce: numbered.mostAtOnce,
    take(batches) {
      const { inputs: numbers, count } = numbered.take(batches);
      const inputs = new Float32Array(count * inputSize);
      const targets = new Float32Array(count * targetSize);
      numbers.forEach((number, index) => {
        inputs.set(samples.inputs.subarray(number * inputSize, (number + 1) * inputSize), index * inputSize);
        targets.set(samples.targets.subarray(number * targetSize, (number + 1) * targetSize), index * targetSize);
      });
      for (let first = 0; first < count; first += batchSize) onBatch([...numbers.subarray(first, first + batchSize)]);
      return { inputs, targets, count };
    },
  };
}

/** @param order for each row of the outputs, which query it answers */
function answersFrom(outputs: Float32Array, { outputSize, loss }: Model, order: readonly number[]): number[][] {
  const values = loss === 'softmaxCrossEntropy' ? softmaxProbabilities(outputs, order.length, outputSize) : outputs;
  const answers: number[][] = order.map(() => []);
  order.forEach((query, row) => {
    answers[query] = [...values.subarray(row * outputSize, (row + 1) * outputSize)];
  });
  return answers;
}
