// Task and task distribution: what every domain offers to the algorithms.

import type { Samples } from '../engine/learner.ts';
import type { LossKind, Shape } from '../engine/model.ts';
import type { RandomStream } from '../engine/random.ts';
import type { PolicyGradientSpec } from '../experiment/schema.ts';
import type { Environment } from './control/environment.ts';
import type { HeldOutDescription } from './heldOutDescription.ts';
import type { Interval, Point } from './plane.ts';

/** One task: adapt on the support set, measure on the query set. They share no sample. */
export interface Task {
  readonly support: Samples;
  readonly query: Samples;
  /**
   * Which samples of the data set these are, in their order; for regression, which points of the task. No number occurs
   * in both.
   */
  readonly supportNumbers: readonly number[];
  readonly queryNumbers: readonly number[];
  /** One name per way, for instance `5` or `Tagalog/character07`; empty for regression. */
  readonly classNames: readonly string[];
}

/**
 * A family of tasks. Every draw is a function of the stream alone, so that a task can be made again anywhere.
 * Training tasks come from training classes only, held-out tasks from classes (or functions) never trained on.
 */
export interface SupervisedDistribution {
  readonly kind: 'supervised';
  readonly inputShape: Shape;
  readonly outputSize: number;
  readonly loss: LossKind;
  readonly heldOutDescription: HeldOutDescription;
  /** Number of samples in every training task. */
  readonly trainingSize: number;
  /** Number of samples in the support set and the query set of every held-out task. */
  readonly supportSize: number;
  readonly querySize: number;
  /** Support samples of a training task; their number is the same for every task. */
  sampleTrainingTask(random: RandomStream): Samples;
  /** How many held-out tasks there are, where they are listed; undefined where they are drawn without end. */
  readonly heldOutTasks?: number;
  /** @param number of the task in the sequence of held-out tasks, below `heldOutTasks` */
  sampleHeldOutTask(random: RandomStream, number: number): Task;
  /** A task of training classes with the support and queries of a held-out one; missing where there can be none. */
  readonly sampleTrainingClassesTask?: (random: RandomStream) => Task;
  /** What a person looks at in this task, and the inputs whose answers belong into the picture. */
  illustrate(task: Task): IllustratedTask;
}

/**
 * A family of control tasks, each an environment with a goal of its own. A policy adapts on trajectories that it makes
 * itself, by the policy gradient, and is measured by its return on others.
 */
export interface ControlDistribution {
  readonly kind: 'control';
  /** [observation] */
  readonly inputShape: Shape;
  /** Components of an action. */
  readonly outputSize: number;
  readonly loss: 'policyGradient';
  readonly heldOutDescription: HeldOutDescription;
  /** Time steps after which every trajectory ends. */
  readonly horizon: number;
  /** How many trajectories there are, and how they become policy-gradient steps. */
  readonly settings: PolicyGradientSpec;
  sampleTrainingTask(random: RandomStream): Environment;
  sampleHeldOutTask(random: RandomStream): Environment;
}

export type TaskDistribution = SupervisedDistribution | ControlDistribution;

/** What of a distribution is plain data: all that is needed by whoever makes no tasks. */
export type TaskOutline =
  | Omit<
      SupervisedDistribution,
      'sampleTrainingTask' | 'sampleHeldOutTask' | 'sampleTrainingClassesTask' | 'illustrate'
    >
  | Omit<ControlDistribution, 'sampleTrainingTask' | 'sampleHeldOutTask'>;

export interface IllustratedTask {
  readonly illustration: TaskIllustration;
  /** One sample for each query point, image or text of the illustration, in its order. */
  readonly queries: Samples;
}

/** The picture of a task that the panel draws an adaptation into. */
export type TaskIllustration =
  | {
      readonly kind: 'curve';
      /** Ascending, over the whole domain: the points of the support set too. */
      readonly queryX: readonly number[];
      readonly queryY: readonly number[];
      readonly supportX: readonly number[];
      readonly supportY: readonly number[];
    }
  | {
      readonly kind: 'images';
      readonly width: number;
      readonly height: number;
      readonly channels: number;
      /** One name per way, for instance `5` or `Tagalog/character07`. */
      readonly classNames: readonly string[];
      /** Grey or RGB bytes, base64, one string per image, with the way it belongs to. */
      readonly support: readonly { readonly way: number; readonly pixels: string }[];
      readonly query: readonly { readonly way: number; readonly pixels: string }[];
    }
  | {
      readonly kind: 'spectrograms';
      /** Height and width of each picture. */
      readonly bands: number;
      readonly frames: number;
      /** What the width spans. */
      readonly seconds: number;
      /** What the height spans, in Hz, evenly in pitch (mel) rather than in frequency. */
      readonly lowestFrequency: number;
      readonly highestFrequency: number;
      /** One name per way, for instance `seven (theo)`. */
      readonly classNames: readonly string[];
      /**
       * Grey bytes [bands, frames], base64, the highest band first: black is the quietest place of the recording, white
       * the loudest.
       */
      readonly support: readonly { readonly way: number; readonly pixels: string }[];
      readonly query: readonly { readonly way: number; readonly pixels: string }[];
    }
  | {
      readonly kind: 'paths';
      /** The part of the plane to draw. */
      readonly bounds: { readonly x: Interval; readonly y: Interval };
      readonly goal: Point;
      /** Trajectories end within this distance of the goal; null where they always last to the horizon. */
      readonly goalRadius: number | null;
      /**
       * For each of the sample's steps a few trajectories of the policy that it has then, all drawn with the same
       * noise.
       */
      readonly trajectories: readonly (readonly DrawnTrajectory[])[];
    }
  | {
      readonly kind: 'texts';
      /** One name per way, for instance `exchange_rate`. */
      readonly classNames: readonly string[];
      /** Texts as the data set has them, cut where they are very long, with the way each belongs to. */
      readonly support: readonly { readonly way: number; readonly text: string }[];
      readonly query: readonly { readonly way: number; readonly text: string }[];
    }
  | {
      /** Regression without a picture of its own: true and answered values are set beside each other. */
      readonly kind: 'values';
      /** For each query sample the values of its target. */
      readonly targets: readonly (readonly number[])[];
    };

/** One trajectory: where the point, or the arm's fingertip, was at each time step. */
export interface DrawnTrajectory {
  readonly path: readonly Point[];
  /** The arm at the last time step, from its base over its elbow to its fingertip; empty for a point. */
  readonly finalPose: readonly Point[];
  /** Sum of its rewards, undiscounted. */
  readonly totalReward: number;
}
