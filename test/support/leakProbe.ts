// Takes many inner steps and makes many learners, and prints how much memory there was along the way. Needs
// --expose-gc. With --native or --native-fma, on native kernels instead of WebAssembly.
//
// One JSON object: for `steps`, `rebuilds` and `rollouts`, a list of { rss, heap, external } in bytes, measured after a
// garbage collection at equal distances.

import { loadFusedEngine } from '../../src/engine/fused/fusedLearner.ts';
import { loadNativeEngine } from '../../src/engine/fused/native/loadNativeEngine.ts';
import type { Learner, LearnerOptions, Samples } from '../../src/engine/learner.ts';
import { initializeParameters, type Model, resolveModel } from '../../src/engine/model.ts';
import { type RandomStream, randomStream } from '../../src/engine/random.ts';
import { sizeOf } from '../../src/experiment/network.ts';
import { policyGradientBatch } from '../../src/meta/control/policyGradientBatch.ts';
import { createTrajectoryCollector } from '../../src/meta/control/rollout.ts';
import { createNavigation } from '../../src/tasks/control/navigation.ts';
import { navigationSpec } from './controlTasks.ts';

export interface MemoryReading {
  readonly rss: number;
  readonly heap: number;
  readonly external: number;
}

export interface LeakReadings {
  readonly innerSteps: number;
  readonly rebuilds: number;
  readonly rollouts: number;
  readonly whileStepping: readonly MemoryReading[];
  readonly whileRebuilding: readonly MemoryReading[];
  readonly whileRollingOut: readonly MemoryReading[];
}

const innerSteps = 100_000;
const rebuilds = 4000;
const rollouts = 2000;
const readings = 10;
const stepsAtOnce = 50;
const batch = 10;

const collectGarbage = globalThis.gc;
if (collectGarbage === undefined) throw new Error('Run this with --expose-gc.');
const engine = process.argv.includes('--native-fma')
  ? loadNativeEngine('fma')
  : process.argv.includes('--native')
    ? loadNativeEngine('plain')
    : await loadFusedEngine();
const random = randomStream(1, 'training-batches');

const result: LeakReadings = {
  innerSteps,
  rebuilds,
  rollouts,
  whileStepping: await measureWhile(innerSteps / stepsAtOnce, stepping()),
  whileRebuilding: await measureWhile(rebuilds, rebuild),
  whileRollingOut: await measureWhile(rollouts, rollingOut()),
};
console.log(JSON.stringify(result));

/** Does `work` so many times; reads memory `readings` times. */
async function measureWhile(times: number, work: (time: number) => void): Promise<MemoryReading[]> {
  const read: MemoryReading[] = [];
  for (let time = 1; time <= times; time++) {
    work(time);
    if (time % Math.floor(times / readings) === 0) read.push(await readMemory());
  }
  return read;
}

async function readMemory(): Promise<MemoryReading> {
  // Memory of WebAssembly is given back by what runs after a collection.
  for (let turn = 0; turn < 3; turn++) {
    collectGarbage?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed, external };
}

/** An inner loop of the sine MLP, with everything around it that a task does. */
function stepping(): () => void {
  const model = resolveModel({ kind: 'mlp', hidden: [64, 64], activation: 'tanh' }, [1], 1, 'meanSquaredError');
  const learner = engine.createLearner(optionsFor(model, false));
  const start = initializeParameters(model, randomStream(1, 'initialization'));
  const samples = samplesFor(model, batch * stepsAtOnce, random);
  return () => {
    adapt(learner, start, samples);
    learner.gradient({
      inputs: samples.inputs.subarray(0, batch),
      targets: samples.targets.subarray(0, batch),
      count: batch,
    });
  };
}

/** A learner of another size and kind each time. */
function rebuild(time: number): void {
  const size = 1 + (time % 32);
  const model =
    time % 2 === 0
      ? resolveModel({ kind: 'mlp', hidden: [size, 2 * size], activation: 'relu' }, [size], 3, 'softmaxCrossEntropy')
      : resolveModel(
          {
            kind: 'convnet',
            blocks: 1 + (time % 3),
            filters: size,
            downsampling: time % 4 === 1 ? 'stride' : 'maxPool',
          },
          [16, 16, 1 + (time % 3)],
          5,
          'softmaxCrossEntropy',
        );
  const learner = engine.createLearner(optionsFor(model, time % 5 === 0));
  const start = initializeParameters(model, randomStream(time, 'initialization'));
  adapt(learner, start, samplesFor(model, batch, random));
  learner.dispose();
}

/** A policy-gradient step on fresh trajectories. */
function rollingOut(): (time: number) => void {
  const model = resolveModel({ kind: 'mlp', hidden: [16], activation: 'relu' }, [2], 2, 'policyGradient');
  const spec = navigationSpec({ horizon: 30 });
  const learner = engine.createLearner({ ...optionsFor(model, false), maxTrainingBatch: batch * spec.horizon });
  learner.writeParameters(initializeParameters(model, randomStream(1, 'initialization')));
  const collector = createTrajectoryCollector(learner, createNavigation(spec, [0, 0]), batch);
  return (time) => {
    const environment = createNavigation(spec, [0.3, 0.01 * (time % 40)]);
    const samples = policyGradientBatch(collector.collect(environment, batch, random), spec);
    learner.takeInnerSteps(samples, samples.count);
  };
}

function adapt(learner: Learner, start: Float32Array, samples: Samples): void {
  learner.writeParameters(start);
  learner.writeOptimizerState(learner.readOptimizerState());
  learner.seedDropout(1);
  learner.takeInnerSteps(samples, batch);
  learner.predict(samples.inputs.subarray(0, batch * sizeOf(learner.model.inputShape)), batch);
  learner.readParameters(new Float32Array(start.length));
}

function optionsFor(model: Model, secondOrder: boolean): LearnerOptions {
  return {
    model,
    optimizer: {
      kind: 'adam',
      learningRate: 0.001,
      beta1: 0,
      beta2: 0.999,
      epsilon: 1e-8,
      state: 'carried',
      reduction: 'mean',
    },
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder,
  };
}

function samplesFor(model: Model, count: number, stream: RandomStream): Samples {
  return {
    inputs: Float32Array.from({ length: count * sizeOf(model.inputShape) }, () => stream.uniform()),
    targets: Float32Array.from({ length: count * model.targetSize }, () => stream.integer(model.outputSize)),
    count,
  };
}
