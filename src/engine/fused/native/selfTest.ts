// Whether kernels compute as they should on this very processor: a small step, whose bits are known.

import { createHash } from 'node:crypto';
import { resolveModel } from '../../model.ts';
import { nativeEngineOf } from '../fusedLearner.ts';
import type { KernelLibrary } from '../kernels.ts';
import type { KernelFamily } from './addon.ts';

/** Of parameters and losses: plain ones as WebAssembly gives them. */
const knownBits: Readonly<Record<KernelFamily, string>> = {
  plain: 'e7f74351d4f2dfea05d9c0a8320cacc40e0cc73fb13cddb4ddcac94bde13100b',
  fma: '3d8fba073084782da79145d7043a6115779c63ff4143eed9612e84d4ded609f1',
};
const batch = 6;

/** Takes a few milliseconds. */
export function givesKnownBits(library: KernelLibrary, family: KernelFamily): boolean {
  return bitsOf(library) === knownBits[family];
}

/** A digest of what two steps of a small network with convolutions give. */
function bitsOf(library: KernelLibrary): string {
  const model = resolveModel(
    {
      kind: 'layers',
      layers: [
        { kind: 'conv2d', filters: 20, kernel: 3, stride: 1, padding: 'same', bias: true },
        { kind: 'batchNorm', epsilon: 1e-3 },
        { kind: 'relu' },
        { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' },
        { kind: 'conv2d', filters: 11, kernel: 3, stride: 2, padding: 'same', bias: true },
        { kind: 'tanh' },
        { kind: 'flatten' },
      ],
    },
    [9, 8, 2],
    3,
    'softmaxCrossEntropy',
  );
  const learner = nativeEngineOf(library).createLearner({
    model,
    optimizer: {
      kind: 'adam',
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      state: 'carried',
      reduction: 'mean',
    },
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: false,
  });
  const parameters = Float32Array.from({ length: model.parameterCount }, (_, index) => someNumber(index) / 4);
  learner.writeParameters(parameters);
  const losses = learner.takeInnerSteps(
    {
      inputs: Float32Array.from({ length: 2 * batch * 9 * 8 * 2 }, (_, index) => someNumber(7 * index + 3)),
      targets: Float32Array.from({ length: 2 * batch }, (_, index) => index % 3),
      count: 2 * batch,
    },
    batch,
  );
  learner.readParameters(parameters);
  learner.dispose();
  return createHash('sha256')
    .update(new Uint8Array(parameters.buffer))
    .update(new Uint8Array(losses.buffer))
    .digest('hex');
}

/** Between -1 and 1, the same everywhere, and no two neighbours alike. */
function someNumber(index: number): number {
  return (((index * 37) % 101) - 50) / 64;
}
