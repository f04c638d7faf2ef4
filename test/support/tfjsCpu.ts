// tfjs-cpu as a reference: outputs and gradients that TensorFlow.js computes in plain JavaScript.

import type { Engine, Samples } from '../../src/engine/learner.ts';
import type { Model } from '../../src/engine/model.ts';
import { loadTfjsCpuEngine } from '../../src/engine/tfjs/builtinEngines.ts';
import { loadBuiltinTfjs } from '../../src/engine/tfjs/builtinTfjs.ts';
import type { Tfjs } from '../../src/engine/tfjs/tfjsTypes.ts';

/** Needs a build. */
export async function loadReference(): Promise<Reference> {
  return new Reference(await loadTfjsCpuEngine());
}

/** The operations of TensorFlow.js, computed by tfjs-cpu until an engine takes its turn. Needs a build. */
export async function loadTfjsOnCpu(): Promise<Tfjs> {
  const { tf } = await loadBuiltinTfjs();
  await tf.setBackend('cpu');
  return tf;
}

export class Reference {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Mean loss of one batch and its gradient, as dropout of the first step after this seed makes it. */
  gradient(
    model: Model,
    parameters: Float32Array,
    samples: Samples,
    dropoutSeed = 0,
  ): { loss: number; gradient: Float32Array } {
    return this.#with(model, parameters, samples.count, (learner) => {
      learner.seedDropout(dropoutSeed);
      return learner.gradient(samples);
    });
  }

  /** Outputs [count, outputSize] of one batch. */
  predict(model: Model, parameters: Float32Array, inputs: Float32Array, count: number): Float32Array {
    return this.#with(model, parameters, count, (learner) => learner.predict(inputs, count));
  }

  #with<T>(
    model: Model,
    parameters: Float32Array,
    batch: number,
    use: (learner: ReturnType<Engine['createLearner']>) => T,
  ): T {
    const learner = this.engine.createLearner({
      model,
      optimizer: { kind: 'sgd', learningRate: 1, reduction: 'mean' },
      maxTrainingBatch: batch,
      maxPredictionBatch: batch,
      secondOrder: false,
    });
    try {
      learner.writeParameters(parameters);
      return use(learner);
    } finally {
      learner.dispose();
    }
  }
}
