// An independent Learner on tfjs-cpu: forward pass and gradients by TensorFlow.js, optimizers by hand after TensorFlow's formulas.

import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {
  type Engine,
  initialOptimizerState,
  type Learner,
  type LearnerOptions,
  type OptimizerState,
  type Samples,
} from '../../src/engine/learner.ts';
import type { Model, ParameterView, ResolvedLayer } from '../../src/engine/model.ts';

/** Slow and plain on purpose. */
export const tfjsReference: Engine = {
  variant: 'tfjs-cpu reference',
  createLearner: (options) => new TfjsLearner(options),
};

class TfjsLearner implements Learner {
  readonly model: Model;
  readonly variant = 'tfjs-cpu reference';
  readonly memoryBytes = 0;
  readonly #optimizer: LearnerOptions['optimizer'];
  #parameters: Float32Array;
  #state: OptimizerState;

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
      return loss;
    });
  }

  predict(inputs: Float32Array, count: number): Float32Array {
    return tf.tidy(() => Float32Array.from(this.#outputs(tf.tensor1d(this.#parameters), inputs, count).dataSync()));
  }

  gradient(samples: Samples): { readonly loss: number; readonly gradient: Float32Array } {
    return tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((parameters) => this.#loss(parameters as tf.Tensor1D, samples))(
        tf.tensor1d(this.#parameters),
      );
      return { loss: value.dataSync()[0] ?? Number.NaN, gradient: Float32Array.from(grad.dataSync()) };
    });
  }

  dispose(): void {}

  #outputs(parameters: tf.Tensor1D, inputs: Float32Array, count: number): tf.Tensor {
    const start: tf.Tensor = tf.tensor(inputs, [count, ...this.model.inputShape]);
    return this.model.layers.reduce((activations, layer) => applyLayer(layer, activations, parameters), start);
  }

  #loss(parameters: tf.Tensor1D, { inputs, targets, count }: Samples): tf.Scalar {
    const outputs = this.#outputs(parameters, inputs, count);
    if (this.model.loss === 'meanSquaredError') {
      return tf.mean(tf.squaredDifference(outputs, tf.tensor(targets, outputs.shape))) as tf.Scalar;
    }
    const labels = tf.oneHot(tf.tensor1d(targets, 'int32'), this.model.outputSize);
    return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(outputs)), 1))) as tf.Scalar;
  }

  // tf.train.AdamOptimizer's documented update, with its first moment only where beta1 is not 0.
  #step(gradient: Float32Array): void {
    const optimizer = this.#optimizer;
    const steps = this.#state.steps + 1;
    if (optimizer.kind === 'sgd') {
      this.#parameters = this.#parameters.map((value, i) => value - optimizer.learningRate * (gradient[i] ?? 0));
      this.#state = { steps, moments: this.#state.moments };
      return;
    }
    const { beta1, beta2, epsilon, learningRate } = optimizer;
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

function applyLayer(layer: ResolvedLayer, input: tf.Tensor, parameters: tf.Tensor1D): tf.Tensor {
  const { spec } = layer;
  const tensors = layer.parameters.map((view) => viewOf(parameters, view));
  const [first, second] = tensors;
  switch (spec.kind) {
    case 'dense': {
      const product = tf.matMul(input as tf.Tensor2D, first as tf.Tensor2D);
      return second === undefined ? product : tf.add(product, second);
    }
    case 'conv2d': {
      const product = tf.conv2d(input as tf.Tensor4D, first as tf.Tensor4D, spec.stride, spec.padding);
      return second === undefined ? product : tf.add(product, second);
    }
    case 'batchNorm': {
      const { mean, variance } = tf.moments(
        input,
        Array.from({ length: input.rank - 1 }, (_, axis) => axis),
      );
      const normalized = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, spec.epsilon)));
      return tf.add(tf.mul(normalized, first as tf.Tensor), second as tf.Tensor);
    }
    case 'maxPool':
      return tf.maxPool(input as tf.Tensor4D, spec.size, spec.stride, spec.padding);
    case 'relu':
      return tf.relu(input);
    case 'tanh':
      return tf.tanh(input);
    case 'flatten':
      return tf.reshape(input, [input.shape[0] ?? 0, -1]);
  }
}

function viewOf(parameters: tf.Tensor1D, { offset, size, shape }: ParameterView): tf.Tensor {
  return tf.reshape(tf.slice(parameters, [offset], [size]), [...shape]);
}

function sliceSamples({ inputs, targets, count }: Samples, first: number, length: number): Samples {
  const cut = (values: Float32Array) => values.slice((first * values.length) / count, ((first + length) * values.length) / count);
  return { inputs: cut(inputs), targets: cut(targets), count: length };
}
