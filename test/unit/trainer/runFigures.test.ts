// Figures on their way into a run's files and back, and the clock that gives its speed.

import assert from 'node:assert/strict';
import type { HeldOutSummary } from '../../../src/meta/evaluate.ts';
import type { Figure } from '../../../src/runs/figureBatch.ts';
import type { HeldOutFigure } from '../../../src/runs/manifest.ts';
import { type AcknowledgedFigures, FigureGatherer } from '../../../src/trainer/recordedFigures.ts';
import { RunClock } from '../../../src/trainer/runClock.ts';
import { asRecorded, evaluationScalars, heldOutFigure, withFigure } from '../../../src/trainer/runFigures.ts';

const nothing = { latest: null, best: null, untrained: null, trainingClasses: null };
const unacknowledged: AcknowledgedFigures = { ...nothing, iteration: 0, latestTrainingLoss: null };
const lossOf = (iteration: number, loss: number): HeldOutFigure => ({ iteration, loss, lossCi95: 0.5 });
const accuracyOf = (iteration: number, accuracy: number): HeldOutFigure => ({
  ...lossOf(iteration, 1),
  accuracy,
  accuracyCi95: 0.1,
});
const figuresAfter = (...figures: readonly HeldOutFigure[]) => figures.reduce(withFigure, nothing);

describe('the best figure', () => {
  it('is the highest accuracy, the first of equals', () => {
    assert.equal(
      figuresAfter(accuracyOf(0, 0.2), accuracyOf(50, 0.9), accuracyOf(100, 0.9), accuracyOf(150, 0.8)).best?.iteration,
      50,
    );
  });

  it('is the lowest loss where there is no accuracy, and a loss that is no number is never better', () => {
    assert.equal(figuresAfter(lossOf(0, 3), lossOf(50, 1), lossOf(100, 2)).best?.iteration, 50);
    assert.equal(figuresAfter(lossOf(0, Number.NaN), lossOf(50, 7)).best?.iteration, 50);
    assert.equal(figuresAfter(lossOf(0, 7), lossOf(50, Number.NaN)).best?.iteration, 0);
  });

  it('is the highest return of a policy', () => {
    const returnOf = (iteration: number, value: number) => ({
      ...lossOf(iteration, Number.NaN),
      return: value,
      returnCi95: 1,
    });
    assert.equal(figuresAfter(returnOf(0, -40), returnOf(50, -9), returnOf(100, -12)).best?.iteration, 50);
    assert.equal(figuresAfter(returnOf(0, Number.NaN), returnOf(50, -99)).best?.iteration, 50);
  });

  it('and the others do not depend on when the untrained initialization is measured', () => {
    const late = figuresAfter(accuracyOf(50, 0.5), accuracyOf(0, 0.2));
    assert.deepEqual([late.untrained?.iteration, late.latest?.iteration, late.best?.iteration], [0, 50, 50]);
  });
});

function figureAt(iteration: number, tag: string, value: number): Figure {
  return { tag, iteration, value, wallTime: 0 };
}

function gathered(figures: readonly Figure[], upTo: number, acknowledged: AcknowledgedFigures = unacknowledged) {
  const gatherer = new FigureGatherer(upTo);
  gatherer.add(figures);
  return gatherer.result(acknowledged);
}

