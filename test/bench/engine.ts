// How long an inner step takes: the fused engine against TensorFlow.js in WebAssembly and in JavaScript, in one process, taking turns.

import { loadFusedEngine } from '../../src/engine/fused/fusedLearner.ts';
import type { Learner, Samples } from '../../src/engine/learner.ts';
import { meanLoss } from '../../src/engine/loss.ts';
import { initializeParameters, type Model, resolveModel, sizeOf } from '../../src/engine/model.ts';
import { randomStream } from '../../src/engine/random.ts';
import type { InnerOptimizer } from '../../src/experiment/schema.ts';
import type { BenchRow } from './report.ts';
import { type TfjsBackend, TfjsPeer, useTfjs } from './tfjsPeer.ts';

interface Workload {
  readonly name: string;
  readonly model: Model;
  readonly optimizer: InnerOptimizer;
  readonly batch: number;
  /** Steps of an inner loop, as the paper trains. */
  readonly steps: number;
  readonly unit: 'µs' | 'ms';
  readonly rounds: number;
  /** Inner loops of the fused engine in a round; a peer takes one. */
  readonly fusedLoops: number;
  /** Steps that tfjs-cpu is given, once; undefined: it takes part in every round. */
  readonly cpuSteps: number | undefined;
}

/** A contestant at work on one workload, from the same weights on the same batches. */
interface Contestant {
  readonly name: string;
  readonly prepare: () => Promise<void>;
  readonly learner: { takeInnerSteps(samples: Samples, batch: number): Float32Array; dispose(): void };
  readonly measureLoss: (samples: Samples) => number;
}

const workloads: readonly Workload[] = [
  {
    name: 'inner step, sine MLP (1-64-64-1 tanh, batch 10, SGD)',
    model: resolveModel({ kind: 'mlp', hidden: [64, 64], activation: 'tanh' }, [1], 1, 'meanSquaredError'),
    optimizer: { kind: 'sgd', learningRate: 0.02, reduction: 'mean' },
    batch: 10,
    steps: 32,
    unit: 'µs',
    rounds: 25,
    fusedLoops: 40,
    cpuSteps: undefined,
  },
  {
    name: 'inner step, Omniglot net (4 blocks of 64 filters, batch 10, Adam)',
    model: resolveModel(
      { kind: 'convnet', blocks: 4, filters: 64, downsampling: 'stride' },
      [28, 28, 1],
      5,
      'softmaxCrossEntropy',
    ),
    optimizer: {
      ...{ kind: 'adam', learningRate: 0.001, beta1: 0, beta2: 0.999, epsilon: 1e-8 },
      ...{ state: 'carried', reduction: 'mean' },
    },
    batch: 10,
    steps: 5,
    unit: 'ms',
    rounds: 15,
    fusedLoops: 4,
    cpuSteps: 1,
  },
];

/**
 * Rows of the engine's groups; takes about a minute, most of it tfjs-cpu's one step of the Omniglot net. A peer gets a row only if its
 * losses, after the same steps from the same weights, agree with ours.
 * @throws Error where a peer's losses differ: then one of us is wrong, and no ratio means anything
 */
export async function benchEngine(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const workload of workloads) rows.push(...(await benchWorkload(workload)));
  return rows;
}

async function benchWorkload(workload: Workload): Promise<BenchRow[]> {
  const start = initializeParameters(workload.model, randomStream(0, 'initialization'));
  const samples = randomSamples(workload.model, workload.steps * workload.batch);
  const fused = await fusedContestant(workload, start);
  const wasm = await tfjsContestant('wasm', 'tfjs-wasm, tuned', workload, start);
  const cpu = await tfjsContestant('cpu', 'tfjs-cpu', workload, start);
  const { cpuSteps } = workload;
  const slowTime = cpuSteps === undefined ? undefined : await timeSlowPeer(workload, fused, cpu, samples, cpuSteps);
  const taking = slowTime === undefined ? [fused, wasm, cpu] : [fused, wasm];
  for (const peer of taking.slice(1)) await requireParity(workload, await fusedContestant(workload, start), peer, samples);

  const times = new Map<Contestant, number[]>(taking.map((contestant) => [contestant, []]));
  for (let round = 0; round < workload.rounds; round++) {
    for (const contestant of taking) {
      await contestant.prepare();
      times.get(contestant)?.push(timeLoops(contestant, samples, workload.batch, contestant === fused ? workload.fusedLoops : 1));
    }
  }
  for (const contestant of [fused, wasm, cpu]) contestant.learner.dispose();
  const medians = taking.map((contestant) => ({ contestant, seconds: median(times.get(contestant) ?? []) }));
  if (slowTime !== undefined) medians.push({ contestant: cpu, seconds: slowTime });
  return toRows(workload, fused, medians);
}

