// Calibration and confusion over tasks, against examples made by hand.

import assert from 'node:assert/strict';
import { randomStream } from '../../../src/engine/random.ts';
import { calibrationOf } from '../../../src/meta/calibration.ts';
import { commonMistakes, confusionOf } from '../../../src/meta/confusion.ts';
import type { ClassificationOutcome } from '../../../src/meta/evaluatedTask.ts';
import type { GradedAnswers } from '../../../src/meta/gradedAnswers.ts';

describe('calibration', () => {
  it('is the weighted distance of accuracy and confidence over bins', () => {
    const { bins, ...calibration } = calibrationOf(
      [
        task([0, 1, 2], { predicted: [0, 1, 1], confidence: [0.9, 0.62, 0.42], loss: 0.5, brier: 0.3 }),
        task([1], { predicted: [0], confidence: [0.9], loss: 2.5, brier: 1.5 }),
      ],
      'after',
    );
    // By hand: 2/4 · |1/2 − 0.9| + 1/4 · |1 − 0.62| + 1/4 · |0 − 0.42|
    assertClose(calibration.expectedCalibrationError, 0.4);
    assertClose(calibration.meanConfidence, 0.71);
    assertClose(calibration.negativeLogLikelihood, (3 * 0.5 + 2.5) / 4);
    assertClose(calibration.brierScore, (3 * 0.3 + 1.5) / 4);
    assert.deepEqual([calibration.samples, calibration.accuracy], [4, 0.5]);
    assert.deepEqual(
      bins.map(({ from, to, samples, accuracy }) => [Math.round(from * 15), Math.round(to * 15), samples, accuracy]),
      [
        [6, 7, 1, 0],
        [9, 10, 1, 1],
        [13, 14, 2, 0.5],
      ],
    );
  });

  it('counts certainty in the last bin, and both ends of the range', () => {
    const { bins } = calibrationOf([task([0, 0], { predicted: [0, 0], confidence: [1, 0] })], 'after');
    assert.deepEqual(
      bins.map(({ from, to }) => [from, to]),
      [
        [0, 1 / 15],
        [14 / 15, 1],
      ],
    );
  });

  it('is near 0 for a classifier that is right as often as it says, and large for one that always claims to know', () => {
    const random = randomStream(4, 'split');
    const claims = Array.from({ length: 40_000 }, () => 0.2 + 0.8 * random.uniform());
    const predicted = claims.map((confidence) => (random.uniform() < confidence ? 0 : 1));
    const targets = claims.map(() => 0);
    const honest = calibrationOf([task(targets, { predicted, confidence: claims })], 'after');
    assert.ok(honest.expectedCalibrationError < 0.02, `${honest.expectedCalibrationError}`);
    const boasting = calibrationOf([task(targets, { predicted, confidence: claims.map(() => 0.99) })], 'after');
    assertClose(boasting.expectedCalibrationError, 0.99 - boasting.accuracy, 1e-6);
  });

  it('is no number where an answer is none', () => {
    const calibration = calibrationOf([task([0, 1], { predicted: [0, 0], confidence: [Number.NaN, 0.5] })], 'after');
    assert.ok(Number.isNaN(calibration.expectedCalibrationError) && Number.isNaN(calibration.meanConfidence));
    assert.deepEqual([calibration.samples, calibration.accuracy, calibration.bins.length], [2, Number.NaN, 1]);
  });

  it('looks at the answers before adaptation where it is asked to', () => {
    const answers = { predicted: [0], confidence: [0.3] };
    assertClose(
      calibrationOf([{ ...task([0], { predicted: [0], confidence: [0.9] }), before: graded(answers) }], 'before')
        .meanConfidence,
      0.3,
    );
  });
});

describe('confusion', () => {
  const tasks = [
    task([0, 1, 2], { predicted: [1, 1, 2], classNames: ['cat', 'dog', 'ant'] }),
    task([0, 0, 1], { predicted: [1, 0, 0], classNames: ['cat', 'dog'] }),
  ];

  it('is told by class, whatever way a class has in a task', () => {
    const { classes, counts } = confusionOf(tasks);
    assert.deepEqual(classes, ['ant', 'cat', 'dog']);
    assert.deepEqual(counts, [
      [0, 0, 1],
      [1, 1, 1],
      [1, 2, 2],
      [2, 1, 1],
      [2, 2, 1],
    ]);
    const asked = counts.reduce((sum, [, , times]) => sum + times, 0);
    assert.equal(asked, 6);
  });

  it('lists the most frequent mistakes first', () => {
    assert.deepEqual(commonMistakes(confusionOf(tasks), 1), [{ actual: 'cat', predicted: 'dog', times: 2, asked: 3 }]);
    assert.equal(commonMistakes(confusionOf(tasks), 9).length, 2);
  });
});

interface Answers {
  readonly predicted: readonly number[];
  readonly confidence?: readonly number[];
  readonly loss?: number;
  readonly brier?: number;
}

function graded({ predicted, confidence = [], loss = 0, brier = 0 }: Answers): GradedAnswers {
  return { predicted: Int32Array.from(predicted), confidence: Float32Array.from(confidence), loss, accuracy: 0, brier };
}

function task(
  targets: readonly number[],
  { classNames = [], ...answers }: Answers & { classNames?: string[] },
): ClassificationOutcome {
  const after = graded(answers);
  return {
    kind: 'classification',
    losses: [],
    accuracies: [],
    classNames,
    targets: Int32Array.from(targets),
    before: after,
    after,
  };
}

function assertClose(actual: number, expected: number, tolerance = 1e-7): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}
