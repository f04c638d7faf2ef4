// Figures as the terminal writes them, in digits that stand under each other.

import assert from 'node:assert/strict';
import { asciiSymbols, unicodeSymbols } from '../../../src/cli/symbols.ts';
import { formatCount } from '../../../src/words/formatFigures.ts';
import {
  formatAge,
  formatClock,
  formatInterval,
  formatNumber,
  formatPercentMeasurement,
  formatRate,
} from '../../../src/words/terminalFigures.ts';

describe('figures in the terminal', () => {
  it('shows accuracies as percentages with their interval', () => {
    assert.equal(formatPercentMeasurement({ value: 0.93249, ci95: 0.00712 }, unicodeSymbols), '93.2 ± 0.7 %');
    assert.equal(formatPercentMeasurement({ value: 1, ci95: 0 }, asciiSymbols), '100.0 +- 0.0 %');
  });

  it('gives a loss four significant digits and its interval as many decimals', () => {
    assert.equal(formatInterval({ value: 0.213449, ci95: 0.0121 }, unicodeSymbols), '0.2134 ± 0.0121');
    assert.equal(formatInterval({ value: 12.3456, ci95: 0.5 }, unicodeSymbols), '12.35 ± 0.50');
    assert.equal(formatInterval({ value: Number.NaN, ci95: Number.NaN }, unicodeSymbols), 'not a number');
  });

  it('shows numbers of any size legibly', () => {
    assert.equal(formatNumber(0), '0.000');
    assert.equal(formatNumber(1.6094379), '1.609');
    assert.equal(formatNumber(0.00123456), '0.001235');
    assert.equal(formatNumber(0.0000123456), '1.235e-5');
    assert.equal(formatNumber(-1234567), '-1.235e+6');
    assert.equal(formatNumber(Number.POSITIVE_INFINITY), 'infinite');
  });

  it('turns slow speeds around', () => {
    assert.equal(formatRate(412.6), '413 it/s');
    assert.equal(formatRate(3.44), '3.4 it/s');
    assert.equal(formatRate(0.08), '12.5 s/it');
    assert.equal(formatRate(0), '0 it/s');
  });

  it('shows durations from seconds to days', () => {
    assert.equal(formatClock(7.4), '0:07');
    assert.equal(formatClock(750), '12:30');
    assert.equal(formatClock(3 * 3600 + 5 * 60), '3:05:00');
    assert.equal(formatClock(52 * 3600), '2 d 04:00');
    assert.equal(formatClock(59.7), '1:00');
  });

  it('shows ages and counts', () => {
    const now = Date.UTC(2026, 0, 2);
    assert.equal(formatAge(now - 10_000, now), 'just now');
    assert.equal(formatAge(now - 5 * 60_000, now), '5 min ago');
    assert.equal(formatAge(now - 24 * 3_600_000, now), '24 h ago');
    assert.equal(formatAge(now - 3 * 24 * 3_600_000, now), '3 d ago');
    assert.equal(formatCount(100_000), '100,000');
  });
});
