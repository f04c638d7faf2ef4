// A Learner on the operations of tfjs-core, whichever backend computes them: gradients by TensorFlow.js, everything
// else by its operations.

import { sizeOf } from '../../experiment/network.ts';
import {
  missingSecondOrder,
  requireCount,
  requireDropoutSeed,
  requireInputs,
  requireLength,
  requireMiniBatches,
  requireOutputs,
  requireSamples,
} from '../checkSamples.ts';
import { type DropoutMoment, dropoutMask } from '../dropoutMask.ts';
import {
  initialOptimizerState,
  type Learner,
  type LearnerOptions,
  type OptimizerState,
  type Samples,
} from '../learner.ts';
import type { Model, ParameterView } from '../model.ts';
import { clipAndDecay, decayBeforeGradient } from './decayAndClipping.ts';
import { type DropoutMasks, TfjsNetwork } from './network.ts';
import { optimizerStep, type TrainedTensors } from './optimizerStep.ts';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

export class TfjsLearner implements Learner {
  readonly model: Model;
  readonly variant: string;
  readonly #tf: Tfjs;
  readonly #activate: () => void;
  readonly #options: LearnerOptions;
  readonly #network: TfjsNetwork;
  readonly #views: readonly ParameterView[];
  #trained: TrainedTensors | undefined;
  #steps = 0;
  #dropout: DropoutMoment = { seed: 0, step: 0 };
  readonly #ownBytes: number;
  #bytesBefore = 0;
  #mostBytes: number;

