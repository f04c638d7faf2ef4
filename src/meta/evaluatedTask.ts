// EvaluatedTask: what was measured on one held-out task, by the kind of what can be measured.

import type { Quantity } from '../experiment/quantities.ts';
import type { GradedAnswers } from './gradedAnswers.ts';

/** One held-out task, measured at each of a request's `curveSteps`. */
export type EvaluatedTask = ClassificationOutcome | RegressionOutcome | ControlOutcome;

export interface ClassificationOutcome {
  readonly kind: 'classification';
  /** Mean negative log-likelihood of the query samples' classes. */
  readonly losses: readonly number[];
  /** Share of query samples classified correctly, 0 … 1. */
  readonly accuracies: readonly number[];
  /** One name for each way. */
  readonly classNames: readonly string[];
  /** Way that each query sample belongs to. */
  readonly targets: Int32Array;
  /** The answers at the first and at the last of the steps. */
  readonly before: GradedAnswers;
  readonly after: GradedAnswers;
  /** Where the request asked for them. */
  readonly samples?: OutcomeSamples;
}

/** Which samples of the data a task was made of, in its order, by their numbers. */
export interface OutcomeSamples {
  readonly support: readonly number[];
  readonly query: readonly number[];
  /** [query samples, ways], after adaptation; where the request asked for them, too. */
  readonly probabilities?: Float32Array;
}

interface RegressionOutcome {
  readonly kind: 'regression';
  /** Mean squared error on the query set. */
  readonly losses: readonly number[];
}

interface ControlOutcome {
  readonly kind: 'control';
  /** Mean over trajectories of the undiscounted sum of rewards. */
  readonly returns: readonly number[];
}

export interface MeasuredQuantity {
  readonly quantity: Quantity;
  /** At each of the request's `curveSteps`. */
  readonly values: readonly number[];
}

/** The figures of a task; the first is the one that matters most. */
export function quantitiesOf(task: EvaluatedTask): readonly [MeasuredQuantity, ...MeasuredQuantity[]] {
  switch (task.kind) {
    case 'classification':
      return [
        { quantity: 'accuracy', values: task.accuracies },
        { quantity: 'loss', values: task.losses },
      ];
    case 'regression':
      return [{ quantity: 'loss', values: task.losses }];
    case 'control':
      return [{ quantity: 'return', values: task.returns }];
  }
}
