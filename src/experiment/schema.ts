// The experiment file's one schema: types, defaults, run-time check and, generated from it, the JSON Schema that editors use.

import * as z from 'zod';

// Upper bounds lie far above any sensible use: they turn a slip of the keyboard into a message instead of a machine out of memory.
const count = (description: string, maximum: number) => z.int().min(1).max(maximum).describe(description);
const positive = (description: string) => z.number().positive().describe(description);
const bound = z.number().min(-1e6).max(1e6);
const interval = (description: string) => z.tuple([bound, bound]).describe(description);
const dataPath = (description: string) =>
  z
    .string()
    .min(1)
    .max(4096)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .describe(description);

// ---- task -----------------------------------------------------------------------------------------------------------

const sineTask = z
  .strictObject({
    kind: z.literal('sine'),
    amplitude: interval('Amplitudes are drawn uniformly from this interval.').default([0.1, 5]),
    phase: interval('Phases are drawn uniformly from this interval, in radians.').default([0, 2 * Math.PI]),
    domain: interval('The x values span this interval.').default([-5, 5]),
    points: count('Evenly spaced points a task is evaluated on.', 100_000).default(50),
    shots: count(
      'Points in the support set when a task is evaluated, drawn at random from all points; the rest measure.',
      100_000,
    ).default(10),
    trainShots: count(
      'Points of a task while meta-training, drawn at random. Default: all points, so that inner batches differ from step to step.',
      100_000,
    ).optional(),
  })
  .describe('One-dimensional regression: y = amplitude · sin(x + phase).');

const imageDataset = z
  .discriminatedUnion('source', [
    z
      .strictObject({
        source: z.literal('mnist'),
        path: dataPath('Folder with t10k IDX files. Default: the digits bundled with Reptile Lab.').optional(),
        trainDigits: z
          .array(z.int().min(0).max(9))
          .min(1)
          .max(100)
          .describe('Digits that training classes are made of; the other digits are held out.')
          .default([0, 1, 2, 3, 4]),
      })
      .describe('MNIST digits. Ink is 1, background 0.'),
    z
      .strictObject({
        source: z.literal('omniglot'),
        path: dataPath(
          'Folder with omniglot28.bits.gz and omniglot-index.json, or with alphabet/character/*.png. Relative to this file.',
        ).meta({ examples: ['data/omniglot'] }),
        split: z
          .enum(['supervisedReptileSeed0', 'vinyalsProtoNets', 'lakeOriginal'])
          .describe('Which characters train and which are held out. supervisedReptileSeed0 is the reference code: 1200 and 423.')
          .default('supervisedReptileSeed0'),
      })
      .describe('Omniglot characters at 28 × 28. Two-valued; paper is 1, ink 0, as in the reference code.'),
  ])
  .describe('Where the images come from.');

const imageTask = z
  .strictObject({
    kind: z.literal('images'),
    dataset: imageDataset,
    ways: z.int().min(2).max(10_000).describe('Classes in a task.').default(5),
    shots: count('Support samples of each class when a task is evaluated.', 10_000).default(1),
    queries: count('Query samples of each class when a task is evaluated.', 10_000).default(1),
    trainShots: count(
      'Support samples of each class while meta-training. The paper trains with more than it evaluates.',
      10_000,
    ).default(10),
    rotations: z
      .boolean()
      .describe('Turn every training class by 90, 180 and 270 degrees into classes of their own. Held-out classes stay upright.')
      .default(true),
  })
  .describe('Few-shot classification of images.');

const task = z.discriminatedUnion('kind', [sineTask, imageTask]).describe('The distribution that tasks are drawn from.');

// ---- model ----------------------------------------------------------------------------------------------------------

const activation = z.enum(['relu', 'tanh', 'sigmoid']);
const padding = z.enum(['same', 'valid']);

