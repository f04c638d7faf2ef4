// The fused engine: a Learner whose inner steps are programs that kernels run, many steps at a call.

import type { InnerOptimizer } from '../../experiment/schema.ts';
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
import {
  type Engine,
  initialOptimizerState,
  type Learner,
  type LearnerOptions,
  type OptimizerState,
  type Samples,
} from '../learner.ts';
import type { Model } from '../model.ts';
import { DecayPowers } from './decayPowers.ts';
import type { KernelLibrary } from './kernels.ts';
import { type OperationTime, timeOperations } from './operationTimes.ts';
import { compileModel } from './program/compileModel.ts';
import type { Region } from './program/memoryPlan.ts';
import { readFrom, type Workspace, writeTo } from './transferParameters.ts';
import { hasRelaxedSimd, type KernelVariant, loadKernels, variantFor } from './wasm/kernelModule.ts';

/** A learner that can also say where the time of an inner step goes. */
export interface TimedLearner extends Learner {
  /** Takes one inner step on one mini-batch, operation by operation; the times are in the order of execution. */
  timeInnerStep(samples: Samples): readonly OperationTime[];
}

/**
 * Its variant says which kernels compute: `fused simd 4x8`, `fused relaxed 6x8`, `native fma avx512`. `createLearner` throws ModelError
 * where the model does not fit into memory.
 */
export interface FusedEngine extends Engine {
  createLearner(options: LearnerOptions): TimedLearner;
}

/** `fastMath` alone leaves the tile to us, and without relaxed SIMD is plain SIMD. */
export type FusedEngineOptions = KernelVariant | { readonly fastMath: boolean };

/**
 * Loads the kernels for this V8.
 * @param options plain SIMD without them; a `tile` overrides the choice by V8's version
 * @throws Error where the kernels were not built, or this V8 lacks the relaxed SIMD that a `tile` was named for
 */
export async function loadFusedEngine(options: FusedEngineOptions = { fastMath: false }): Promise<FusedEngine> {
  const wanted = 'tile' in options ? options : variantFor(process.versions.v8, options.fastMath && hasRelaxedSimd());
  const library = await loadKernels(wanted);
  const variant = `fused ${library.name}`;
  return { variant, createLearner: (own) => new FusedLearner(own, library, variant) };
}

/**
 * The native kernels.
 * @param library as `findNativeKernels` finds it
 */
export function nativeEngineOf(library: KernelLibrary): FusedEngine {
  const variant = `native ${library.name}`;
  return { variant, createLearner: (own) => new FusedLearner(own, library, variant) };
}

class FusedLearner implements TimedLearner {
  readonly model: Model;
  readonly variant: string;
  readonly memoryBytes: number;
  readonly #options: LearnerOptions;
  readonly #powers: DecayPowers;
  #workspace: Workspace | undefined;
  #steps = 0;
  #dropoutSeed = 0;
  #dropoutStep = 0;

  constructor(options: LearnerOptions, library: KernelLibrary, variant: string) {
    this.model = options.model;
    this.variant = variant;
    this.#options = options;
    requireCount('maxTrainingBatch', options.maxTrainingBatch, Number.MAX_SAFE_INTEGER);
    requireCount('maxPredictionBatch', options.maxPredictionBatch, Number.MAX_SAFE_INTEGER);
    const compiled = compileModel(options);
    this.memoryBytes = compiled.plan.place(library.workspaceStart);
    const kernels = library.instantiate(this.memoryBytes);
    compiled.plan.write(kernels.memory);
    this.#powers = decayPowersOf(options.optimizer);
    this.#workspace = { kernels, compiled, floats: new Float32Array(kernels.memory) };
    this.writeOptimizerState(initialOptimizerState(options.optimizer, options.model.parameterCount));
  }

  readParameters(target: Float32Array): void {
    const workspace = this.#open();
    readFrom(workspace, workspace.compiled.parameters, target);
  }

  writeParameters(source: Float32Array): void {
    const workspace = this.#open();
    writeTo(workspace, workspace.compiled.parameters, source);
  }

