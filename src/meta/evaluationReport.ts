// EvaluationReport: everything that an evaluation says of an initialization, from what was measured on each task.

import { isHigherBetter, type Quantity } from '../experiment/quantities.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import { type ClassConfusion, confusionOf } from './confusion.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import { type ClassificationOutcome, type EvaluatedTask, quantitiesOf } from './evaluatedTask.ts';
import { type MeanWithInterval, meanWithInterval, valueKindOf } from './interval.ts';

/** By what is measured. */
export type EvaluationReport = ClassificationReport | RegressionReport | ControlReport;

interface ReportOfAnyKind {
  /** Tasks that were measured. */
  readonly tasks: number;
  /** Inner steps after which they were measured: the first is 0. */
  readonly steps: readonly number[];
  /** The first is the one that matters most. */
  readonly figures: readonly FigureReport[];
  /** The tasks that ended worst by the first figure, the worst first. */
  readonly worst: readonly RankedTask[];
}

interface ClassificationReport extends ReportOfAnyKind {
  readonly kind: 'classification';
  readonly calibration: { readonly before: Calibration; readonly after: Calibration };
  readonly confusion: ClassConfusion;
}

interface RegressionReport extends ReportOfAnyKind {
  readonly kind: 'regression';
}

interface ControlReport extends ReportOfAnyKind {
  readonly kind: 'control';
}

export interface FigureReport {
  readonly quantity: Quantity;
  /** Mean and interval at each of the steps. */
  readonly curve: readonly MeanWithInterval[];
  /** Over tasks, before any inner step and after the last. */
  readonly before: Distribution;
  readonly after: Distribution;
}

interface RankedTask {
  /** Its number in the sequence of held-out tasks. */
  readonly task: number;
  /** The first figure after adaptation. */
  readonly value: number;
}

/** A quantity of every task before and after adaptation, in task order: what paired comparisons need. */
export interface TaskFigures {
  readonly quantity: Quantity;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** As many of the worst tasks as a person will look at. */
const worstTasks = 10;

/**
 * @param evaluated at least one task, all of one kind, measured at `steps`
 * @param firstTask number of the first of them
 */
export function reportEvaluation(
  evaluated: readonly EvaluatedTask[],
  steps: readonly number[],
  firstTask: number,
): EvaluationReport {
  const kind = firstOf(evaluated).kind;
  const common = {
    tasks: evaluated.length,
    steps,
    figures: figuresOf(evaluated, steps),
    worst: rankWorst(evaluated, firstTask),
  };
  switch (kind) {
    case 'classification': {
      const classified = evaluated.filter((task): task is ClassificationOutcome => task.kind === 'classification');
      const calibration = { before: calibrationOf(classified, 'before'), after: calibrationOf(classified, 'after') };
      return { kind, ...common, calibration, confusion: confusionOf(classified) };
    }
    case 'regression':
    case 'control':
      return { kind, ...common };
  }
}

function firstOf(evaluated: readonly EvaluatedTask[]): EvaluatedTask {
  const [first] = evaluated;
  if (first === undefined) throw new RangeError('An evaluation has at least one task.');
  return first;
}

/** The figures of each task, to be kept beside the report. */
export function figuresOfTasks(evaluated: readonly EvaluatedTask[]): TaskFigures[] {
  return valuesByQuantity(evaluated).map(({ quantity, values }) => ({
    quantity,
    before: values.map((ofTask) => ofTask.at(0) ?? Number.NaN),
    after: values.map((ofTask) => ofTask.at(-1) ?? Number.NaN),
  }));
}

function figuresOf(evaluated: readonly EvaluatedTask[], steps: readonly number[]): FigureReport[] {
  return valuesByQuantity(evaluated).map(({ quantity, values }) => {
    const at = (index: number) => values.map((ofTask) => ofTask.at(index) ?? Number.NaN);
    return {
      quantity,
      curve: steps.map((_, index) => meanWithInterval(at(index), valueKindOf(quantity))),
      before: distributionOf(at(0), quantity),
      after: distributionOf(at(-1), quantity),
    };
  });
}

/** For each quantity the values of each task at each step. */
function valuesByQuantity(
  evaluated: readonly EvaluatedTask[],
): { readonly quantity: Quantity; readonly values: readonly (readonly number[])[] }[] {
  const measured = evaluated.map(quantitiesOf);
  return quantitiesOf(firstOf(evaluated)).map(({ quantity }, index) => ({
    quantity,
    values: measured.map((ofTask) => ofTask[index]?.values ?? []),
  }));
}

/** Where the first figure is equal, as accuracies often are, the second decides, and then the number. */
function rankWorst(evaluated: readonly EvaluatedTask[], firstTask: number): RankedTask[] {
  const ranked = evaluated.map((task, index) => {
    const quantities = quantitiesOf(task);
    const badness = quantities.map(({ quantity, values }) => {
      const value = values.at(-1) ?? Number.NaN;
      return Number.isNaN(value) ? Number.POSITIVE_INFINITY : isHigherBetter(quantity) ? -value : value;
    });
    return { task: firstTask + index, value: quantities[0].values.at(-1) ?? Number.NaN, badness };
  });
  ranked.sort((a, b) => compareLists(b.badness, a.badness) || a.task - b.task);
  return ranked.slice(0, worstTasks).map(({ task, value }) => ({ task, value }));
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) < (b[index] ?? 0) ? -1 : 1;
}
