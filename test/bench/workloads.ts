// The three workloads: model, inner optimizer and tasks as the Reptile paper trains them, with the batches that every
// contestant computes on.

import type { Samples } from '../../src/engine/learner.ts';
import { initializeParameters, type Model } from '../../src/engine/model.ts';
import { randomStream } from '../../src/engine/random.ts';
import { sizeOf } from '../../src/experiment/network.ts';
import { type Experiment, type ExperimentInput, experimentSchema, type TaskSpec } from '../../src/experiment/schema.ts';
import { modelFor } from '../../src/meta/learningContext.ts';
import type { ImageSet } from '../../src/tasks/imageSet.ts';
import { createImageDistribution } from '../../src/tasks/imageTasks.ts';
import { packTexts } from '../../src/tasks/packedTexts.ts';
import { createSineDistribution } from '../../src/tasks/sine.ts';
import type { TaskDistribution } from '../../src/tasks/task.ts';

export const workloadKeys = ['sine', 'omniglot', 'miniImageNet'] as const;
export type WorkloadKey = (typeof workloadKeys)[number];

export interface Workload {
  readonly key: WorkloadKey;
  readonly title: string;
  /** Of the meta-iterations: meta-batch, inner steps, optimizer. */
  readonly experiment: Experiment;
  readonly distribution: TaskDistribution;
  readonly model: Model;
  /** Samples of an inner step. */
  readonly batch: number;
  /** Support samples of a training task. */
  readonly taskSamples: number;
  /** The mini-batches of the inner loop whose steps are timed. */
  readonly samples: Samples;
  readonly start: Float32Array;
  /** Steps over which a contestant's losses have to agree with ours. */
  readonly paritySteps: number;
  /** How tfjs-cpu takes part: in every round, with one step, or, where that takes a minute, not at all. */
  readonly cpu: 'rounds' | 'once' | 'never';
  readonly unit: 'µs' | 'ms';
  readonly rounds: number;
  readonly metaRounds: number;
}

export function createWorkload(key: WorkloadKey): Workload {
  switch (key) {
    case 'sine':
      return workloadOf({
        key,
        title: 'sine MLP (1-64-64-1 tanh, batch 10, SGD)',
        // The preset's training; its held-out waves are adapted to in 32 steps, which are timed here.
        timedSteps: 32,
        paritySteps: 32,
        cpu: 'rounds',
        taskSamples: 50,
        unit: 'µs',
        rounds: 25,
        metaRounds: 9,
        input: {
          task: { kind: 'sine' },
          model: { kind: 'mlp', hidden: [64, 64], activation: 'tanh' },
          algorithm: {
            metaIterations: 30_000,
            metaBatch: 1,
            metaStepSize: 0.1,
            innerSteps: 5,
            innerBatch: 10,
            innerOptimizer: { kind: 'sgd', learningRate: 0.02 },
          },
        },
      });
    case 'omniglot':
      return workloadOf({
        key,
        title: 'Omniglot net (28×28×1, 4 × [conv 64 stride 2, batch norm, ReLU], 5-way, batch 10, Adam)',
        timedSteps: 5,
        paritySteps: 5,
        cpu: 'once',
        taskSamples: 5 * 10,
        unit: 'ms',
        rounds: 15,
        metaRounds: 5,
        input: imageExperiment('stride', 64, { innerSteps: 5, trainShots: 10 }),
        images: randomImages(28, 1),
      });
    case 'miniImageNet':
      return workloadOf({
        key,
        title: 'mini-ImageNet net (84×84×3, 4 × [conv 32, batch norm, ReLU, max-pool 2], 5-way, batch 10, Adam)',
        timedSteps: 8,
        paritySteps: 2,
        cpu: 'never',
        taskSamples: 5 * 15,
        unit: 'ms',
        rounds: 9,
        metaRounds: 3,
        input: imageExperiment('maxPool', 32, { innerSteps: 8, trainShots: 15 }),
        images: randomImages(84, 3),
      });
  }
}

