// The messages of the compare page, both directions: of each run what the panel is told of it, and what only several
// runs together have. Knows neither VS Code nor the DOM.

import type { BaselineName } from '../experiment/baselineNames.ts';
import type { Quantity } from '../experiment/quantities.ts';
import type { CorrectedDifference } from '../meta/correctedDifferences.ts';
import type { AdaptationSample } from '../meta/executor.ts';
import type { MeanWithInterval } from '../meta/interval.ts';
import type { Fact } from '../runs/experimentFacts.ts';
import type { WhyUnpaired } from '../runs/pairs/whyUnpaired.ts';
import type { RunNotice } from '../runs/runNotice.ts';
import type { HostMessage, MeasuredMean, PanelState, RunKey } from './panelMessages.ts';
import type { DrawnColour } from './runColours.ts';

/** More lines than this nobody tells apart. */
export const mostCompared = 50;

/** Samples that stand side by side: more find no room, and each may take megabytes. */
export const mostSamples = 4;

/** What is known of a run beside the others. */
export interface RunBeside {
  readonly runKey: RunKey;
  /** What tells it from the others that are shown; its name where nothing does. */
  readonly label: string;
  /** With its name. */
  readonly title: string;
  readonly colour: DrawnColour;
  /** The same in runs that differ in nothing but the seed, and in what changes no figure. */
  readonly group: number;
  readonly seed: Fact | null;
  /** Otherwise it was not read yet, or cannot be: a parameter that it has no value of may have one. */
  readonly isExperimentKnown: boolean;
  /** Tasks of a meta-iteration; null where the experiment does not say, or cannot be read. */
  readonly tasksPerIteration: number | null;
  /** Inner steps of a task in training; null likewise. */
  readonly innerStepsPerTask: number | null;
}

/** A parameter of the experiments. */
export interface ParameterRow {
  /** Its dotted key. */
  readonly place: string;
  /** As labels call it. */
  readonly title: string;
  /** In the order of the runs; null where a run has none. */
  readonly values: readonly (Fact | null)[];
  readonly differs: boolean;
}

/** Held-out tasks on which two runs at least were measured. */
export interface TasksChoice {
  readonly shots: number | null;
  readonly transductive: boolean;
  readonly seed: number;
  readonly firstTask: number;
  readonly tasks: number;
  readonly runs: number;
}

/** A figure that is no number arrives as null. */
export interface PairedRow {
  readonly runKey: RunKey;
  /** Meta-iteration of what was measured. */
  readonly iteration: number;
  readonly after: MeasuredMean;
  readonly difference: PairedFigure | null;
}

type PairedFigure = MeasuredMean & { readonly p: number | null; readonly pHolm: number | null };

/** A classical method on the same tasks, set beside the reference. */
export interface PairedBaseline {
  readonly name: BaselineName;
  readonly after: MeasuredMean;
  readonly difference: PairedFigure;
}

export interface PairedRuns {
  readonly quantity: Quantity;
  readonly tasks: number;
  readonly reference: RunKey;
  /** That the differences are corrected for: every pair, where a person chose the reference with the figures in sight. */
  readonly comparisons: number;
  /** The reference is among them. */
  readonly rows: readonly PairedRow[];
  /** Empty where none were measured on these tasks. */
  readonly baselines: readonly PairedBaseline[];
}

/** What stored evaluations say of the runs on the same tasks. */
export interface Pairing {
  readonly choices: readonly TasksChoice[];
  /** Place in `choices` of what is shown. */
  readonly chosen: number;
  /** Null where no two runs were measured on the same tasks. */
  readonly paired: PairedRuns | null;
  readonly unpaired: readonly { readonly runKey: RunKey; readonly why: WhyUnpaired }[];
}

export type CompareHostMessage =
  | HostMessage
  /** Which runs there are and what differs among them; whenever that changes. */
  | {
      readonly kind: 'runsBeside';
      /** In the order in which they are shown. */
      readonly runs: readonly RunBeside[];
      readonly parameters: readonly ParameterRow[];
      /** Runs that were asked for, and are not shown. */
      readonly leftOut: number;
    }
  | { readonly kind: 'pairing'; readonly pairing: Pairing }
  /** The newest sample of a run that was asked for; whenever there is another. */
  | {
      readonly kind: 'sample';
      readonly runKey: RunKey;
      /** Null where none can be drawn. */
      readonly drawn: { readonly iteration: number; readonly sample: AdaptationSample } | null;
      /** What is wrong with a later one. */
      readonly problem: RunNotice | null;
    };

export type ComparePageMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'openRun'; readonly runKey: RunKey }
  | { readonly kind: 'removeRun'; readonly runKey: RunKey }
  | { readonly kind: 'addRuns' }
  /** Shows the experiments of two runs side by side in the editor. */
  | { readonly kind: 'showDifferences'; readonly left: RunKey; readonly right: RunKey }
  /** Measures these on the same tasks, as the person is asked then. */
  | { readonly kind: 'measure'; readonly runKeys: readonly RunKey[] }
  /** What the paired differences are of, and from which run. */
  | { readonly kind: 'pair'; readonly chosen: number; readonly reference: RunKey }
  /** Whose samples are shown, `mostSamples` at most: these and no others are told from then on. */
  | { readonly kind: 'showSamples'; readonly runKeys: readonly RunKey[] };

/** What stands on the x axis of curves over a run. */
export const progressAxes = ['metaIteration', 'tasks', 'innerSteps', 'workTime', 'wallTime'] as const;
export type ProgressAxis = (typeof progressAxes)[number];

/** What the page keeps with `setState`, so that a reloaded window compares the same runs with the same choices. */
export interface CompareState extends Omit<PanelState, 'runDirectory'> {
  readonly directories: readonly RunKey[];
  readonly xAxis: ProgressAxis;
  readonly foldsSeeds: boolean;
  readonly showsAllParameters: boolean;
  /** What runs are placed by in the scatter plot; null: as the page chooses. */
  readonly across: string | null;
  readonly up: string | null;
  /** Whose figures over the run are drawn besides; null: none. */
  readonly tag: string | null;
  /** A run whose held-out task is shown side by side with what others make of it; null: that which most runs have. */
  readonly heldOutTask: RunKey | null;
  readonly hidden: readonly RunKey[];
}

/** For messages, which JSON carries. */
export function toMeasured({ mean, ci95 }: MeanWithInterval): MeasuredMean {
  return { mean: finiteOrNull(mean), ci95: finiteOrNull(ci95) };
}

export function toPairedDifference(difference: CorrectedDifference): PairedFigure {
  return { ...toMeasured(difference), p: finiteOrNull(difference.p), pHolm: finiteOrNull(difference.pHolm) };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
