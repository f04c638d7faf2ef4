// The share of a figure's variance that goes with a parameter, against SciPy's analysis of variance.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  epsilonSquared,
  fewestRuns,
  type ParameterAndFigure,
  shareExplained,
} from '../../../../src/table/importance/shareExplained.ts';
import { generatedFigures } from '../../../support/generatedFigures.ts';

const figures = generatedFigures(7, 24);
const rates = [0.005, 0.01, 0.02];
const rateOf = (run: number) => rates[run % 3] ?? 0;

function ofRuns(count: number, make: (run: number) => ParameterAndFigure): readonly ParameterAndFigure[] {
  return Array.from({ length: count }, (_, run) => make(run));
}

function shareOf(runs: readonly ParameterAndFigure[]) {
  const importance = shareExplained(runs);
  assert.ok(importance.kind === 'share', importance.kind);
  return importance;
}

const near = (actual: number, expected: number, by: number) =>
  assert.ok(Math.abs(actual - expected) <= by, `${actual} is not within ${by} of ${expected}`);

/**
 * Of `scipy.stats.f_oneway`, F, on the same figures: η² = F (k - 1) / (F (k - 1) + n - k), and from that
 * ε² = 1 - (1 - η²) (n - 1) / (n - k).
 */
describe('the share of variance that a parameter explains', () => {
  it('is that of an analysis of variance by its values', () => {
    const runs = ofRuns(24, (run) => ({ value: rateOf(run), figure: (figures[run] ?? 0) + 0.4 * (run % 3) }));
    const { share, groups } = shareOf(runs);
    near(share.share, 0.3244121408631389, 1e-12);
    assert.equal(groups, 3);
    // NumPy's own 4,000 resamples of the runs, moved in the same way.
    near(share.low, 0.067, 0.05);
    near(share.high, 0.58, 0.05);
    assert.deepEqual(shareExplained(runs), shareExplained(runs));
  });

  it('is corrected for chance: below 0 where values lie closer together than runs do, which is shown as 0', () => {
    const groupOf = figures.map((_, run) => run % 3);
    near(epsilonSquared(figures, groupOf) ?? Number.NaN, -0.02648787277108266, 1e-12);
    const { share } = shareOf(ofRuns(24, (run) => ({ value: rateOf(run), figure: figures[run] ?? 0 })));
    assert.equal(share.share, 0);
    assert.equal(share.low, 0);
  });

  it('cuts numbers with many values into four groups of as many runs, and leaves equal values together', () => {
    const values = generatedFigures(11, 24);
    const runs = ofRuns(24, (run) => ({
      value: values[run] ?? 0,
      figure: (values[run] ?? 0) + 0.3 * (figures[run] ?? 0),
    }));
    const { share, groups } = shareOf(runs);
    near(share.share, 0.7924311620178315, 1e-12);
    assert.equal(groups, 4);
    // All but five runs have one value.
    const tied = shareOf(ofRuns(24, (run) => ({ value: run < 5 ? run : 9, figure: run < 5 ? run : 9 + (run % 2) })));
    assert.equal(tied.groups, 2);
  });

  it('is said of twelve runs at least whose figure is a number', () => {
    const runs = ofRuns(fewestRuns, (run) => ({ value: run % 2 === 0, figure: run % 2 }));
    for (const end of Object.values(shareOf(runs).share)) near(end, 1, 1e-12);
    const without = runs.map((run, place) => (place === 0 ? { ...run, figure: Number.NaN } : run));
    assert.deepEqual(shareExplained(without), { kind: 'tooFewRuns', runs: 11, fewest: fewestRuns });
  });

  it('is not there where all runs have one value, each its own name, or come to the same', () => {
    const one = ofRuns(20, (run) => ({ value: 'sgd', figure: figures[run] ?? 0 }));
    assert.equal(shareExplained(one).kind, 'noGroups');
    assert.equal(shareExplained(one.map((run, place) => ({ ...run, value: `${place}` }))).kind, 'noGroups');
    assert.equal(shareExplained(ofRuns(20, (run) => ({ value: run % 2, figure: 0.5 }))).kind, 'noVariance');
  });
});
