// What an evaluation says of an initialization.

import assert from 'node:assert/strict';
import type { EvaluatedTask } from '../../../src/meta/evaluatedTask.ts';
import { figuresOfTasks, reportEvaluation } from '../../../src/meta/evaluationReport.ts';

const graded = { predicted: Int32Array.of(0), confidence: Float32Array.of(1), loss: 0, accuracy: 1, brier: 0 };

function classified(losses: readonly number[], accuracies: readonly number[]): EvaluatedTask {
  const targets = Int32Array.of(0);
  return { kind: 'classification', losses, accuracies, classNames: ['a'], targets, before: graded, after: graded };
}

describe('a report of an evaluation', () => {
  const tasks = [
    classified([2, 0.4], [0.2, 0.8]),
    classified([2, 0.1], [0.3, 1]),
    classified([3, 0.9], [0.4, 0.8]),
    classified([1, Number.NaN], [0.1, 1]),
  ];

  it('has the quantity that matters most first, over tasks before and after adaptation', () => {
    const report = reportEvaluation(tasks, [0, 5], 0);
    assert.deepEqual([report.kind, report.tasks, report.steps], ['classification', 4, [0, 5]]);
    const [accuracy, loss] = report.figures;
    assert.deepEqual([accuracy?.quantity, loss?.quantity], ['accuracy', 'loss']);
    assert.equal(accuracy?.before.mean, 0.25);
    assert.ok(Math.abs((accuracy?.before.median ?? 0) - 0.25) < 1e-12);
    assert.equal(accuracy?.after.mean, 0.9);
    assert.deepEqual(accuracy?.curve, [
      { mean: accuracy?.before.mean, ci95: accuracy?.before.ci95 },
      { mean: accuracy?.after.mean, ci95: accuracy?.after.ci95 },
    ]);
    assert.ok(Number.isNaN(loss?.after.mean) && loss?.before.mean === 2);
    assert.ok(report.kind === 'classification' && report.calibration.after.samples === 4);
  });

  it('ranks the worst tasks by that quantity, then by the next, and by their numbers in the sequence', () => {
    assert.deepEqual(reportEvaluation(tasks, [0, 5], 100).worst, [
      { task: 102, value: 0.8 },
      { task: 100, value: 0.8 },
      { task: 103, value: 1 },
      { task: 101, value: 1 },
    ]);
    const many = Array.from(
      { length: 30 },
      (_, task): EvaluatedTask => ({ kind: 'regression', losses: [9, task % 7] }),
    );
    const { worst } = reportEvaluation(many, [0, 1], 0);
    assert.deepEqual(
      worst.map(({ task }) => task),
      [6, 13, 20, 27, 5, 12, 19, 26, 4, 11],
    );
  });

  it('keeps every task for paired comparisons', () => {
    assert.deepEqual(figuresOfTasks(tasks)[0], {
      quantity: 'accuracy',
      before: [0.2, 0.3, 0.4, 0.1],
      after: [0.8, 1, 0.8, 1],
    });
    assert.deepEqual(figuresOfTasks([{ kind: 'regression', losses: [3, 2, 1] }]), [
      { quantity: 'loss', before: [3], after: [1] },
    ]);
  });

  it('cannot be made of nothing', () => {
    assert.throws(() => reportEvaluation([], [0, 1], 0), /at least one task/);
  });
});