  /** @param activate makes the learner's backend the current one of `tf` */
  constructor(tf: Tfjs, options: LearnerOptions, variant: string, activate: () => void) {
    requireCount('maxTrainingBatch', options.maxTrainingBatch, Number.MAX_SAFE_INTEGER);
    requireCount('maxPredictionBatch', options.maxPredictionBatch, Number.MAX_SAFE_INTEGER);
    this.model = options.model;
    this.variant = variant;
    this.#tf = tf;
    this.#activate = activate;
    this.#options = options;
    this.#network = new TfjsNetwork(tf, options.model);
    this.#views = options.model.layers.flatMap(({ parameters }) => parameters);
    activate();
    const { moments } = initialOptimizerState(options.optimizer, options.model.parameterCount);
    this.#trained = {
      parameters: this.#tensorsOf(new Float32Array(options.model.parameterCount)),
      moments: this.#momentsOf(moments),
    };
    this.#ownBytes = 4 * (options.model.parameterCount + moments.length);
    this.#mostBytes = this.#ownBytes + workingBytes(options);
  }

  /**
   * What the tensors of a step of the largest batch take; more where a call took more. TensorFlow.js reserves memory as
   * it goes.
   */
  get memoryBytes(): number {
    return this.#mostBytes;
  }

  readParameters(target: Float32Array): void {
    const { parameters } = this.#open();
    requireLength('The target array', target, this.model.parameterCount);
    this.#read(parameters, target);
  }

  writeParameters(source: Float32Array): void {
    const { parameters, moments } = this.#open();
    requireLength('Parameters', source, this.model.parameterCount);
    this.#trained = { parameters: this.#tensorsOf(source), moments };
    this.#tf.dispose([...parameters]);
  }

  readOptimizerState(): OptimizerState {
    const { moments } = this.#open();
    const count = this.model.parameterCount;
    const values = new Float32Array(moments.length * count);
    moments.forEach((tensors, index) => {
      this.#read(tensors, values.subarray(index * count, (index + 1) * count));
    });
    return { steps: this.#steps, moments: values };
  }

  writeOptimizerState({ steps, moments: values }: OptimizerState): void {
    const { parameters, moments } = this.#open();
    requireLength('Optimizer moments', values, moments.length * this.model.parameterCount);
    this.#trained = { parameters, moments: this.#momentsOf(values) };
    this.#steps = steps;
    this.#tf.dispose(moments.flat());
  }

  seedDropout(seed: number): void {
    requireDropoutSeed(seed);
    this.#dropout = { seed, step: 0 };
  }

  takeInnerSteps(samples: Samples, batchSize: number): Float32Array {
    this.#open();
    const steps = requireMiniBatches(this.model, samples, batchSize, this.#options.maxTrainingBatch);
    const losses: Tensor[] = [];
    try {
      for (let step = 0; step < steps; step++) losses.push(this.#takeStep(this.#miniBatch(samples, step, batchSize)));
      return this.#tf.tidy(() => this.#tf.stack(losses).dataSync<'float32'>().slice());
    } finally {
      this.#tf.dispose(losses);
    }
  }

  predict(
    inputs: Float32Array,
    count: number,
    outputs = new Float32Array(count * this.model.outputSize),
  ): Float32Array {
    const { parameters } = this.#open();
    requireCount('count', count, this.#options.maxPredictionBatch);
    requireInputs(this.model, inputs, count);
    requireOutputs(this.model, outputs, count);
    return this.#tf.tidy(() => {
      const predicted = this.#network.outputs(parameters, inputs, count);
      this.#noteMemory();
      outputs.set(predicted.dataSync<'float32'>());
      return outputs;
    });
  }

  gradient(samples: Samples): { readonly loss: number; readonly gradient: Float32Array } {
    const { parameters } = this.#open();
    this.#requireBatch(samples);
    return this.#tf.tidy(() => {
      const { value, grads } = this.#differentiate(this.#network.meanLoss(samples, this.#masks), parameters);
      return { loss: value.dataSync<'float32'>()[0] ?? Number.NaN, gradient: this.#flatten(grads) };
    });
  }

  hessianVectorProduct(
    samples: Samples,
    vector: Float32Array,
  ): { readonly loss: number; readonly gradient: Float32Array; readonly product: Float32Array } {
    const { parameters } = this.#open();
    if (!this.#options.secondOrder) throw missingSecondOrder();
    this.#requireBatch(samples);
    requireLength('The vector', vector, this.model.parameterCount);
    const product = this.#tf.tidy(() => {
      const tangent = this.#network.meanLossTangent(samples, this.#masks, this.#tensorsOf(vector));
      return this.#flatten(this.#differentiate(tangent, parameters).grads);
    });
    return { ...this.gradient(samples), product };
  }

  dispose(): void {
    if (this.#trained === undefined) return;
    const { parameters, moments } = this.#trained;
    this.#tf.dispose([...parameters, ...moments.flat()]);
    this.#trained = undefined;
  }

  /** Makes the backend current, too: every public call begins here. */
  #open(): TrainedTensors {
    if (this.#trained === undefined) throw new Error('This learner was disposed.');
    this.#activate();
    this.#bytesBefore = this.#tf.memory().numBytes;
    return this.#trained;
  }

  /** The mean loss before the step, still a tensor: reading it would make the step wait. */
  #takeStep(batch: Samples): Tensor {
    const before = this.#open();
    const { optimizer } = this.#options;
    const { loss, ...after } = this.#tf.tidy(() => {
      const parameters = decayBeforeGradient(this.#tf, optimizer, before.parameters);
      const { value, grads } = this.#differentiate(this.#network.meanLoss(batch, this.#masks), parameters);
      const gradients = optimizer.reduction === 'sum' ? grads.map((slope) => this.#tf.mul(slope, batch.count)) : grads;
      const step = clipAndDecay(this.#tf, optimizer, { parameters, gradients });
      return { loss: value, ...optimizerStep(this.#tf, optimizer, step, before.moments, this.#steps + 1) };
    });
    this.#tf.dispose([...before.parameters, ...before.moments.flat()]);
    this.#trained = after;
    this.#steps++;
    this.#dropout = { ...this.#dropout, step: this.#dropout.step + 1 };
    return loss;
  }

  #differentiate(compute: (...parameters: Tensor[]) => Tensor, parameters: readonly Tensor[]) {
    const measured = (...tensors: Tensor[]) => {
      const value = compute(...tensors);
      this.#noteMemory();
      return value;
    };
    return this.#tf.valueAndGrads(measured)([...parameters]);
  }

  readonly #masks: DropoutMasks = (layer, count, rate) =>
    dropoutMask(this.#dropout.seed, this.#dropout.step, layer, count, rate);

  #requireBatch(samples: Samples): void {
    requireCount('samples.count', samples.count, this.#options.maxTrainingBatch);
    requireSamples(this.model, samples);
  }

  #miniBatch({ inputs, targets }: Samples, step: number, count: number): Samples {
    const [inputSize, { targetSize }] = [sizeOf(this.model.inputShape), this.model];
    return {
      inputs: inputs.subarray(step * count * inputSize, (step + 1) * count * inputSize),
      targets: targets.subarray(step * count * targetSize, (step + 1) * count * targetSize),
      count,
    };
  }

  /** Copies: tfjs-cpu computes on the array that a tensor is made of. */
  #tensorsOf(values: Float32Array): Tensor[] {
    return this.#views.map(({ shape, offset, size }) =>
      this.#tf.tensor(values.slice(offset, offset + size), [...shape]),
    );
  }

  #momentsOf(values: Float32Array): Tensor[][] {
    const count = this.model.parameterCount;
    return Array.from({ length: values.length / count }, (_, index) =>
      this.#tensorsOf(values.subarray(index * count, (index + 1) * count)),
    );
  }

  #flatten(tensors: readonly Tensor[]): Float32Array {
    const values = new Float32Array(this.model.parameterCount);
    this.#read(tensors, values);
    return values;
  }

  #read(tensors: readonly Tensor[], target: Float32Array): void {
    this.#views.forEach(({ offset }, index) => {
      target.set(tensors[index]?.dataSync<'float32'>() ?? [], offset);
    });
  }

  #noteMemory(): void {
    this.#mostBytes = Math.max(this.#mostBytes, this.#ownBytes + this.#tf.memory().numBytes - this.#bytesBefore);
  }
}

/** Bytes of the gradients, of the largest batch, and of the outputs of all layers with their gradients. */
function workingBytes({ model, maxTrainingBatch }: LearnerOptions): number {
  const outputs = model.layers.reduce((sum, { outputShape }) => sum + sizeOf(outputShape), 0);
  return 4 * (model.parameterCount + maxTrainingBatch * (sizeOf(model.inputShape) + model.targetSize + 2 * outputs));
}
