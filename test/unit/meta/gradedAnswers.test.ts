// Answers of an adaptation that diverged: they are none, and have no accuracy, whatever share a class has of the queries.

import assert from 'node:assert/strict';
import { confusionOf } from '../../../src/meta/confusion.ts';
import type { ClassificationOutcome } from '../../../src/meta/evaluatedTask.ts';
import { figuresOfTasks, reportEvaluation } from '../../../src/meta/evaluationReport.ts';
import { gradeAnswers } from '../../../src/meta/gradedAnswers.ts';
import { reportSchema } from '../../../src/runs/evaluationReportSchema.ts';

/** Nine of ten queries are of the first class. */
const targets = Float32Array.from({ length: 10 }, (_, sample) => (sample === 9 ? 1 : 0));

function gradeWith(logit: number) {
  return gradeAnswers(
    Float32Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? logit : 0)),
    targets,
    2,
  );
}

function outcome(logit: number): ClassificationOutcome {
  const [before, after] = [gradeWith(1), gradeWith(logit)];
  return {
    kind: 'classification',
    losses: [before.loss, after.loss],
    accuracies: [before.accuracy, after.accuracy],
    classNames: ['no', 'yes'],
    targets: Int32Array.from(targets),
    before,
    after,
  };
}

describe('answers that are no numbers', () => {
  it('are none, and the accuracy of their task is no number, also where a single one is', () => {
    const { predicted, accuracy, confidence, loss } = gradeWith(Number.NaN);
    assert.deepEqual([...predicted], Array(10).fill(-1));
    assert.deepEqual([accuracy, loss, ...confidence], Array(12).fill(Number.NaN));
    const logits = Float32Array.from({ length: 20 }, (_, index) => (index === 4 ? Number.NaN : 1 - (index % 2)));
    const single = gradeAnswers(logits, targets, 2);
    assert.deepEqual([...single.predicted], [0, 0, -1, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual([single.accuracy, single.confidence[2]], [Number.NaN, Number.NaN]);
    assert.ok(!Number.isNaN(single.confidence[1] ?? Number.NaN));
    assert.equal(gradeWith(1).accuracy, 0.9);
  });

  it('make the mean over tasks no number, are in no confusion, and their tasks are the worst', () => {
    const tasks = [outcome(1), outcome(Number.NaN), ...Array.from({ length: 8 }, () => outcome(2))];
    const report = reportEvaluation(tasks, [0, 5], 0);
    const [{ quantity, after } = assert.fail()] = report.figures;
    assert.deepEqual([quantity, after.mean, after.ci95], ['accuracy', Number.NaN, Number.NaN]);
    assert.deepEqual([after.quantile05, after.median, after.quantile95], [Number.NaN, 0.9, 0.9]);
    assert.deepEqual(report.worst[0], { task: 1, value: Number.NaN });
    assert.deepEqual(confusionOf(tasks).counts, [
      [0, 0, 81],
      [1, 0, 9],
    ]);
    assert.ok(report.kind === 'classification' && Number.isNaN(report.calibration.after.accuracy));
    const [{ after: values } = assert.fail()] = figuresOfTasks(tasks);
    assert.deepEqual(values.slice(0, 3), [0.9, Number.NaN, 0.9]);
    assert.deepEqual(reportSchema.parse(JSON.parse(JSON.stringify(report))), report);
  });
});
