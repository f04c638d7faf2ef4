// The panel's messages, both directions. Imported by the host and by the page; knows neither VS Code nor the DOM.
//
// What the page needs of the document that the host writes: `<link rel="stylesheet">` to the styles of `pageStyles.ts`, `<script
// type="module" nonce>` of panel.js, an otherwise empty `<body>` with the attribute `data-run-key`, and where it
// is not to speak English with `data-translations`, and the policy of `pagePolicy.ts`.
// The toolkit's controls look for the nonce in `<meta property="csp-nonce">`.

import type { BaselineName } from '../experiment/baselineNames.ts';
import type { SortedFigures } from '../experiment/comparableFigures.ts';
import type { Quantity } from '../experiment/quantities.ts';
import type { PublishedFigure } from '../experiment/schema.ts';
import type { AdaptationSample } from '../meta/executor.ts';
import type { ReasonApart } from '../runs/comparableEvaluation.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { MeasuredParameters } from '../runs/measuredParameters.ts';
import type { FailureReason } from '../runs/runFailure.ts';
import type { RunNotice } from '../runs/runNotice.ts';
import type { RunState } from '../runs/runState.ts';
import type { NamedMerit } from '../runs/trainedBy.ts';

/**
 * Names a run in messages: the absolute path of its directory. A run's id would not do, since copies of a run share it.
 */
export type RunKey = string;

/**
 * A figure over meta-iterations, ascending; `values[i]` belongs to `iterations[i]`. A value that is no number (a loss
 * that overflowed) may arrive as null.
 */
export interface SeriesPoints {
  readonly tag: string;
  readonly iterations: readonly number[];
  readonly values: readonly (number | null)[];
  /**
   * Where points were left out (see `seriesThinning.ts`): what each remaining one stands for. Absent: each stands for
   * itself.
   */
  readonly thinned?: {
    readonly means: readonly (number | null)[];
    readonly counts: readonly number[];
  };
}

/** Held-out tasks' mean after 0, 1, … k inner steps, measured at one meta-iteration. */
export interface AdaptationCurve {
  readonly iteration: number;
  readonly steps: readonly number[];
  /** After each of `steps`; one entry for each quantity that was measured. */
  readonly measured: Readonly<Partial<Record<Quantity, MeasuredCurve>>>;
}

/** A value that is no number may arrive as null. */
export interface MeasuredCurve {
  readonly means: readonly (number | null)[];
  readonly ci95s: readonly (number | null)[];
}

/** A figure of held-out tasks at one meta-iteration. A value that is no number may arrive as null. */
export interface HeldOutMeasurement {
  readonly iteration: number;
  readonly value: number | null;
  readonly ci95: number | null;
}

/**
 * A stored evaluation: many held-out tasks, measured with one initialization. Values that are no number may arrive as
 * null.
 */
export interface EvaluationSummary {
  /** The file's name, by which it is known. */
  readonly file: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  /** Support samples of each class; null where a task has no such number. */
  readonly shots: number | null;
  readonly transductive: boolean;
  readonly tasks: number;
  readonly parameters: MeasuredParameters;
  /** Meta-iteration of the parameters that were measured, and the mean after 0, 1, … k inner steps. */
  readonly curve: AdaptationCurve;
  /** What the evaluation is judged by. */
  readonly quantity: Quantity;
  /** Why it stands for itself; null where it can be set beside others. */
  readonly apart: ReasonApart | null;
  readonly published: readonly PublishedFigure[];
  /** What classical methods achieve on the same tasks; null where they were not asked for. */
  readonly baselines: readonly BaselineSummary[] | null;
  /** Of a classifier: whether it is right as often as it says, and what it mistakes. */
  readonly classification: {
    readonly before: ReliabilitySummary;
    readonly after: ReliabilitySummary;
    readonly mistakes: readonly {
      readonly actual: string;
      readonly predicted: string;
      readonly times: number;
      readonly asked: number;
    }[];
  } | null;
}

interface BaselineSummary {
  readonly name: BaselineName;
  readonly quantity: Quantity;
  readonly after: MeasuredMean;
  /** Of the run from the baseline, on the same tasks. */
  readonly difference: MeasuredMean;
}

/** Null is no number, which a message cannot say. */
export interface MeasuredMean {
  readonly mean: number | null;
  readonly ci95: number | null;
}

export interface ReliabilitySummary {
  readonly expectedCalibrationError: number | null;
  readonly bins: readonly { readonly samples: number; readonly meanConfidence: number; readonly accuracy: number }[];
}

/** All stored evaluations of a run, newest first, and of others why they cannot be read. */
export interface EvaluationList {
  readonly evaluations: readonly EvaluationSummary[];
  readonly problems: readonly RunNotice[];
}

/** How the initialization is found. */
export interface AlgorithmSummary {
  /**
   * As the experiment file names it; of a run of a newer version perhaps unknown to this one, and null where another
   * program trains.
   */
  readonly kind: string | null;
  /** Where it is not the algorithm's usual one. */
  readonly outerOptimizer: 'adam' | 'sgd' | null;
  /** What ε is; null where nothing is updated. */
  readonly stepSize: 'metaStepSize' | 'outerLearningRate' | null;
}