  readOptimizerState(): OptimizerState {
    const workspace = this.#open();
    const { moments } = workspace.compiled;
    const count = this.model.parameterCount;
    const values = new Float32Array(moments.length * count);
    moments.forEach((region, index) => {
      readFrom(workspace, region, values.subarray(index * count, (index + 1) * count));
    });
    return { steps: this.#steps, moments: values };
  }

  writeOptimizerState({ steps, moments: values }: OptimizerState): void {
    const workspace = this.#open();
    const { moments } = workspace.compiled;
    const count = this.model.parameterCount;
    requireLength('Optimizer moments', values, moments.length * count);
    moments.forEach((region, index) => {
      writeTo(workspace, region, values.subarray(index * count, (index + 1) * count));
    });
    this.#steps = steps;
    this.#powers.restore(steps);
  }

  takeInnerSteps(samples: Samples, batchSize: number): Float32Array {
    const { kernels, compiled, floats } = this.#open();
    const steps = requireMiniBatches(this.model, samples, batchSize, this.#options.maxTrainingBatch);
    const powers = this.#powers.after(this.#steps);
    kernels.setDecayPowers(powers.first, powers.second);
    const stepsAtOnce = Math.floor(compiled.stagedSamples / batchSize);
    const losses = new Float32Array(steps);
    for (let done = 0; done < steps; done += stepsAtOnce) {
      const now = Math.min(stepsAtOnce, steps - done);
      this.#stage(samples, done * batchSize, now * batchSize);
      this.#run(compiled.programs.step, batchSize, now);
      this.#dropoutStep += now;
      const from = compiled.losses.address / 4;
      losses.set(floats.subarray(from, from + now), done);
    }
    this.#steps += steps;
    return losses;
  }

  timeInnerStep(samples: Samples): readonly OperationTime[] {
    const { kernels, compiled, floats } = this.#open();
    const { inputs, targets, losses, programs, stepSections } = compiled;
    requireCount('samples.count', samples.count, this.#options.maxTrainingBatch);
    requireSamples(this.model, samples);
    const powers = this.#powers.after(this.#steps);
    kernels.setDecayPowers(powers.first, powers.second);
    kernels.setDropout(this.#dropoutSeed, this.#dropoutStep);
    this.#stage(samples, 0, samples.count);
    const times = timeOperations(stepSections, programs.step.address, new Int32Array(floats.buffer), (at) =>
      kernels.runOperation(at, samples.count, inputs.address, targets.address, losses.address),
    );
    this.#steps++;
    this.#dropoutStep++;
    return times;
  }

  predict(
    inputs: Float32Array,
    count: number,
    outputs = new Float32Array(count * this.model.outputSize),
  ): Float32Array {
    const { compiled, floats } = this.#open();
    requireCount('count', count, this.#options.maxPredictionBatch);
    requireInputs(this.model, inputs, count);
    requireOutputs(this.model, outputs, count);
    floats.set(inputs, compiled.inputs.address / 4);
    this.#run(compiled.programs.predict, count, 1);
    const { outputSize } = this.model;
    const { outputStride } = compiled;
    const first = compiled.outputs.address / 4;
    for (let sample = 0; sample < count; sample++) {
      for (let i = 0; i < outputSize; i++) {
        outputs[sample * outputSize + i] = floats[first + sample * outputStride + i] ?? Number.NaN;
      }
    }
    return outputs;
  }

  gradient(samples: Samples): { readonly loss: number; readonly gradient: Float32Array } {
    const workspace = this.#open();
    const { compiled, floats } = workspace;
    requireCount('samples.count', samples.count, this.#options.maxTrainingBatch);
    requireSamples(this.model, samples);
    this.#stage(samples, 0, samples.count);
    this.#run(compiled.programs.gradient, samples.count, 1);
    const gradient = new Float32Array(this.model.parameterCount);
    readFrom(workspace, compiled.gradient, gradient);
    return { loss: floats[compiled.losses.address / 4] ?? Number.NaN, gradient };
  }

  seedDropout(seed: number): void {
    requireDropoutSeed(seed);
    this.#dropoutSeed = seed;
    this.#dropoutStep = 0;
  }

  hessianVectorProduct(
    samples: Samples,
    vector: Float32Array,
  ): { readonly loss: number; readonly gradient: Float32Array; readonly product: Float32Array } {
    const workspace = this.#open();
    const { compiled, floats } = workspace;
    const { secondOrder } = compiled;
    if (secondOrder === undefined) throw missingSecondOrder();
    requireCount('samples.count', samples.count, this.#options.maxTrainingBatch);
    requireSamples(this.model, samples);
    writeTo(workspace, secondOrder.vector, vector, 'The vector');
    this.#stage(samples, 0, samples.count);
    this.#run(secondOrder.program, samples.count, 1);
    const gradient = new Float32Array(this.model.parameterCount);
    readFrom(workspace, compiled.gradient, gradient);
    const product = new Float32Array(this.model.parameterCount);
    readFrom(workspace, secondOrder.product, product);
    return { loss: floats[compiled.losses.address / 4] ?? Number.NaN, gradient, product };
  }

  dispose(): void {
    this.#workspace = undefined;
  }

  #open(): Workspace {
    if (this.#workspace === undefined) throw new Error('This learner was disposed.');
    return this.#workspace;
  }

  #run(program: Region, batch: number, steps: number): void {
    const { kernels, compiled } = this.#open();
    const { inputs, targets, losses, inputSize, targetSize } = compiled;
    const inputBytes = batch * inputSize * 4;
    const targetBytes = batch * targetSize * 4;
    kernels.setDropout(this.#dropoutSeed, this.#dropoutStep);
    kernels.run(
      program.address,
      batch,
      steps,
      inputs.address,
      inputBytes,
      targets.address,
      targetBytes,
      losses.address,
    );
  }

  #stage(samples: Samples, first: number, count: number): void {
    const { compiled, floats } = this.#open();
    const { inputSize, targetSize } = compiled;
    floats.set(samples.inputs.subarray(first * inputSize, (first + count) * inputSize), compiled.inputs.address / 4);
    floats.set(
      samples.targets.subarray(first * targetSize, (first + count) * targetSize),
      compiled.targets.address / 4,
    );
  }
}

function decayPowersOf(optimizer: InnerOptimizer): DecayPowers {
  switch (optimizer.kind) {
    case 'sgd':
    case 'momentum':
      return new DecayPowers(0, 0);
    case 'adam':
      return new DecayPowers(optimizer.beta1, optimizer.beta2);
  }
}