type Described = Pick<ExperimentInput, 'task' | 'model' | 'algorithm'>;

interface WorkloadDescription
  extends Pick<Workload, 'key' | 'title' | 'taskSamples' | 'paritySteps' | 'cpu' | 'unit' | 'rounds' | 'metaRounds'> {
  readonly timedSteps: number;
  readonly input: Described;
  readonly images?: ImageSet;
}

function workloadOf({ input, images, timedSteps, ...description }: WorkloadDescription): Workload {
  const experiment = experimentSchema.parse({
    ...input,
    name: description.key,
    evaluation: { every: 1_000_000, innerSteps: 1, innerBatch: 5 },
    checkpoint: { every: 1_000_000 },
  });
  const distribution = distributionOf(experiment.task, images);
  const model = modelFor(experiment, distribution);
  const batch = experiment.algorithm.innerBatch;
  return {
    ...description,
    experiment,
    distribution,
    model,
    batch,
    samples: randomSamples(model, timedSteps * batch),
    start: initializeParameters(model, randomStream(0, 'initialization')),
  };
}

function distributionOf(task: TaskSpec, images: ImageSet | undefined): TaskDistribution {
  if (task.kind === 'sine') return createSineDistribution(task);
  if (task.kind === 'images' && images !== undefined) return createImageDistribution(task, images);
  throw new TypeError('A workload is made of sine tasks or of the images that it brings.');
}

// Appendix A of the paper (arXiv 1803.02999): 5-way tasks, Adam without first moments.
function imageExperiment(
  downsampling: 'stride' | 'maxPool',
  filters: number,
  { innerSteps, trainShots }: { readonly innerSteps: number; readonly trainShots: number },
): Described {
  return {
    // Where the images come from matters to nobody here: they are handed over.
    task: { kind: 'images', dataset: { source: 'mnist' }, ways: 5, shots: 1, queries: 1, trainShots, rotations: false },
    model: { kind: 'convnet', blocks: 4, filters, downsampling },
    algorithm: {
      metaIterations: 100_000,
      metaBatch: 5,
      metaStepSize: 1,
      innerSteps,
      innerBatch: 10,
      innerOptimizer: { kind: 'adam', learningRate: 0.001, beta1: 0, beta2: 0.999, epsilon: 1e-8 },
    },
  };
}

/** Noise: how long a step takes depends on the images' sizes alone. */
function randomImages(size: number, channels: number): ImageSet {
  const random = randomStream(0, 'split');
  const imagesPerClass = 20;
  const classes = Array.from({ length: 10 }, (_, index) => ({
    name: `class ${index}`,
    images: Array.from({ length: imagesPerClass }, (_, image) => index * imagesPerClass + image),
    digest: '',
  }));
  return {
    width: size,
    height: size,
    channels,
    pixels: Uint8Array.from({ length: classes.length * imagesPerClass * size * size * channels }, () =>
      random.integer(256),
    ),
    names: packTexts(classes.flatMap(({ name, images }) => images.map((image) => `${name}/${image}`))),
    trainingClasses: classes.slice(0, 5),
    heldOutClasses: classes.slice(5),
    heldOutDescription: { code: 'described', text: 'noise' },
  };
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

/** Mini-batches of the inner loop. */
export function stepCount({ samples, batch }: Workload): number {
  return samples.count / batch;
}

/** The mini-batches with these numbers, one after another. */
export function miniBatches({ samples, batch }: Workload, numbers: readonly number[]): Samples {
  const { inputs, targets, count } = samples;
  const pick = (values: Float32Array) => {
    const size = (batch * values.length) / count;
    const picked = new Float32Array(numbers.length * size);
    numbers.forEach((number, place) => {
      picked.set(values.subarray(number * size, (number + 1) * size), place * size);
    });
    return picked;
  };
  return { inputs: pick(inputs), targets: pick(targets), count: numbers.length * batch };
}