const layer = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('dense'),
        units: count('Outputs.', 100_000).meta({ examples: [64] }),
        bias: z.boolean().describe('Add a learned offset.').default(true),
      })
      .describe('Fully connected layer.'),
    z
      .strictObject({
        kind: z.literal('conv2d'),
        filters: count('Output channels.', 10_000).meta({ examples: [64] }),
        kernel: count('Height and width of the kernel.', 255).default(3),
        stride: count('Step of the window.', 255).default(1),
        padding: padding
          .describe("'same' pads with zeros so that output size is input size / stride, rounded up.")
          .default('same'),
        bias: z.boolean().describe('Add a learned offset. Without effect before batch norm.').default(true),
      })
      .describe('Two-dimensional convolution.'),
    z
      .strictObject({
        kind: z.literal('batchNorm'),
        epsilon: positive('Added to the variance.').default(1e-3),
      })
      .describe("Normalises each channel by the batch's own mean and variance, in training and in evaluation alike."),
    z
      .strictObject({
        kind: z.literal('maxPool'),
        size: count('Height and width of the window.', 255).default(2),
        stride: count('Step of the window.', 255).default(2),
        padding: padding.describe("'valid' drops what does not fill a window.").default('valid'),
      })
      .describe('The largest value of each window.'),
    z
      .strictObject({
        kind: z.literal('averagePool'),
        size: count('Height and width of the window.', 255).default(2),
        stride: count('Step of the window.', 255).default(2),
        padding: padding
          .describe("'valid' drops what does not fill a window; with 'same', padding does not count.")
          .default('valid'),
      })
      .describe('The mean of each window.'),
    z
      .strictObject({
        kind: z.literal('globalPool'),
        reduce: z.enum(['average', 'max']).describe('What becomes of all pixels of a channel.').default('average'),
      })
      .describe('Image to vector: one value for each channel.'),
    z.strictObject({ kind: z.literal('relu') }).describe('max(0, x).'),
    z.strictObject({ kind: z.literal('tanh') }).describe('Hyperbolic tangent.'),
    z.strictObject({ kind: z.literal('sigmoid') }).describe('1 / (1 + exp(-x)).'),
    z
      .strictObject({
        kind: z.literal('dropout'),
        rate: z.number().min(0).lt(1).describe('Probability that a value is dropped. The others are scaled up.').default(0.5),
      })
      .describe('Drops values at random in inner steps, never in predictions. Reproducible from the seed.'),
    z
      .strictObject({
        kind: z.literal('embeddingBag'),
        tokens: count('Size of the vocabulary.', 1_000_000).meta({ examples: [4096] }),
        units: count('Length of an embedding.', 10_000).meta({ examples: [64] }),
      })
      .describe("Mean of the learned embeddings of a text's tokens. Only as the first layer, for token inputs."),
    z.strictObject({ kind: z.literal('flatten') }).describe('Image to vector.'),
  ])
  .describe('One layer.');

const model = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('mlp'),
        hidden: z.array(count('Units.', 100_000)).max(100).describe('Units of each hidden layer.').default([64, 64]),
        activation: activation.describe('After each hidden layer.').default('tanh'),
      })
      .describe('Multi-layer perceptron with a linear output layer.'),
    z
      .strictObject({
        kind: z.literal('convnet'),
        blocks: count('Blocks of 3 × 3 convolution, batch norm, ReLU.', 16).default(4),
        filters: count('Channels of every block.', 10_000).default(64),
        downsampling: z
          .enum(['stride', 'maxPool'])
          .describe("Halve the image in every block: 'stride' as for Omniglot, 'maxPool' as for mini-ImageNet.")
          .default('stride'),
      })
      .describe("The paper's convolutional network."),
    z
      .strictObject({
        kind: z.literal('layers'),
        layers: z.array(layer).max(200).describe('Hidden layers in order; the output layer is added.'),
      })
      .describe('Any stack of layers, then a linear output layer.'),
  ])
  .describe('The network whose initialization is meta-trained. Its output size follows from the task.');

// ---- algorithm ------------------------------------------------------------------------------------------------------

const reduction = z
  .enum(['mean', 'sum'])
  .describe("Whether a step follows the gradient of the batch's mean or summed loss. The reference code sums.")
  .default('mean');

const innerOptimizer = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('sgd'),
        learningRate: positive('Inner learning rate.').default(0.02),
        reduction,
      })
      .describe('Stochastic gradient descent.'),
    z
      .strictObject({
        kind: z.literal('momentum'),
        learningRate: positive('Inner learning rate.').default(0.01),
        momentum: z.number().min(0).lt(1).describe('Decay of the accumulated gradient.').default(0.9),
        state: z
          .enum(['carried', 'fresh'])
          .describe("'carried' keeps the accumulated gradient from task to task; 'fresh' starts each task without.")
          .default('fresh'),
        reduction,
      })
      .describe('Gradient descent with momentum: a ← momentum · a + gradient, parameters ← parameters - learningRate · a.'),
    z
      .strictObject({
        kind: z.literal('adam'),
        learningRate: positive('Inner learning rate.').default(0.001),
        beta1: z.number().min(0).lt(1).describe('Decay of the first moment. The paper uses 0.').default(0),
        beta2: z.number().min(0).lt(1).describe('Decay of the second moment.').default(0.999),
        epsilon: positive('Added to the root of the second moment.').default(1e-8),
        state: z
          .enum(['carried', 'fresh'])
          .describe("'carried' keeps second moments and step count from task to task, as the reference code does.")
          .default('carried'),
        reduction,
      })
      .describe('Adam. With beta1 0, as in the paper, only the second moment is kept.'),
  ])
  .describe('The optimizer of the inner steps.');