function toRows(
  workload: Workload,
  fused: Contestant,
  medians: readonly { contestant: Contestant; seconds: number }[],
): BenchRow[] {
  const own = medians.find(({ contestant }) => contestant === fused)?.seconds ?? Number.NaN;
  const scale = workload.unit === 'ms' ? 1e3 : 1e6;
  return medians.map(({ contestant, seconds }) => {
    const row = { group: workload.name, name: contestant.name, value: seconds * scale, unit: workload.unit };
    if (contestant === fused) return { ...row, note: `median of ${workload.rounds} rounds` };
    const once = workload.cpuSteps !== undefined && contestant.name === 'tfjs-cpu';
    return { ...row, ratio: { to: fused.name, value: seconds / own }, ...(once ? { note: 'one step' } : {}) };
  });
}

async function fusedContestant({ model, optimizer, batch }: Workload, start: Float32Array): Promise<Contestant> {
  const engine = await loadFusedEngine();
  const learner: Learner = engine.createLearner({
    model,
    optimizer,
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: false,
  });
  learner.writeParameters(start);
  return {
    name: engine.variant,
    prepare: async () => {},
    learner,
    measureLoss: ({ inputs, targets, count }) =>
      meanLoss(model.loss, learner.predict(inputs, count), targets, count, model.outputSize),
  };
}

async function tfjsContestant(
  backend: TfjsBackend,
  name: string,
  { model, optimizer }: Workload,
  start: Float32Array,
): Promise<Contestant> {
  await useTfjs(backend);
  const peer = new TfjsPeer(model, optimizer, start);
  return { name, prepare: () => useTfjs(backend), learner: peer, measureLoss: (samples) => peer.measureLoss(samples) };
}

/** Losses before each step of an inner loop, and after the last one, have to agree to 1e-4. */
async function requireParity(workload: Workload, fused: Contestant, peer: Contestant, samples: Samples): Promise<void> {
  const first = sliceSamples(samples, workload.batch);
  const [own, theirs] = [fused, peer].map(({ prepare, learner, measureLoss }) => async () => {
    await prepare();
    return [...learner.takeInnerSteps(samples, workload.batch), measureLoss(first)];
  });
  compareLosses(peer.name, (await own?.()) ?? [], (await theirs?.()) ?? []);
  fused.learner.dispose();
}

/** A peer too slow for rounds: parity and time from the same few steps. Seconds a step. */
async function timeSlowPeer(
  workload: Workload,
  fused: Contestant,
  peer: Contestant,
  samples: Samples,
  steps: number,
): Promise<number> {
  const few = sliceSamples(samples, steps * workload.batch);
  const first = sliceSamples(samples, workload.batch);
  const own = [...fused.learner.takeInnerSteps(few, workload.batch), fused.measureLoss(first)];
  await peer.prepare();
  const begin = performance.now();
  const theirs = [...peer.learner.takeInnerSteps(few, workload.batch)];
  const seconds = (performance.now() - begin) / 1e3 / steps;
  theirs.push(peer.measureLoss(first));
  compareLosses(peer.name, own, theirs);
  return seconds;
}

function compareLosses(name: string, own: readonly number[], theirs: readonly number[]): void {
  own.forEach((loss, i) => {
    const other = theirs[i] ?? Number.NaN;
    if (!(Math.abs(loss - other) <= 1e-4 * Math.abs(loss))) {
      throw new Error(`${name} computes another loss at step ${i}: ${other}, the fused engine ${loss}. Its time does not count.`);
    }
  });
}

function timeLoops({ learner }: Contestant, samples: Samples, batch: number, loops: number): number {
  const begin = performance.now();
  for (let loop = 0; loop < loops; loop++) learner.takeInnerSteps(samples, batch);
  return (performance.now() - begin) / 1e3 / loops / (samples.count / batch);
}

function randomSamples(model: Model, count: number): Samples {
  const random = randomStream(0, 'training-batches');
  const inputs = Float32Array.from({ length: count * sizeOf(model.inputShape) }, () => 2 * random.uniform() - 1);
  const targets =
    model.loss === 'softmaxCrossEntropy'
      ? Float32Array.from({ length: count }, (_, i) => i % model.outputSize)
      : inputs.map((x) => 3 * Math.sin(5 * x + 1));
  return { inputs, targets, count };
}

function sliceSamples({ inputs, targets, count }: Samples, length: number): Samples {
  const cut = (values: Float32Array) => values.subarray(0, (length * values.length) / count);
  return { inputs: cut(inputs), targets: cut(targets), count: length };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
