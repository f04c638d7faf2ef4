// The layers of `reptile-lab export --weights tfjs` that TensorFlow.js does not have. Register them, then load:
//
//   import * as tf from '@tensorflow/tfjs';
//   import { registerReptileLayers } from './reptile-layers.mjs';
//   registerReptileLayers(tf);
//   const model = await tf.loadLayersModel('model/model.json');
//   model.predict(images, { batchSize: images.shape[0] }); // [batch, height, width, channels], values from 0 to 1
//
// Without its batch size `predict` cuts a batch into pieces of 32, and batch norm takes each piece's statistics.

/** @param tf `@tensorflow/tfjs`, or what has `layers`, `serialization` and the operations of it */
export function registerReptileLayers(tf) {
  /** By the mean and variance of the batch at hand, in prediction, too: TensorFlow.js's own takes moving ones. */
  class BatchStatisticsNormalization extends tf.layers.Layer {
    static className = 'BatchStatisticsNormalization';

    constructor(config) {
      super(config);
      this.epsilon = config.epsilon;
    }

    build(inputShape) {
      const shape = [Array.isArray(inputShape[0]) ? inputShape[0].at(-1) : inputShape.at(-1)];
      this.gamma = this.addWeight('gamma', shape, 'float32', tf.initializers.ones());
      this.beta = this.addWeight('beta', shape, 'float32', tf.initializers.zeros());
      super.build(inputShape);
    }

    call(inputs) {
      return tf.tidy(() => {
        const x = Array.isArray(inputs) ? inputs[0] : inputs;
        // One axis after the other: some backends lose digits in long sums.
        const axes = x.shape.slice(0, -1).map((_, axis) => axis);
        const mean = (values) => axes.reduceRight((means, axis) => tf.mean(means, axis, true), values);
        const centered = tf.sub(x, mean(x));
        const variance = mean(tf.square(centered));
        const normalized = tf.mul(centered, tf.rsqrt(tf.add(variance, this.epsilon)));
        return tf.add(tf.mul(normalized, this.gamma.read()), this.beta.read());
      });
    }

    getConfig() {
      return { ...super.getConfig(), epsilon: this.epsilon };
    }
  }

  /** The mean of the embeddings of a text's tokens; a negative number is no token. */
  class EmbeddingMean extends tf.layers.Layer {
    static className = 'EmbeddingMean';

    constructor(config) {
      super(config);
      this.tokens = config.tokens;
      this.units = config.units;
    }

    build(inputShape) {
      this.embedding = this.addWeight('embedding', [this.tokens, this.units], 'float32', tf.initializers.zeros());
      super.build(inputShape);
    }

    computeOutputShape(inputShape) {
      return [inputShape[0], this.units];
    }

    call(inputs) {
      return tf.tidy(() => {
        const tokens = Array.isArray(inputs) ? inputs[0] : inputs;
        const present = tf.cast(tf.greaterEqual(tokens, 0), 'float32');
        const rows = tf.gather(this.embedding.read(), tf.cast(tf.maximum(tokens, 0), 'int32'));
        const sum = tf.sum(tf.mul(rows, tf.expandDims(present, -1)), 1);
        return tf.div(sum, tf.maximum(tf.sum(present, 1, true), 1));
      });
    }

    getConfig() {
      return { ...super.getConfig(), tokens: this.tokens, units: this.units };
    }
  }

  /** Appends the log standard deviations of a policy to its means. */
  class GaussianPolicy extends tf.layers.Layer {
    static className = 'GaussianPolicy';

    build(inputShape) {
      const shape = [inputShape.at(-1)];
      this.deviations = this.addWeight('logStandardDeviation', shape, 'float32', tf.initializers.zeros());
      super.build(inputShape);
    }

    computeOutputShape([batch, components]) {
      return [batch, 2 * components];
    }

    call(inputs) {
      return tf.tidy(() => {
        const means = Array.isArray(inputs) ? inputs[0] : inputs;
        return tf.concat([means, tf.add(tf.zerosLike(means), this.deviations.read())], 1);
      });
    }
  }

  for (const layer of [BatchStatisticsNormalization, EmbeddingMean, GaussianPolicy])
    tf.serialization.registerClass(layer);
}
