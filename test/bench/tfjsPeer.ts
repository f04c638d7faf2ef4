// Inner steps as a careful user of TensorFlow.js would write them: autodiff, but batch norm with a gradient by hand.

import * as tf from '@tensorflow/tfjs-core';
import type { Samples } from '../../src/engine/learner.ts';
import type { Model } from '../../src/engine/model.ts';
import type { InnerOptimizer } from '../../src/experiment/schema.ts';
import { applyModel, meanLossOf, parameterTensors } from '../support/tfjsModel.ts';
import '@tensorflow/tfjs-backend-wasm';
import { registerConvolutionGradients } from '../../src/engine/tfjs/wasmConvolution.ts';

export type TfjsBackend = 'wasm' | 'cpu';

let convolutionGradientsRegistered = false;

/** Computes with this backend from here on; only one is in use at a time. */
export async function useTfjs(backend: TfjsBackend): Promise<void> {
  // Outside Node, as it believes then, tfjs-cpu prints no advertisement; tfjs-wasm has to know, or it would look for web workers.
  tf.env().set('IS_NODE', backend !== 'cpu');
  await tf.setBackend(backend);
  if (backend === 'wasm' && !convolutionGradientsRegistered) {
    registerConvolutionGradients(tf);
    convolutionGradientsRegistered = true;
  }
}

export class TfjsPeer {
  readonly #model: Model;
  readonly #optimizer: InnerOptimizer;
  #parameters: tf.Tensor[];
  #secondMoments: tf.Tensor[];
  #steps = 0;

  /** @param optimizer SGD, or Adam with beta1 = 0 */
  constructor(model: Model, optimizer: InnerOptimizer, parameters: Float32Array) {
    if (optimizer.reduction !== 'mean' || (optimizer.kind === 'adam' && optimizer.beta1 !== 0)) {
      throw new Error('The peer knows steps along the mean loss, and Adam without first moments.');
    }
    this.#model = model;
    this.#optimizer = optimizer;
    this.#parameters = parameterTensors(model, parameters);
    this.#secondMoments = this.#parameters.map((parameter) => tf.zerosLike(parameter));
  }

  /** One step per mini-batch; the losses before each. */
  takeInnerSteps({ inputs, targets, count }: Samples, batchSize: number): Float32Array {
    const inputSize = inputs.length / count;
    const targetSize = targets.length / count;
    return Float32Array.from({ length: count / batchSize }, (_, step) => {
      const [first, end] = [step * batchSize, (step + 1) * batchSize];
      return this.#step({
        inputs: inputs.subarray(first * inputSize, end * inputSize),
        targets: targets.subarray(first * targetSize, end * targetSize),
        count: batchSize,
      });
    });
  }

  /** Mean loss of one batch with the parameters as they are. */
  measureLoss(samples: Samples): number {
    return tf.tidy(() => this.#loss(samples)(...this.#parameters).dataSync()[0] ?? Number.NaN);
  }

  dispose(): void {
    tf.dispose([this.#parameters, this.#secondMoments]);
  }

  #step(samples: Samples): number {
    this.#steps++;
    const before = [this.#parameters, this.#secondMoments];
    let loss = Number.NaN;
    [this.#parameters, this.#secondMoments] = tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(this.#loss(samples))(this.#parameters);
      loss = value.dataSync()[0] ?? Number.NaN;
      return this.#update(grads);
    });
    tf.dispose(before);
    return loss;
  }

  #loss(samples: Samples): (...parameters: tf.Tensor[]) => tf.Scalar {
    const inputs = tf.tensor(samples.inputs, [samples.count, ...this.#model.inputShape]);
    return (...parameters) =>
      meanLossOf(
        this.#model.loss,
        applyModel(this.#model, parameters, inputs, 'none', normalize),
        samples.targets,
        this.#model.outputSize,
      );
  }

  #update(gradients: readonly tf.Tensor[]): [tf.Tensor[], tf.Tensor[]] {
    const optimizer = this.#optimizer;
    const gradientOf = (index: number) => gradients[index] ?? tf.scalar(0);
    switch (optimizer.kind) {
      case 'sgd':
        return [
          this.#parameters.map((value, i) => tf.sub(value, tf.mul(gradientOf(i), optimizer.learningRate))),
          this.#secondMoments.map((moment) => tf.clone(moment)),
        ];
      case 'momentum':
        throw new Error('The peer knows no momentum.');
      case 'adam': {
        const { beta2, epsilon, learningRate } = optimizer;
        const moments = this.#secondMoments.map((moment, i) =>
          tf.add(tf.mul(moment, beta2), tf.mul(tf.square(gradientOf(i)), 1 - beta2)),
        );
        const rate = learningRate * Math.sqrt(1 - beta2 ** this.#steps);
        const parameters = this.#parameters.map((value, i) => {
          const root = tf.sqrt(moments[i] ?? tf.scalar(0));
          return tf.sub(value, tf.div(tf.mul(gradientOf(i), rate), tf.add(root, epsilon)));
        });
        return [parameters, moments];
      }
    }
  }
}

/** Batch norm in few kernels, on matrices, with the gradient written out. */
function normalize(input: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const channels = input.shape[input.shape.length - 1] ?? 1;
  const rows = input.size / channels;
  const meanOverRows = (matrix: tf.Tensor) => tf.mean(matrix, 0, true);
  const apply = tf.customGrad((...args) => {
    const [x, scale, shift, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const matrix = tf.reshape(x, [rows, channels]);
    const centered = tf.sub(matrix, meanOverRows(matrix));
    const inverseDeviation = tf.rsqrt(tf.add(meanOverRows(tf.square(centered)), epsilon));
    const normalized = tf.mul(centered, inverseDeviation);
    save([normalized, tf.mul(inverseDeviation, scale)]);
    const value = tf.reshape(tf.add(tf.mul(normalized, scale), shift), x.shape);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [kept, factor] = saved as [tf.Tensor, tf.Tensor];
      const slope = tf.reshape(dy, [rows, channels]);
      const meanSlope = meanOverRows(slope);
      const meanProduct = meanOverRows(tf.mul(slope, kept));
      const rest = tf.sub(tf.sub(slope, meanSlope), tf.mul(kept, meanProduct));
      return [
        tf.reshape(tf.mul(rest, factor), x.shape),
        tf.reshape(tf.mul(meanProduct, rows), [channels]),
        tf.reshape(tf.mul(meanSlope, rows), [channels]),
      ];
    };
    return { value, gradFunc };
  });
  return apply(input, gamma, beta);
}
