// A model as an ONNX graph, with batch norm by the statistics of the batch at hand: operations that say so themselves.

import type { Model } from '../model.ts';
import { type DescribedLayer, describeArchitecture } from './architecture.ts';
import { encodeOnnxModel, type OnnxAttribute, type OnnxConstant, type OnnxNode } from './onnxMessages.ts';
import { toStateDict } from './stateDict.ts';

const inputName = 'input';
const outputName = 'output';

/**
 * Images are [batch, channels, height, width], texts [batch, tokens] int64, vectors [batch, units]; the output is as the
 * model gives it: logits for classes. The operator set is 17.
 * @param parameters [model.parameterCount]
 */
export function encodeOnnx(
  model: Model,
  parameters: Float32Array,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { input, layers } = describeArchitecture(model);
  const graph = new Graph();
  let value = inputName;
  let rank = input.length + 1;
  for (const layer of layers) {
    value = graph.add(layer, value, rank);
    if (['flatten', 'globalPool', 'dense', 'embeddingBag'].includes(layer.kind)) rank = 2;
  }
  graph.operate('Identity', [value], {}, outputName);
  const takesTokens = layers[0]?.kind === 'embeddingBag';
  return encodeOnnxModel({
    nodes: graph.nodes,
    constants: [...toStateDict(model, parameters), ...graph.constants],
    input: { name: inputName, type: takesTokens ? 'int64' : 'float', shape: input },
    output: { name: outputName, type: 'float', shape: [model.outputSize] },
    metadata,
  });
}

class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];
  #made = 0;

  /** Gives the name of what the operation makes. */
  operate(
    operation: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    output = `${operation}_${this.#made++}`,
  ): string {
    this.nodes.push({ operation, inputs, output, attributes });
    return output;
  }

  #constant(values: Float32Array | readonly bigint[], shape: readonly number[] = [values.length]): string {
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, shape, values });
    return name;
  }

  /** @param rank of `x`, the batch's dimension included. Gives the name of the layer's output. */
  add(layer: DescribedLayer, x: string, rank: number): string {
    const bias = 'bias' in layer && layer.bias ? [`${layer.name}.bias`] : [];
    switch (layer.kind) {
      case 'dense':
        return this.operate('Gemm', [x, `${layer.name}.weight`, ...bias], { transB: 1 });
      case 'conv2d':
        return this.operate('Conv', [x, `${layer.name}.weight`, ...bias], windowOf({ ...layer, size: layer.kernel }));
      case 'batchNorm':
        return this.#normalize(layer, x, rank);
      case 'maxPool':
        return this.operate('MaxPool', [x], windowOf(layer));
      case 'averagePool':
        return this.operate('AveragePool', [x], { ...windowOf(layer), count_include_pad: 0 });
      case 'globalPool':
        return this.operate('Flatten', [
          this.operate(layer.reduce === 'average' ? 'GlobalAveragePool' : 'GlobalMaxPool', [x]),
        ]);
      case 'relu':
        return this.operate('Relu', [x]);
      case 'tanh':
        return this.operate('Tanh', [x]);
      case 'sigmoid':
        return this.operate('Sigmoid', [x]);
      case 'flatten':
        return this.operate('Flatten', [x]);
      case 'dropout':
        return x;
      case 'embeddingBag':
        return this.#averageEmbeddings(`${layer.name}.weight`, x);
      case 'gaussian':
        return this.#appendToRows(x, `${layer.name}.log_standard_deviation`, layer.components);
    }
  }

  /** ONNX's own operation takes the batch's statistics in training alone, which few runtimes know. */
  #normalize({ name, features, epsilon }: Extract<DescribedLayer, { kind: 'batchNorm' }>, x: string, rank: number) {
    const axes = [0, 2, 3].filter((axis) => axis < rank);
    const mean = (of: string) => this.operate('ReduceMean', [of], { axes, keepdims: 1 });
    const centered = this.operate('Sub', [x, mean(x)]);
    const variance = mean(this.operate('Mul', [centered, centered]));
    const steady = this.operate('Add', [variance, this.#constant(Float32Array.of(epsilon))]);
    const normalized = this.operate('Div', [centered, this.operate('Sqrt', [steady])]);
    const shape = this.#constant([1n, BigInt(features), ...(rank === 4 ? [1n, 1n] : [])]);
    const alongChannels = (parameter: string) => this.operate('Reshape', [`${name}.${parameter}`, shape]);
    return this.operate('Add', [this.operate('Mul', [normalized, alongChannels('weight')]), alongChannels('bias')]);
  }

  /** A text without tokens is 0. */
  #averageEmbeddings(weight: string, tokens: string): string {
    const zero = this.#constant([0n], []);
    const isToken = this.operate('Cast', [this.operate('GreaterOrEqual', [tokens, zero])], { to: 1 });
    const rows = this.operate('Gather', [weight, this.operate('Max', [tokens, zero])]);
    const masked = this.operate('Mul', [rows, this.operate('Unsqueeze', [isToken, this.#constant([2n])])]);
    const sum = this.operate('ReduceSum', [masked, this.#constant([1n])], { keepdims: 0 });
    const count = this.operate('ReduceSum', [isToken, this.#constant([1n])], { keepdims: 1 });
    return this.operate('Div', [sum, this.operate('Max', [count, this.#constant(Float32Array.of(1), [])])]);
  }

  #appendToRows(means: string, values: string, components: number): string {
    const zeros = this.operate('Sub', [means, means]);
    const row = this.operate('Reshape', [values, this.#constant([1n, BigInt(components)])]);
    return this.operate('Concat', [means, this.operate('Add', [zeros, row])], { axis: 1 });
  }
}

function windowOf({
  size,
  stride,
  padding: [top, bottom, left, right],
}: {
  readonly size: number;
  readonly stride: number;
  readonly padding: readonly [number, number, number, number];
}): Readonly<Record<string, OnnxAttribute>> {
  return { kernel_shape: [size, size], strides: [stride, stride], pads: [top, left, bottom, right] };
}
