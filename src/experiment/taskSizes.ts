// Sizes of a task, from the experiment alone: what the model gets and gives, and how many samples its sets hold.

import type {
  ControlTaskSpec,
  ImageTaskSpec,
  SineTaskSpec,
  SpeechFeatures,
  TaskSpec,
  TextEncodingSpec,
} from './schema.ts';
import { spectrogramShape } from './speechFeatures.ts';

/** Sizes of one sample: a vector's length, an image, or a text's tokens. */
export type SampleShape =
  | { readonly kind: 'vector'; readonly units: number }
  /** At most `length` numbers of tokens, each from 0 to `vocabulary` - 1. */
  | { readonly kind: 'tokens'; readonly length: number; readonly vocabulary: number }
  | { readonly kind: 'image'; readonly height: number; readonly width: number; readonly channels: number };

export interface SupportSize {
  readonly samples: number;
  /** How the number comes about, for messages. */
  readonly origin: string;
}

export interface TaskSizes {
  readonly input: SampleShape;
  /** Size of the model's output. */
  readonly outputs: number;
  readonly loss: 'meanSquaredError' | 'softmaxCrossEntropy' | 'policyGradient';
  readonly trainingSupport: SupportSize;
  readonly heldOutSupport: SupportSize;
  readonly heldOutQueries: number;
}

/** Undefined where only the data, or a module of the user's, can say. */
export function sizesOfTask(task: TaskSpec): TaskSizes | undefined {
  switch (task.kind) {
    case 'sine':
      return sizesOfSine(task);
    case 'module':
    case 'table':
      return undefined;
    case 'navigation':
      return sizesOfControl(task, 2);
    case 'arm':
      return sizesOfControl(task, 6);
    case 'images':
      return { ...sizesOfClasses(task), input: shapeOfImages(task) };
    case 'speech':
      return { ...sizesOfClasses(task), input: shapeOfSpectrograms(task.features) };
    case 'text':
      return { ...sizesOfClasses(task), input: shapeOfTexts(task.encoding) };
  }
}

/** Pixels in each direction. */
export const miniImageNetSize = 84;

function shapeOfImages({ dataset }: ImageTaskSpec): SampleShape {
  switch (dataset.source) {
    case 'mnist':
    case 'omniglot':
      return { kind: 'image', height: 28, width: 28, channels: 1 };
    case 'miniImageNet':
      return { kind: 'image', height: miniImageNetSize, width: miniImageNetSize, channels: 3 };
    case 'folder':
      return {
        kind: 'image',
        height: dataset.size,
        width: dataset.size,
        channels: dataset.channels === 'grey' ? 1 : 3,
      };
  }
}

function shapeOfSpectrograms(features: SpeechFeatures): SampleShape {
  return { kind: 'image', height: features.melBands, width: spectrogramShape(features).frames, channels: 1 };
}

function shapeOfTexts(encoding: TextEncodingSpec): SampleShape {
  switch (encoding.kind) {
    case 'hashed':
      return { kind: 'tokens', length: encoding.maxTokens, vocabulary: encoding.buckets };
    case 'tfidf':
      return { kind: 'vector', units: encoding.maxFeatures + encoding.unknownBuckets };
  }
}

function sizesOfSine({ points, shots, trainShots = points }: SineTaskSpec): TaskSizes {
  return {
    input: { kind: 'vector', units: 1 },
    outputs: 1,
    loss: 'meanSquaredError',
    trainingSupport: { samples: trainShots, origin: `${trainShots} points` },
    heldOutSupport: { samples: shots, origin: `${shots} points` },
    heldOutQueries: Math.max(1, points - shots),
  };
}

/** What an inner step is taken on, and what measures: all time steps of all trajectories, at most. */
function sizesOfControl(
  { trajectories, queryTrajectories, horizon }: ControlTaskSpec,
  observations: number,
): TaskSizes {
  const support = {
    samples: trajectories * horizon,
    origin: `${trajectories} trajectories × ${horizon} time steps = ${trajectories * horizon}`,
  };
  return {
    input: { kind: 'vector', units: observations },
    outputs: 2,
    loss: 'policyGradient',
    trainingSupport: support,
    heldOutSupport: support,
    heldOutQueries: queryTrajectories * horizon,
  };
}

/** What all few-shot classification has in common. */
function sizesOfClasses({
  ways,
  shots,
  queries,
  trainShots,
}: Pick<ImageTaskSpec, 'ways' | 'shots' | 'queries' | 'trainShots'>): Omit<TaskSizes, 'input'> {
  return {
    outputs: ways,
    loss: 'softmaxCrossEntropy',
    trainingSupport: {
      samples: ways * trainShots,
      origin: `${ways} ways × ${trainShots} train shots = ${ways * trainShots}`,
    },
    heldOutSupport: { samples: ways * shots, origin: `${ways} ways × ${shots} shots = ${ways * shots}` },
    heldOutQueries: ways * queries,
  };
}
