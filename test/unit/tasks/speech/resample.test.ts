// Resampling against what sines are: known at every instant.

import assert from 'node:assert/strict';
import { resample } from '../../../../src/tasks/speech/resample.ts';

const rates = [
  [16_000, 8_000],
  [44_100, 8_000],
  [48_000, 16_000],
  [8_000, 16_000],
  [11_025, 16_000],
  [22_050, 16_000],
  [767_999, 8_000],
] as const;

describe('resampling', () => {
  for (const [from, to] of rates) {
    it(`keeps tones within the band, ${from} to ${to} Hz`, () => {
      const nyquist = Math.min(from, to) / 2;
      for (const share of [0.01, 0.3, 0.7, 0.9]) {
        const frequency = share * nyquist;
        const resampled = resample(tone(frequency, from, 0.1), from, to);
        assert.equal(resampled.length, Math.ceil((Math.ceil(from * 0.1) * to) / from));
        for (const [index, value] of insideOf(resampled, from, to)) {
          const expected = Math.sin((2 * Math.PI * frequency * index) / to);
          assert.ok(
            Math.abs(value - expected) < 1e-4,
            `${frequency} Hz, sample ${index}: ${value} instead of ${expected}`,
          );
        }
      }
    });
  }

  for (const [from, to] of rates.filter(([from, to]) => from > to)) {
    it(`lets nothing through above half of ${to} Hz, from ${from}`, () => {
      for (const frequency of [to * 0.5, to * 0.55, to * 0.7, to * 0.95].filter((frequency) => frequency < from / 2)) {
        const resampled = resample(tone(frequency, from, 0.1), from, to);
        const loudest = insideOf(resampled, from, to).reduce((most, [, value]) => Math.max(most, Math.abs(value)), 0);
        assert.ok(loudest < 10 ** (-90 / 20), `${frequency} Hz comes through with ${loudest}`);
      }
    });
  }

  it('keeps a constant, and the times of things', () => {
    const constant = resample(new Float32Array(4000).fill(0.5), 16_000, 8_000);
    for (const [, value] of insideOf(constant, 16_000, 8_000)) assert.ok(Math.abs(value - 0.5) < 1e-4);
    const click = new Float32Array(3200);
    click[1600] = 1;
    const moved = resample(click, 16_000, 8_000);
    assert.equal(moved.indexOf(Math.max(...moved)), 800);
  });

  it('leaves sound at the wanted rate as it is, and never makes it empty', () => {
    const samples = Float32Array.of(0.1, 0.2);
    assert.equal(resample(samples, 8_000, 8_000), samples);
    assert.equal(resample(Float32Array.of(0.5), 48_000, 8_000).length, 1);
  });
});

function tone(frequency: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.ceil(rate * seconds) }, (_, index) =>
    Math.sin((2 * Math.PI * frequency * index) / rate),
  );
}

/** The samples that the filter reaches from inside the recording alone. */
function insideOf(resampled: Float32Array, from: number, to: number): [number, number][] {
  const margin = Math.ceil((70 * to) / Math.min(from, to));
  return [...resampled.entries()].slice(margin, resampled.length - margin);
}