describe('recorded figures', () => {
  const summary: HeldOutSummary = {
    tasks: 3,
    transductive: false,
    steps: [0, 5],
    loss: [
      { mean: 1.6, ci95: 0.01 },
      { mean: 0.1, ci95: 0.02 },
    ],
    accuracy: [
      { mean: 0.2, ci95: 0.03 },
      { mean: 0.95, ci95: 0.04 },
    ],
    return: [],
  };

  it('come back from the event files as the manifest had them', () => {
    const written = evaluationScalars(summary).map(({ tag, value }) => figureAt(50, tag, Math.fround(value)));
    const { figures, evaluatedUpTo } = gathered(written, 60);
    assert.deepEqual(figures.latest, heldOutFigure(50, summary));
    assert.deepEqual(figures.latest, { iteration: 50, loss: 0.1, lossCi95: 0.02, accuracy: 0.95, accuracyCi95: 0.04 });
    assert.equal(evaluatedUpTo, undefined, 'the untrained initialization has not been measured');
    assert.deepEqual(gathered(written, 49).figures, nothing);
  });

  it('of training classes come back beside those of held-out tasks, and are no figure of merit', () => {
    const trainingClasses = {
      ...summary,
      accuracy: [summary.accuracy[0], { mean: 0.99, ci95: 0.01 }].flatMap((one) => one ?? []),
    };
    const written = (iteration: number, beside?: HeldOutSummary) =>
      evaluationScalars(summary, beside).map(({ tag, value }) => figureAt(iteration, tag, Math.fround(value)));
    const { figures } = gathered([...written(0, trainingClasses), ...written(50, trainingClasses)], 60);
    assert.deepEqual(figures.trainingClasses, heldOutFigure(50, trainingClasses));
    assert.equal(figures.trainingClasses?.accuracy, 0.99);
    assert.equal(figures.best?.accuracy, 0.95);
    assert.equal(gathered(written(50), 60).figures.trainingClasses, null);
    assert.equal(gathered(written(50, trainingClasses), 49).figures.trainingClasses, null);
  });

  it("come back for a policy's return, without any other", () => {
    const returns = [
      { mean: -40, ci95: 3 },
      { mean: -12.5, ci95: 0.5 },
    ];
    const ofPolicy: HeldOutSummary = { ...summary, loss: [], accuracy: [], return: returns };
    const scalars = evaluationScalars(ofPolicy);
    assert.deepEqual(
      scalars.map(({ tag, value }) => `${tag} ${value}`),
      [
        'adaptation/return/0 -40',
        'adaptation/return/0_ci95 3',
        'adaptation/return/5 -12.5',
        'adaptation/return/5_ci95 0.5',
        'eval/return -12.5',
        'eval/return_ci95 0.5',
      ],
    );
    const { figures, evaluatedUpTo } = gathered(
      scalars.map(({ tag, value }) => figureAt(0, tag, value)),
      60,
    );
    const figure = { iteration: 0, loss: Number.NaN, lossCi95: Number.NaN, return: -12.5, returnCi95: 0.5 };
    assert.deepEqual(figures, { untrained: figure, latest: figure, best: figure, trainingClasses: null });
    assert.deepEqual(heldOutFigure(0, ofPolicy), figure);
    assert.equal(evaluatedUpTo, 0);
  });

  it('have the digits of a 32-bit float', () => {
    assert.equal(asRecorded(1 / 3), 0.3333333);
    assert.equal(asRecorded(123456789), 123456800);
    assert.equal(asRecorded(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
    assert.ok(Number.isNaN(asRecorded(Number.NaN)));
  });
});

describe("a run's pace", () => {
  it('is that of its meta-iterations, and follows a change in some seconds', () => {
    const clock = new RunClock(0);
    for (let iteration = 0; iteration < 100; iteration++) {
      const { iterationsPerSecond, workerIdleShare } = clock.noteIteration(0.1, 0.25);
      assert.ok(Math.abs(iterationsPerSecond - 10) < 1e-9 && Math.abs(workerIdleShare - 0.25) < 1e-9);
    }
    let pace = clock.noteIteration(0.5, 0);
    for (let seconds = 0; seconds < 20; seconds += 0.5) pace = clock.noteIteration(0.5, 0);
    assert.ok(Math.abs(pace.iterationsPerSecond - 2) < 0.3, String(pace.iterationsPerSecond));
    assert.ok(pace.workerIdleShare < 0.02, String(pace.workerIdleShare));
  });
});
