// Numbers as the page writes them. Spaces inside a number and its unit do not break; here they are written as plain
// ones.

import assert from 'node:assert/strict';
import {
  formatDuration,
  formatDurationRoughly,
  formatLoss,
  formatLossInterval,
  formatPercent,
  formatPercentInterval,
  formatProgress,
  formatQuantity,
  formatShareInterval,
  formatSpeed,
  formatTick,
} from '../../../src/words/formatFigures.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('format', () => {
  it('writes losses with three significant digits', () => {
    const cases: [number, string][] = [
      [0.31249, '0.312'],
      [0.5, '0.500'],
      [2.345, '2.35'],
      [12.34, '12.3'],
      [1234.5, '1,230'],
      [0.00012345, '1.23e-4'],
      [12_345_678, '1.23e7'],
      [0, '0'],
      [Number.NaN, 'not a number'],
      [Number.POSITIVE_INFINITY, '∞'],
    ];
    for (const [value, expected] of cases) assert.equal(plain(formatLoss(value)), expected);
  });

  it('gives an interval at least one digit that says something', () => {
    const cases: [number, number, string][] = [
      [0.312, 0.0123, '0.312 ± 0.012'],
      [2.34, 0.003, '2.340 ± 0.003'],
      [3.7, 0.38, '3.70 ± 0.38'],
      [0.0002, 0.00003, '2.00e-4 ± 3.0e-5'],
      [0, 0, '0 ± 0'],
    ];
    for (const [value, ci95, expected] of cases) assert.equal(plain(formatLossInterval(value, ci95)), expected);
  });

  it('writes shares as percentages with one decimal', () => {
    const shares: [number, string][] = [
      [0.9321, '93.2 %'],
      [1, '100.0 %'],
      [0, '0.0 %'],
    ];
    for (const [value, expected] of shares) assert.equal(plain(formatPercent(value)), expected);
    const intervals: [number, number, string][] = [
      [0.9321, 0.0066, '93.2 ± 0.7 %'],
      [0.9968, 0.0004, '99.68 ± 0.04 %'],
      [0.9996, 0.0006, '99.96 ± 0.06 %'],
      [0.9948, 0.00199, '99.48 ± 0.20 %'],
      [1, 0, '100.0 ± 0.0 %'],
    ];
    for (const [value, ci95, expected] of intervals) assert.equal(plain(formatPercentInterval(value, ci95)), expected);
  });

  it('writes the interval of a share by its ends where one of them is beyond what can be', () => {
    const cases: [number, number, string][] = [
      [1, 0.4507, '100.0 (54.9–100) %'],
      [0.03, 0.052, '3.0 (0–8.2) %'],
      [0.5, 0.9, '50.0 (0–100) %'],
      [0.9995, 0.0011, '99.95 (99.84–100) %'],
      [0.932, 0.007, '93.2 ± 0.7 %'],
      [0.75, 0.25, '75.0 ± 25.0 %'],
      [Number.NaN, 0.1, 'not a number'],
      [0.9, Number.NaN, '90.0 %'],
    ];
    for (const [share, ci95, expected] of cases) assert.equal(plain(formatShareInterval(share, ci95)), expected);
  });

  it('writes durations in the two units that matter', () => {
    const cases: [number, string][] = [
      [0.3, '< 1 s'],
      [8.4, '8 s'],
      [59.6, '1 min 00 s'],
      [200, '3 min 20 s'],
      [3900, '1 h 05 min'],
      [183_600, '2 d 3 h'],
    ];
    for (const [value, expected] of cases) assert.equal(plain(formatDuration(value)), expected);
    assert.equal(formatDuration(null), '–');
  });

  it('writes times that are foretold in two digits of one unit', () => {
    const cases: [number, string][] = [
      [0.3, '< 1 s'],
      [8.4, '8 s'],
      [59.6, '60 s'],
      [99.6, '1.7 min'],
      [1234.5, '21 min'],
      [5969, '99 min'],
      [5971, '1.7 h'],
      [86_400, '24 h'],
      [183_600, '2.1 d'],
      [86_400 * 123, '120 d'],
    ];
    for (const [value, expected] of cases) assert.equal(plain(formatDurationRoughly(value)), expected);
    assert.equal(formatDurationRoughly(null), '–');
  });

  it('writes speeds so that slow and fast ones can be read', () => {
    const cases: [number, string][] = [
      [42.37, '42.4'],
      [0.01234, '0.0123'],
      [1422.4, '1,422'],
    ];
    for (const [value, expected] of cases) assert.equal(plain(formatSpeed(value)), expected);
    assert.equal(formatSpeed(null), '–');
  });

  it('calls a run finished only when it is', () => {
    assert.equal(plain(formatProgress(999, 1000)), '99 %');
    assert.equal(plain(formatProgress(1000, 1000)), '100 %');
  });

  it('writes ticks without the noise of binary fractions', () => {
    assert.equal(formatTick(0.1 + 0.2), '0.3');
    assert.equal(formatTick(0.00001), '1e-5');
    assert.equal(formatTick(2_000_000), '2e6');
  });

  it('counts one and many', () => {
    assert.equal(plain(formatQuantity(1, 'held-out task')), '1 held-out task');
    assert.equal(plain(formatQuantity(1234, 'class', 'classes')), '1,234 classes');
  });
});
