// What the kinds of algorithms have in common, from the experiment alone: names, inner steps, and what a task sets
// apart for the outer loss.

import type { Algorithm, AlgorithmKind, AlgorithmOf } from './schema.ts';
import type { TaskSizes } from './taskSizes.ts';

/** Names for a person. */
export const algorithmNames: Readonly<Record<AlgorithmKind, string>> = {
  reptile: 'Reptile',
  fomaml: 'FOMAML',
  gradientCombination: 'Gradient combination',
  maml: 'MAML',
  anil: 'ANIL',
  metaSgd: 'Meta-SGD',
  joint: 'Joint training',
  scratch: 'Training from scratch',
};

/** The name for a person of a kind that stands in a file; one that only another version knows is shown as it stands. */
export function nameOfAlgorithm(kind: string): string {
  return Object.entries(algorithmNames).find(([known]) => known === kind)?.[1] ?? kind;
}

/** Those whose θ moves towards where the inner optimizer goes. */
export type StepFollower = AlgorithmOf<'reptile' | 'fomaml' | 'gradientCombination'>;
/** Those whose θ descends the gradient of a loss after the inner steps, through all of them. */
export type MetaGradientFollower = AlgorithmOf<'maml' | 'anil' | 'metaSgd'>;

export function followsSteps(algorithm: Algorithm): algorithm is StepFollower {
  return algorithm.kind === 'reptile' || algorithm.kind === 'fomaml' || algorithm.kind === 'gradientCombination';
}

export function followsMetaGradient(algorithm: Algorithm): algorithm is MetaGradientFollower {
  return algorithm.kind === 'maml' || algorithm.kind === 'anil' || algorithm.kind === 'metaSgd';
}

/** Optimizer steps on each task of the meta-batch; joint training takes none. */
export function innerStepsOf(algorithm: Algorithm): number {
  switch (algorithm.kind) {
    case 'gradientCombination':
      return algorithm.weights.length;
    case 'joint':
      return 0;
    case 'reptile':
    case 'fomaml':
    case 'maml':
    case 'anil':
    case 'metaSgd':
    case 'scratch':
      return algorithm.innerSteps;
  }
}

/**
 * Samples of a training task: `shots` of each class (points for regression) are set apart for the outer loss, the rest
 * is for inner steps.
 */
export interface TrainingSplit {
  readonly shots: number;
  readonly outerSamples: number;
  readonly innerSamples: number;
}

/** What of tasks decides on the split: samples of a training task, and the classes that they are of. */
export interface TrainingSizes {
  readonly trainingSize: number;
  readonly outputSize: number;
  readonly loss: TaskSizes['loss'];
}

/**
 * How training tasks are split; undefined where nothing is set apart, as of control tasks, which make samples as they
 * go.
 */
export function trainingSplitOf(
  algorithm: Algorithm,
  { trainingSize, outputSize, loss }: TrainingSizes,
): TrainingSplit | undefined {
  if (loss === 'policyGradient') return undefined;
  const classes = loss === 'softmaxCrossEntropy' ? outputSize : 1;
  const shots = shotsSetApart(algorithm, trainingSize / classes);
  if (shots === undefined) return undefined;
  const outerSamples = shots * classes;
  return { shots, outerSamples, innerSamples: trainingSize - outerSamples };
}

/** As far as the experiment alone says, which sizes its tasks have. */
export function trainingSizesOf({ trainingSupport, outputs, loss }: TaskSizes): TrainingSizes {
  return { trainingSize: trainingSupport.samples, outputSize: outputs, loss };
}

function shotsSetApart(algorithm: Algorithm, trainShots: number): number | undefined {
  if (followsMetaGradient(algorithm)) return algorithm.queryShots ?? Math.max(1, Math.floor(trainShots / 2));
  return algorithm.kind === 'fomaml' ? algorithm.tailShots : undefined;
}
