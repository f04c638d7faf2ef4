// An independent Learner on tfjs-cpu: forward pass and gradients by TensorFlow.js, optimizers by hand after TensorFlow's formulas.

import type { DropoutMoment } from '../../src/engine/dropoutMask.ts';
import {
  type Engine,
  initialOptimizerState,
  type Learner,
  type LearnerOptions,
  type OptimizerState,
  type Samples,
} from '../../src/engine/learner.ts';
import type { Model } from '../../src/engine/model.ts';
import { gradientWithTfjs, predictWithTfjs, useTfjsCpu } from './tfjsModel.ts';

/** Slow and plain on purpose. */
export async function loadTfjsReference(): Promise<Engine> {
  await useTfjsCpu();
  return { variant: 'tfjs-cpu reference', createLearner: (options) => new TfjsLearner(options) };
}

class TfjsLearner implements Learner {
  readonly model: Model;
  readonly variant = 'tfjs-cpu reference';
  readonly memoryBytes = 0;
  readonly #optimizer: LearnerOptions['optimizer'];
  #parameters: Float32Array;
  #state: OptimizerState;
  #dropout: DropoutMoment = { seed: 0, step: 0 };

  constructor({ model, optimizer }: LearnerOptions) {
    this.model = model;
    this.#optimizer = optimizer;
    this.#parameters = new Float32Array(model.parameterCount);
    this.#state = initialOptimizerState(optimizer, model.parameterCount);
  }

  readParameters(target: Float32Array): void {
    target.set(this.#parameters);
  }

  writeParameters(source: Float32Array): void {
    this.#parameters = source.slice();
  }

  readOptimizerState(): OptimizerState {
    return { steps: this.#state.steps, moments: this.#state.moments.slice() };
  }

  writeOptimizerState({ steps, moments }: OptimizerState): void {
    this.#state = { steps, moments: moments.slice() };
  }

  takeInnerSteps(samples: Samples, batchSize: number): Float32Array {
    return Float32Array.from({ length: samples.count / batchSize }, (_, step) => {
      const batch = sliceSamples(samples, step * batchSize, batchSize);
      const { loss, gradient } = this.gradient(batch);
      const scale = this.#optimizer.reduction === 'sum' ? batchSize : 1;
      this.#step(gradient.map((value) => value * scale));
      this.#dropout = { ...this.#dropout, step: this.#dropout.step + 1 };
      return loss;
    });
  }

  predict(inputs: Float32Array, count: number): Float32Array {
    return predictWithTfjs(this.model, this.#parameters, inputs, count);
  }

  gradient(samples: Samples): { readonly loss: number; readonly gradient: Float32Array } {
    return gradientWithTfjs(this.model, this.#parameters, samples, this.#dropout);
  }

  seedDropout(seed: number): void {
    this.#dropout = { seed, step: 0 };
  }

  hessianVectorProduct(): never {
    throw new Error('No reference for Hessian-vector products yet.');
  }

  dispose(): void {}

  #step(gradient: Float32Array): void {
    const optimizer = this.#optimizer;
    const steps = this.#state.steps + 1;
    switch (optimizer.kind) {
      case 'sgd':
        this.#move(gradient, optimizer.learningRate);
        this.#state = { steps, moments: this.#state.moments };
        return;
      case 'momentum': {
        const moments = this.#state.moments.map((moment, i) => optimizer.momentum * moment + (gradient[i] ?? 0));
        this.#move(moments, optimizer.learningRate);
        this.#state = { steps, moments };
        return;
      }
      case 'adam':
        this.#stepWithAdam(optimizer, gradient, steps);
    }
  }

  #move(direction: Float32Array, rate: number): void {
    this.#parameters = this.#parameters.map((value, i) => value - rate * (direction[i] ?? 0));
  }

  // tf.train.AdamOptimizer's documented update, with its first moment only where beta1 is not 0.
  #stepWithAdam(
    { beta1, beta2, epsilon, learningRate }: Extract<LearnerOptions['optimizer'], { kind: 'adam' }>,
    gradient: Float32Array,
    steps: number,
  ): void {
    const size = gradient.length;
    const hasFirst = beta1 !== 0;
    const secondStart = hasFirst ? size : 0;
    const moments = this.#state.moments.map((moment, i) => {
      const g = gradient[i % size] ?? 0;
      return i >= secondStart ? beta2 * moment + (1 - beta2) * g * g : beta1 * moment + (1 - beta1) * g;
    });
    const rate = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
    this.#parameters = this.#parameters.map((value, i) => {
      const first = (hasFirst ? moments[i] : gradient[i]) ?? 0;
      return value - (rate * first) / (Math.sqrt(moments[secondStart + i] ?? 0) + epsilon);
    });
    this.#state = { steps, moments };
  }
}

function sliceSamples({ inputs, targets, count }: Samples, first: number, length: number): Samples {
  const cut = (values: Float32Array) => values.slice((first * values.length) / count, ((first + length) * values.length) / count);
  return { inputs: cut(inputs), targets: cut(targets), count: length };
}