/** What the panel's head shows of a run. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  /** It is queued, and does not start before the person has seen what it executes and agreed. */
  readonly needsApproval: boolean;
  /** It diverged: resumed as it is, it fails again bit for bit. */
  readonly failsAgain: boolean;
  readonly iteration: number;
  readonly metaIterations: number;
  readonly metaIterationsPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly activeSeconds: number;
  readonly engineVariant: string | null;
  /** Why this engine computes. */
  readonly engineReason: Manifest['engineReason'];
  readonly workers: number | null;
  /** Part of the time, 0 … 1, that a worker waits for others; null while the run does not compute. */
  readonly workerIdleShare: number | null;
  /** What all workers reserve together. */
  readonly memoryBytes: number | null;
  readonly seed: number;
  /** What it begins with in the place of random parameters, `RUN@20000`; null where it begins with these. */
  readonly beginsWith: string | null;
  readonly algorithm: AlgorithmSummary;
  /** What is measured on held-out tasks, the figure of merit first; empty until something was. */
  readonly quantities: readonly Quantity[];
  readonly heldOut: Manifest['heldOut'];
  /** What classical methods achieve on the run's held-out tasks; empty where nobody asked for that. */
  readonly baselines: readonly Omit<BaselineSummary, 'difference'>[];
  /** Null where the run's settings cannot be read. */
  readonly evaluationTasks: number | null;
  /** Samples that a held-out task adapts to, of each class where there are classes; null where a task has none. */
  readonly shots: number | null;
  /** Classes of a task; null where there are none. */
  readonly ways: number | null;
  readonly transductive: boolean;
  /** What another program than ours is judged by; null where none is named, and of our own runs. */
  readonly named: NamedMerit | null;
  /** The newest and the best figure of merit. */
  readonly latest: HeldOutMeasurement | null;
  readonly best: HeldOutMeasurement | null;
  /** Figures that others published: those that can be compared with this run's, and those measured in another way. */
  readonly published: SortedFigures;
  /** Null where the run has not failed, or gave no reason. */
  readonly failure: FailureReason | null;
  /** How far the data of a starting run are read; null where that takes no time. */
  readonly loading: Manifest['loading'];
  readonly checkpointIteration: number | null;
  /** Those that there are, newest first; empty until they were listed. */
  readonly checkpoints: readonly CheckpointSummary[];
}

/** A checkpoint that a run has. */
export interface CheckpointSummary {
  readonly iteration: number;
  readonly bytes: number;
  readonly isBest: boolean;
  /** The figure of merit that was measured at it; null where the run's manifest does not say. */
  readonly figure: HeldOutMeasurement | null;
}

/** Each message is about one run. A page passes over those about runs that it is not for. */
export type HostMessage =
  /** Everything; answers `ready` and follows when points were withdrawn (a resumed run starts at its checkpoint). */
  | {
      readonly kind: 'snapshot';
      readonly runKey: RunKey;
      readonly run: RunSummary;
      readonly series: readonly SeriesPoints[];
      readonly curves: readonly AdaptationCurve[];
      readonly sample: AdaptationSample | null;
      readonly sampleIteration: number | null;
      readonly evaluations: EvaluationList;
      /** What of the run's files cannot be read, or is to be known of them. */
      readonly notices: readonly RunNotice[];
    }
  /** Only what is new since the last message; points are to be appended. */
  | {
      readonly kind: 'delta';
      readonly runKey: RunKey;
      readonly run: RunSummary | null;
      readonly series: readonly SeriesPoints[];
      readonly curves: readonly AdaptationCurve[];
      readonly sample: AdaptationSample | null;
      readonly sampleIteration: number | null;
      /** All of them, where one was added or removed. */
      readonly evaluations: EvaluationList | null;
      /** All of them, where one came or went. */
      readonly notices: readonly RunNotice[] | null;
    }
  /** The run's folder is gone or unreadable. */
  | { readonly kind: 'unavailable'; readonly runKey: RunKey; readonly notice: RunNotice };

export type PanelMessage =
  /** The page is there, and waits for a snapshot of each of its runs. */
  { readonly kind: 'ready' } | RunMessage;

/** What the page asks of one of its runs. */
export type RunMessage =
  | { readonly kind: 'control'; readonly runKey: RunKey; readonly request: RunRequest }
  | { readonly kind: 'openExperiment'; readonly runKey: RunKey }
  /** The file that the run was made from, to change it. */
  | { readonly kind: 'editExperiment'; readonly runKey: RunKey }
  | { readonly kind: 'openLog'; readonly runKey: RunKey }
  | { readonly kind: 'evaluateCheckpoint'; readonly runKey: RunKey; readonly iteration: number };

export type RunRequest =
  | 'start'
  | 'startSmaller'
  | 'continueSmaller'
  | 'pause'
  | 'continue'
  | 'stop'
  | 'resume'
  | 'checkpoint';

/**
 * What the page keeps with `setState`, so that a reloaded window shows the same run with the same choices.
 */
export interface PanelState {
  /** The key of the page's run. */
  readonly runDirectory: RunKey;
  readonly logarithmicLoss: boolean;
  /** 0 (none) … below 1: weight of the past in the exponential moving average. */
  readonly smoothing: number;
  /** What the held-out and the adaptation chart show, where several quantities are measured. */
  readonly heldOutQuantity: Quantity;
  readonly adaptationQuantity: Quantity;
  /** Names of the figures that the charts of another program's run show, by their places; null: the likeliest. */
  readonly figures: readonly (string | null)[];
}
