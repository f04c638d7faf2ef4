// Workloads whose results are known to the last bit: plain SIMD gives them on every machine, in every V8, with every
// tile, and so do native kernels.

import { createHash } from 'node:crypto';
import { loadFusedEngine } from '../../src/engine/fused/fusedLearner.ts';
import type { KernelFamily } from '../../src/engine/fused/native/addon.ts';
import type { Engine, LearnerOptions, Samples } from '../../src/engine/learner.ts';
import { initializeParameters, type LossKind, type Model, resolveModel, type Shape } from '../../src/engine/model.ts';
import { type RandomStream, randomStream } from '../../src/engine/random.ts';
import { sizeOf } from '../../src/experiment/network.ts';
import type { InnerOptimizer, LayerSpec, ModelSpec } from '../../src/experiment/schema.ts';
import { nativeEngines } from './nativeEngines.ts';

interface Workload {
  readonly spec: ModelSpec;
  readonly inputShape: Shape;
  readonly outputSize: number;
  readonly loss: LossKind;
  readonly optimizer: InnerOptimizer;
  readonly batch: number;
  readonly steps: number;
  /** Whether the product of Hessian and a vector is a part of the result. */
  readonly secondOrder: boolean;
}

const reduction = 'mean' as const;
const adam: InnerOptimizer = {
  kind: 'adam',
  learningRate: 0.001,
  beta1: 0,
  beta2: 0.999,
  epsilon: 1e-8,
  state: 'carried',
  reduction,
};
const momentum: InnerOptimizer = { kind: 'momentum', learningRate: 0.01, momentum: 0.9, state: 'carried', reduction };

const imageLayers: readonly LayerSpec[] = [
  { kind: 'conv2d', filters: 12, kernel: 3, stride: 1, padding: 'same', bias: true },
  { kind: 'relu' },
  { kind: 'averagePool', size: 2, stride: 2, padding: 'same' },
  { kind: 'conv2d', filters: 17, kernel: 4, stride: 2, padding: 'valid', bias: false },
  { kind: 'batchNorm', epsilon: 1e-3 },
  { kind: 'sigmoid' },
  { kind: 'maxPool', size: 2, stride: 1, padding: 'valid' },
  { kind: 'dropout', rate: 0.3 },
  { kind: 'conv2d', filters: 9, kernel: 1, stride: 1, padding: 'same', bias: true },
  { kind: 'tanh' },
  { kind: 'globalPool', reduce: 'average' },
  { kind: 'dense', units: 21, bias: true },
  { kind: 'tanh' },
];

const tokenLayers: readonly LayerSpec[] = [
  { kind: 'embeddingBag', tokens: 50, units: 19 },
  { kind: 'dense', units: 13, bias: false },
  { kind: 'batchNorm', epsilon: 1e-3 },
  { kind: 'relu' },
  { kind: 'dropout', rate: 0.5 },
];

const workloads: Readonly<Record<string, Workload>> = {
  'sine MLP, 200 steps of gradient descent': {
    spec: { kind: 'mlp', hidden: [64, 64], activation: 'tanh' },
    inputShape: [1],
    outputSize: 1,
    loss: 'meanSquaredError',
    batch: 10,
    steps: 200,
    secondOrder: false,
    optimizer: { kind: 'sgd', learningRate: 0.02, reduction },
  },
  'Omniglot net, 10 steps of Adam': {
    spec: { kind: 'convnet', blocks: 4, filters: 64, downsampling: 'stride' },
    inputShape: [28, 28, 1],
    outputSize: 5,
    loss: 'softmaxCrossEntropy',
    batch: 10,
    steps: 10,
    secondOrder: false,
    optimizer: adam,
  },
  'mini-ImageNet net, 2 steps of Adam': {
    spec: { kind: 'convnet', blocks: 4, filters: 32, downsampling: 'maxPool' },
    inputShape: [84, 84, 3],
    outputSize: 5,
    loss: 'softmaxCrossEntropy',
    batch: 5,
    steps: 2,
    secondOrder: false,
    optimizer: adam,
  },
  'all layers for images, 10 steps of momentum, with the Hessian': {
    spec: { kind: 'layers', layers: [...imageLayers] },
    inputShape: [19, 14, 2],
    outputSize: 7,
    loss: 'softmaxCrossEntropy',
    batch: 6,
    steps: 10,
    secondOrder: true,
    optimizer: momentum,
  },
  'embedding bag, 10 steps of Adam with both moments': {
    spec: { kind: 'layers', layers: [...tokenLayers] },
    inputShape: [8],
    outputSize: 4,
    loss: 'softmaxCrossEntropy',
    batch: 7,
    steps: 10,
    secondOrder: true,
    optimizer: { ...adam, beta1: 0.9, learningRate: 0.01 },
  },
  'policy gradient, 10 steps of gradient descent, with the Hessian': {
    spec: { kind: 'mlp', hidden: [32], activation: 'relu' },
    inputShape: [2],
    outputSize: 2,
    loss: 'policyGradient',
    batch: 20,
    steps: 10,
    secondOrder: true,
    optimizer: { kind: 'sgd', learningRate: 0.1, reduction: 'sum' },
  },
};

