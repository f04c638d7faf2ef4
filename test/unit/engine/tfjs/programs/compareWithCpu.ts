// Computes a product and the gradients of a strided convolution with tfjs-node and with tfjs-cpu, and prints both as
// one line of JSON. A program of its own: both register with the one engine that all copies of tfjs-core in a process
// share.

import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadTfjsNode, loadTfjsNodeEngine } from '../../../../../src/engine/tfjs/tfjsNode.ts';
import type { Tfjs } from '../../../../../src/engine/tfjs/tfjsTypes.ts';

const [folder = ''] = process.argv.slice(2);

function compute(tf: Tfjs): number[][] {
  const normal = <R extends core.Rank>(shape: core.ShapeMap[R], seed: number) =>
    tf.randomNormal<R>(shape, 0, 1, 'float32', seed);
  const images = normal<core.Rank.R4>([3, 9, 11, 2], 1);
  const filters = normal<core.Rank.R4>([3, 3, 2, 5], 2);
  const variables = tf.variable(filters);
  const loss = () => tf.sum<core.Scalar>(tf.square(tf.tanh(tf.conv2d(images, variables, 2, 'same'))));
  const { value, grads } = tf.variableGrads(loss, [variables]);
  const product = tf.matMul(normal<core.Rank.R2>([7, 33], 3), normal<core.Rank.R2>([33, 5], 4));
  return [product, value, ...Object.values(grads)].map((tensor) => Array.from(tensor.dataSync()));
}

const native = await loadTfjsNode(folder);
const backend = native.getBackend();
const computed = compute(native);
await core.setBackend('cpu');
const { variant } = await loadTfjsNodeEngine(folder);
console.log(JSON.stringify({ backend, variant, native: computed, reference: compute(core) }));
