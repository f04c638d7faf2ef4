// Values in filters: what they are, and what is none.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import '../../../support/seededProperties.ts';
import { parseDate, parseDuration, parseNumber, parseSize } from '../../../../src/table/filter/literals.ts';

describe('values in filters', () => {
  it('are numbers and percentages, to the last bit', () => {
    const numbers: Readonly<Record<string, number | undefined>> = {
      '0.01': 0.01,
      '1e-3': 1e-3,
      '.5': 0.5,
      '5.': 5,
      '-2': -2,
      '−2': -2,
      '+3': 3,
      '90%': 0.9,
      '7%': 0.07,
      '1e1%': 0.1,
      '93.2%': 0.932,
      '': undefined,
      x: undefined,
      '1x': undefined,
      '0x10': undefined,
      Infinity: undefined,
      '1e999': undefined,
      '%': undefined,
      '1,5': undefined,
    };
    for (const [text, value] of Object.entries(numbers)) assert.equal(parseNumber(text), value, text);
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        assert.equal(parseNumber(String(value)), value === 0 ? 0 : value);
      }),
    );
  });

  it('are durations in seconds', () => {
    const durations: Readonly<Record<string, number | undefined>> = {
      '90': 90,
      '45s': 45,
      '2h': 7200,
      '1h30min': 5400,
      '1.5h': 5400,
      '3d': 259_200,
      '2w': 1_209_600,
      '5m': 300,
      h: undefined,
      '2 h': undefined,
      '2y': undefined,
      '1..5h': undefined,
      '50%': undefined,
      '2hx': undefined,
    };
    for (const [text, value] of Object.entries(durations)) assert.equal(parseDuration(text), value, text);
  });

  it('are sizes in bytes', () => {
    const sizes: Readonly<Record<string, number | undefined>> = {
      '4096': 4096,
      '10MB': 1e7,
      '1.5GiB': 1.5 * 2 ** 30,
      '2kb': 2000,
      '3B': 3,
      MB: undefined,
      '1 PB': undefined,
      '1XB': undefined,
      '-5MB': undefined,
    };
    for (const [text, value] of Object.entries(sizes)) assert.equal(parseSize(text), value, text);
  });

  it('are dates where the person is, each as long as it is written precisely', () => {
    const now = new Date(2026, 2, 1, 15, 30);
    const local = (...parts: readonly [number, number, number, number?, number?]) => {
      const [year, month, day, hours = 0, minutes = 0] = parts;
      return new Date(year, month - 1, day, hours, minutes).getTime();
    };
    assert.deepEqual(parseDate('2026', now), { start: local(2026, 1, 1), end: local(2027, 1, 1) });
    assert.deepEqual(parseDate('2026-12', now), { start: local(2026, 12, 1), end: local(2027, 1, 1) });
    assert.deepEqual(parseDate('2026-02-28', now), { start: local(2026, 2, 28), end: local(2026, 3, 1) });
    assert.deepEqual(parseDate('today', now), { start: local(2026, 3, 1), end: local(2026, 3, 2) });
    assert.deepEqual(parseDate('Yesterday', now), { start: local(2026, 2, 28), end: local(2026, 3, 1) });
    assert.deepEqual(parseDate('2026-11-01T14:30', now), {
      start: local(2026, 11, 1, 14, 30),
      end: local(2026, 11, 1, 14, 31),
    });
    const utc = Date.UTC(2026, 10, 1, 14, 30, 5);
    assert.deepEqual(parseDate('2026-11-01T14:30:05Z', now), { start: utc, end: utc + 1000 });
    for (const wrong of [
      '2026-13',
      '2026-02-29',
      '2026-00-01',
      '26-01-01',
      'tomorrow',
      '2026-11-01T25:00',
      '1.11.2026',
    ])
      assert.equal(parseDate(wrong, now), undefined, wrong);
  });
});