/** Hash of everything that each workload gives, by its name. */
export type GoldenHashes = Readonly<Record<string, string>>;

/** By the engine's variant, in each family of bits. */
export type HashesOfFamilies = Readonly<Record<KernelFamily, Readonly<Record<string, GoldenHashes>>>>;

/** The hashes of every tile of plain SIMD, and of the native kernels that this machine has. */
export async function hashGoldenWorkloads(): Promise<HashesOfFamilies> {
  const tiles = [
    await loadFusedEngine({ fastMath: false, tile: '4x8' }),
    await loadFusedEngine({ fastMath: false, tile: '5x8' }),
  ];
  const hashAll = (engines: readonly Engine[]) =>
    Object.fromEntries(engines.map((engine) => [engine.variant, hashesOf(engine)]));
  return { plain: hashAll([...tiles, ...nativeEngines('plain')]), fma: hashAll(nativeEngines('fma')) };
}

function hashesOf(engine: Engine): GoldenHashes {
  return Object.fromEntries(Object.entries(workloads).map(([name, workload]) => [name, hashOf(workload, engine)]));
}

/** The learners of the workloads, by name. */
export function goldenModels(): readonly { readonly name: string; readonly options: LearnerOptions }[] {
  return Object.entries(workloads).map(([name, workload]) => ({ name, options: optionsOf(workload) }));
}

function optionsOf(workload: Workload): LearnerOptions {
  const { batch, optimizer, secondOrder } = workload;
  const model = resolveModel(workload.spec, workload.inputShape, workload.outputSize, workload.loss);
  return { model, optimizer, maxTrainingBatch: batch, maxPredictionBatch: batch, secondOrder };
}

function hashOf(workload: Workload, engine: Engine): string {
  const { batch, steps, secondOrder } = workload;
  const options = optionsOf(workload);
  const { model } = options;
  const learner = engine.createLearner(options);
  const random = randomStream(1, 'training-batches');
  const parameters = initializeParameters(model, randomStream(1, 'initialization'));
  const hash = createHash('sha256');
  const add = (values: Float32Array) => {
    if (!values.every(Number.isFinite)) throw new Error('A golden workload has diverged: its hash would say nothing.');
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };
  learner.writeParameters(parameters);
  learner.seedDropout(1);
  add(learner.takeInnerSteps(samplesOf(workload, model, batch * steps, random), batch));
  learner.readParameters(parameters);
  add(parameters);
  add(learner.readOptimizerState().moments);
  const samples = samplesOf(workload, model, batch, random);
  add(learner.predict(samples.inputs, batch));
  add(learner.gradient(samples).gradient);
  if (secondOrder) {
    const vector = parameters.map(() => 2 * random.uniform() - 1);
    add(learner.hessianVectorProduct(samples, vector).product);
  }
  learner.dispose();
  return hash.digest('hex');
}

function samplesOf({ spec, loss, outputSize }: Workload, model: Model, count: number, random: RandomStream): Samples {
  const [first] = spec.kind === 'layers' ? spec.layers : [];
  const input =
    first?.kind === 'embeddingBag' ? () => random.integer(first.tokens + 1) - 1 : () => 2 * random.uniform() - 1;
  const target = loss === 'softmaxCrossEntropy' ? () => random.integer(outputSize) : () => 2 * random.uniform() - 1;
  return {
    inputs: Float32Array.from({ length: count * sizeOf(model.inputShape) }, input),
    targets: Float32Array.from({ length: count * model.targetSize }, target),
    count,
  };
}
