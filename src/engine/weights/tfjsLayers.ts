// A model as TensorFlow.js loads it with `loadLayersModel`: a topology, and the weights, which have our own layouts.

import { sizeOf } from '../../experiment/network.ts';
import type { Model, ResolvedLayer } from '../model.ts';
import { namesOfLayers } from './architecture.ts';

/** The files of a folder. */
export interface TfjsFiles {
  readonly 'model.json': string;
  readonly 'weights.bin': Uint8Array;
}

interface LayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Batch norm by the batch's own statistics, the mean of embeddings and a policy's standard deviations are classes of
 * their own, which `examples/export/reptile-layers.mjs` registers: without them loading fails, rather than that the
 * model answers by other statistics.
 * @param parameters [model.parameterCount]
 */
export function encodeTfjsLayers(
  model: Model,
  parameters: Float32Array,
  metadata: Readonly<Record<string, string>>,
): TfjsFiles {
  const names = namesOfLayers(model);
  const layers = model.layers.map((layer, index) => describeLayer(layer, names[index] ?? ''));
  const input = {
    class_name: 'InputLayer',
    config: { name: 'input', batch_input_shape: [null, ...model.inputShape], dtype: 'float32', sparse: false },
  };
  const views = model.layers.flatMap((layer) => layer.parameters);
  const topology = {
    class_name: 'Sequential',
    config: { name: 'reptile_lab', layers: [input, ...layers] },
  };
  return {
    'model.json': `${JSON.stringify({
      format: 'layers-model',
      generatedBy: 'reptile-lab',
      convertedBy: null,
      userDefinedMetadata: metadata,
      modelTopology: { keras_version: '2.1.6', backend: 'tensor_flow.js', model_config: topology },
      weightsManifest: [
        { paths: ['weights.bin'], weights: views.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
      ],
    })}\n`,
    'weights.bin': bytesOf(views.flatMap(({ offset, size }) => [parameters.subarray(offset, offset + size)])),
  };
}

function describeLayer({ spec, inputShape }: ResolvedLayer, name: string): LayerConfig {
  const layer = (class_name: string, config: Readonly<Record<string, unknown>> = {}): LayerConfig => ({
    class_name,
    config: { name, trainable: true, ...config },
  });
  const window = (size: number, stride: number, padding: string) => ({
    strides: [stride, stride],
    padding,
    data_format: 'channels_last',
    ...(spec.kind === 'conv2d' ? { kernel_size: [size, size] } : { pool_size: [size, size] }),
  });
  switch (spec.kind) {
    case 'dense':
      return layer('Dense', { units: spec.units, use_bias: spec.bias, activation: 'linear' });
    case 'conv2d': {
      const { filters, kernel, stride, padding, bias } = spec;
      return layer('Conv2D', { filters, use_bias: bias, activation: 'linear', ...window(kernel, stride, padding) });
    }
    case 'batchNorm':
      return layer('BatchStatisticsNormalization', { epsilon: spec.epsilon });
    case 'maxPool':
      return layer('MaxPooling2D', window(spec.size, spec.stride, spec.padding));
    case 'averagePool':
      return layer('AveragePooling2D', window(spec.size, spec.stride, spec.padding));
    case 'globalPool':
      return layer(spec.reduce === 'average' ? 'GlobalAveragePooling2D' : 'GlobalMaxPooling2D', {
        data_format: 'channels_last',
      });
    case 'relu':
    case 'tanh':
    case 'sigmoid':
      return layer('Activation', { activation: spec.kind });
    case 'dropout':
      return layer('Dropout', { rate: spec.rate });
    case 'flatten':
      return layer('Reshape', { target_shape: [sizeOf(inputShape)] });
    case 'embeddingBag':
      return layer('EmbeddingMean', { tokens: spec.tokens, units: spec.units });
    case 'gaussian':
      return layer('GaussianPolicy');
  }
}

/** Little-endian, as TensorFlow.js reads them. */
function bytesOf(tensors: readonly Float32Array[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(tensors.reduce((sum, { length }) => sum + 4 * length, 0)));
  let at = 0;
  for (const values of tensors) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return new Uint8Array(view.buffer);
}
