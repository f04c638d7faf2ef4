// Spectrograms against numbers that librosa 0.11 computed in double precision, and the FFT against the definition of
// the transform.

import assert from 'node:assert/strict';
import FFT from 'fft.js';
import { randomStream } from '../../../../src/engine/random.ts';
import type { MelScale } from '../../../../src/experiment/melScale.ts';
import { createLogMel } from '../../../../src/tasks/speech/logMel.ts';
import { melFilters } from '../../../../src/tasks/speech/melFilters.ts';
import fixtures from './librosaLogMel.json' with { type: 'json' };

const published = fixtures.map((fixture) => ({
  ...fixture,
  settings: { ...fixture.settings, melScale: scaleOf(fixture.settings.melScale) },
}));

describe('log-mel spectrograms', () => {
  for (const { settings, samples, frames, filterSums, decibels } of published) {
    it(`agree with librosa: ${settings.melScale} scale, ${settings.sampleRate} Hz, window ${settings.windowLength} of ${settings.fftSize}`, () => {
      const computed = createLogMel(settings)(testSound(samples, settings.sampleRate));
      assert.equal(computed.length, settings.melBands * frames);
      decibels.flat().forEach((value, index) => {
        assert.ok(
          Math.abs((computed[index] ?? Number.NaN) - value) < 1e-3,
          `value ${index}: ${computed[index]}, librosa ${value}`,
        );
      });
    });

    it(`sum bands with the weights of librosa: ${settings.melScale} scale`, () => {
      const sums = melFilters(settings).map(({ weights }) => weights.reduce((sum, weight) => sum + weight, 0));
      filterSums.forEach((sum, band) => {
        assert.ok(Math.abs((sums[band] ?? Number.NaN) - sum) < 1e-8, `band ${band}: ${sums[band]}, librosa ${sum}`);
      });
    });
  }

  it('of silence are flat, and never below the dynamic range', () => {
    const [first] = published;
    assert.ok(first !== undefined);
    const logMel = createLogMel(first.settings);
    assert.ok(logMel(new Float32Array(1000)).every((value) => value === -100));
    const values = logMel(testSound(2000, 8000));
    const loudest = Math.max(...values);
    assert.ok(values.every((value) => value >= loudest - 80 - 1e-4));
    assert.ok(values.some((value) => value < loudest - 50));
  });

  it('have a tone in the band of its pitch, in the frames in which it sounds', () => {
    const settings = { ...publishedFirst(), melBands: 20, hopLength: 100 };
    const bands = melFilters(settings);
    const tone = Float32Array.from({ length: 4000 }, (_, index) =>
      index < 2000 ? 0 : 0.5 * Math.sin((2 * Math.PI * 1000 * index) / 8000),
    );
    const frames = 41;
    const values = createLogMel(settings)(tone);
    const inFrame = (frame: number) => bands.map((_, band) => values[band * frames + frame] ?? Number.NaN);
    const bin = (1000 * settings.fftSize) / settings.sampleRate;
    const weightAt = ({ firstBin, weights }: (typeof bands)[number]) => weights[bin - firstBin] ?? 0;
    const expected = bands.findIndex((band) => weightAt(band) === Math.max(...bands.map(weightAt)));
    const sounding = inFrame(30);
    assert.equal(sounding.indexOf(Math.max(...sounding)), expected);
    assert.ok(Math.max(...inFrame(10)) <= Math.max(...sounding) - 79);
  });
});

describe('the FFT', () => {
  for (const size of [2, 4, 8, 64, 256, 512]) {
    it(`is the discrete Fourier transform at ${size} points`, () => {
      const random = randomStream(size, 'split');
      const input = Float64Array.from({ length: size }, () => random.normal());
      const spectrum = new Float64Array(2 * size);
      new FFT(size).realTransform(spectrum, input);
      for (let bin = 0; bin <= size / 2; bin++) {
        let real = 0;
        let imaginary = 0;
        input.forEach((value, index) => {
          const angle = (-2 * Math.PI * ((bin * index) % size)) / size;
          real += value * Math.cos(angle);
          imaginary += value * Math.sin(angle);
        });
        assert.ok(Math.abs((spectrum[2 * bin] ?? Number.NaN) - real) < 1e-11 * size);
        assert.ok(Math.abs((spectrum[2 * bin + 1] ?? Number.NaN) - imaginary) < 1e-11 * size);
      }
    });
  }
});

/** The sound that the fixture was computed from: tones, a chirp, noise by MINSTD, and a gap. */
function testSound(samples: number, sampleRate: number): Float32Array {
  const gap = [Math.floor(samples / 2), Math.floor(samples / 2) + Math.floor(samples / 8)] as const;
  let noise = 1;
  return Float32Array.from({ length: samples }, (_, index) => {
    const t = index / sampleRate;
    noise = (noise * 16807) % 2147483647;
    if (index >= gap[0] && index < gap[1]) return 0;
    const tones = 0.5 * Math.sin(2 * Math.PI * 440 * t) + 0.1 * Math.cos(2 * Math.PI * 1900 * t);
    return tones + 0.25 * Math.sin(2 * Math.PI * (300 + 5000 * t) * t) + 0.01 * (noise / 2147483647 - 0.5);
  });
}

function publishedFirst() {
  const [first] = published;
  assert.ok(first !== undefined);
  return first.settings;
}

function scaleOf(text: string): MelScale {
  assert.ok(text === 'slaney' || text === 'htk');
  return text;
}
