// A model on TensorFlow.js: outputs of a batch, mean loss, and the loss's derivative along a direction of the
// parameters.

import { sizeOf } from '../../experiment/network.ts';
import type { Samples } from '../learner.ts';
import type { Model } from '../model.ts';
import { type LayerPoint, layerRule } from './layerRules.ts';
import { lossRule } from './losses.ts';
import type { Tensor, Tfjs } from './tfjsTypes.ts';

/** What a dropout layer multiplies a batch by: its number among the dropout layers, the batch's values and the rate. */
export type DropoutMasks = (layer: number, count: number, rate: number) => Float32Array;

/** Tensors that these functions make on the way are the caller's to tidy. */
export class TfjsNetwork {
  readonly #tf: Tfjs;
  readonly #model: Model;

  constructor(tf: Tfjs, model: Model) {
    this.#tf = tf;
    this.#model = model;
  }

  /** [count, outputSize]; drops nothing. */
  outputs(parameters: readonly Tensor[], inputs: Float32Array, count: number): Tensor {
    const rules = this.#rules(count, undefined);
    return rules.reduce((x, { rule, own }) => rule.forward(x, own(parameters)), this.#inputTensor(inputs, count));
  }

  /** The mean loss of the batch as a function of the parameters. */
  meanLoss(samples: Samples, masks: DropoutMasks): (...parameters: Tensor[]) => Tensor {
    const inputs = this.#inputTensor(samples.inputs, samples.count);
    const rules = this.#rules(samples.count, masks);
    const loss = lossRule(this.#tf, this.#model, samples.targets);
    return (...parameters) =>
      loss.forward(rules.reduce((x, { rule, own }) => rule.forward(x, own(parameters)), inputs));
  }

  /**
   * The derivative of `meanLoss` along `direction` as a function of the parameters, by forward-mode differentiation.
   * Its gradient is the product of the loss's Hessian with `direction`.
   */
  meanLossTangent(
    samples: Samples,
    masks: DropoutMasks,
    direction: readonly Tensor[],
  ): (...parameters: Tensor[]) => Tensor {
    const inputs = this.#inputTensor(samples.inputs, samples.count);
    const rules = this.#rules(samples.count, masks);
    const loss = lossRule(this.#tf, this.#model, samples.targets);
    return (...parameters) => {
      let x = inputs;
      let dx = this.#tf.zerosLike(inputs);
      for (const { rule, own } of rules) {
        const y = rule.forward(x, own(parameters));
        const point: LayerPoint = { x, y, parameters: own(parameters) };
        dx = rule.tangent(point, dx, own(direction));
        x = y;
      }
      return loss.tangent(x, dx);
    };
  }

  #rules(count: number, masks: DropoutMasks | undefined) {
    let used = 0;
    let dropouts = 0;
    return this.#model.layers.map((layer) => {
      const [from, end] = [used, used + layer.parameters.length];
      used = end;
      const mask =
        layer.spec.kind === 'dropout' && masks !== undefined
          ? this.#tf.tensor(masks(dropouts++, count * sizeOf(layer.inputShape), layer.spec.rate), [
              count,
              ...layer.inputShape,
            ])
          : undefined;
      return { rule: layerRule(this.#tf, layer, mask), own: (tensors: readonly Tensor[]) => tensors.slice(from, end) };
    });
  }

  #inputTensor(inputs: Float32Array, count: number): Tensor {
    const [first] = this.#model.layers;
    if (first?.spec.kind !== 'embeddingBag') return this.#tf.tensor(inputs, [count, ...this.#model.inputShape]);
    const { tokens } = first.spec;
    return this.#tf.tensor(bagsOfWords(inputs, count, tokens), [count, tokens]);
  }
}

/**
 * Each text's share of every token, [count, tokens]: the mean of the embeddings is a product with it. A text without
 * tokens is all 0.
 */
function bagsOfWords(texts: Float32Array, count: number, tokens: number): Float32Array {
  const bags = new Float32Array(count * tokens);
  const length = texts.length / count;
  for (let text = 0; text < count; text++) {
    const present = texts.subarray(text * length, (text + 1) * length).filter((token) => token >= 0);
    for (const token of present) bags[text * tokens + token] = (bags[text * tokens + token] ?? 0) + 1 / present.length;
  }
  return bags;
}