const algorithm = z
  .strictObject({
    kind: z.literal('reptile').describe('θ ← θ + ε · mean(θᵢ − θ).').default('reptile'),
    metaIterations: count('Updates of the initialization.', 1_000_000_000).default(1000),
    metaBatch: count('Tasks per update. 1 is the serial version.', 10_000).default(5),
    metaStepSize: positive('ε at the first meta-iteration.').max(10).default(1),
    metaStepSizeFinal: z.number().min(0).max(10).describe('ε after the last meta-iteration; linear in between.').default(0),
    innerSteps: count('Optimizer steps on each task.', 100_000).default(5),
    innerBatch: count('Samples per inner step.', 100_000).default(10),
    innerOptimizer,
  })
  .describe('How the initialization is found.');

// ---- the rest -------------------------------------------------------------------------------------------------------

const evaluation = z
  .strictObject({
    every: count('Meta-iterations between evaluations.', 1_000_000_000).default(100),
    tasks: count('Held-out tasks, the same ones at every evaluation.', 1_000_000).default(50),
    innerSteps: count('Optimizer steps on each held-out task.', 100_000).default(50),
    innerBatch: count('Samples per inner step on a held-out task.', 100_000).default(5),
    transductive: z
      .boolean()
      .describe('Normalise all query samples in one batch. Otherwise each one is normalised with the support set only.')
      .default(false),
  })
  .describe('How held-out tasks measure the initialization during training.');

const checkpoint = z
  .strictObject({
    every: count('Meta-iterations between checkpoints.', 1_000_000_000).default(500),
    keep: count('Newest checkpoints that are kept.', 1_000_000).default(3),
  })
  .describe('When the state is saved, so that a run can be resumed.');

/** What can compute, in the order in which `auto` tries them. */
export const backendNames = ['auto', 'fused', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu'] as const;

const engine = z
  .strictObject({
    backend: z
      .enum(backendNames)
      .describe(
        "What computes. 'fused': whole inner loops in WebAssembly; 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu': TensorFlow.js; 'auto': " +
          'fused where it supports the model, else tfjs-node where it is installed, else tfjs-wasm.',
      )
      .default('auto'),
    fastMath: z
      .boolean()
      .describe(
        'Let fused round once instead of twice where the processor can. Faster; the last bits then depend on the processor.',
      )
      .default(false),
    workers: z
      .union([z.literal('auto'), z.int().min(1).max(256)])
      .describe('Worker threads. The result does not depend on it.')
      .default('auto'),
  })
  .describe('Where and how numbers are computed.');

export const experimentSchema = z
  .strictObject({
    $schema: z.string().max(4096).describe('Location of the JSON Schema.').optional(),
    name: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\s\p{Cc}]\P{Cc}*$/u, 'must begin with a visible character and stay on one line')
      .describe('What the run browser shows.')
      .meta({ examples: ['Untitled experiment'] }),
    description: z.string().max(10_000).describe('Why this experiment exists.').default(''),
    tags: z.array(z.string().min(1).max(100)).max(100).describe('Words to find it by.').default([]),
    seed: z.int().min(0).max(0xffffffff).describe('The same seed gives the same parameters, bit for bit.').default(0),
    task,
    model,
    algorithm,
    evaluation: evaluation.prefault({}),
    checkpoint: checkpoint.prefault({}),
    engine: engine.prefault({}),
  })
  .describe('A meta-training experiment for Reptile Lab.');

/** An experiment with every default written out. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a person writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;
export type TaskSpec = Experiment['task'];
export type SineTaskSpec = Extract<TaskSpec, { kind: 'sine' }>;
export type ImageTaskSpec = Extract<TaskSpec, { kind: 'images' }>;
export type ImageDatasetSpec = ImageTaskSpec['dataset'];
export type ModelSpec = Experiment['model'];
export type LayerSpec = z.output<typeof layer>;
export type Algorithm = Experiment['algorithm'];
export type InnerOptimizer = Algorithm['innerOptimizer'];
export type EvaluationSpec = Experiment['evaluation'];
export type CheckpointSpec = Experiment['checkpoint'];
export type EngineSpec = Experiment['engine'];
export type BackendName = Exclude<EngineSpec['backend'], 'auto'>;
