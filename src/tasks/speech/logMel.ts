// Log-mel spectrograms: how loud each band of pitch is, in decibels, frame by frame.

import FFT from 'fft.js';
import type { SpectrogramSettings } from '../../experiment/speechFeatures.ts';
import { type MelFilter, melFilters } from './melFilters.ts';

/** Powers below this count as this much, so that silence has a logarithm (librosa's `amin`). */
const smallestPower = 1e-10;

/**
 * Makes a function from samples at `settings.sampleRate` to their spectrogram: [melBands, frames] row-major, the lowest
 * band first, in decibels relative to full scale. Frame i has its middle at sample i · hopLength; there is silence
 * before the first sample and after the last one. Equal to `librosa.power_to_db(librosa.feature.melspectrogram(y, sr,
 * n_fft, hop_length, win_length, power=2), top_db=dynamicRange)` within rounding.
 */
export function createLogMel(settings: SpectrogramSettings): (samples: Float32Array) => Float32Array {
  const { fftSize, hopLength } = settings;
  const filters = melFilters(settings);
  const window = hannWindow(settings.windowLength, fftSize);
  const fft = new FFT(fftSize);
  const windowed = new Float64Array(fftSize);
  const spectrum = new Float64Array(2 * fftSize);
  const power = new Float64Array(fftSize / 2 + 1);

  return (samples) => {
    const frames = 1 + Math.floor(samples.length / hopLength);
    const decibels = new Float32Array(filters.length * frames);
    for (let frame = 0; frame < frames; frame++) {
      const start = frame * hopLength - fftSize / 2;
      window.forEach((weight, index) => {
        windowed[index] = weight * (samples[start + index] ?? 0);
      });
      fft.realTransform(spectrum, windowed);
      for (let bin = 0; bin < power.length; bin++) {
        const real = spectrum[2 * bin] ?? 0;
        const imaginary = spectrum[2 * bin + 1] ?? 0;
        power[bin] = real * real + imaginary * imaginary;
      }
      filters.forEach((filter, band) => {
        decibels[band * frames + frame] = 10 * Math.log10(Math.max(smallestPower, bandPower(filter, power)));
      });
    }
    return raiseToFloor(decibels, settings.dynamicRange);
  };
}

function bandPower({ firstBin, weights }: MelFilter, power: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += (weights[index] ?? 0) * (power[firstBin + index] ?? 0);
  return sum;
}

function raiseToFloor(decibels: Float32Array, dynamicRange: number): Float32Array {
  const loudest = decibels.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return decibels.map((value) => Math.max(value, loudest - dynamicRange));
}

/**
 * Hann's window for spectra (periodic: its end would be the beginning of the next), in the middle of `size` values, 0
 * around it.
 */
function hannWindow(length: number, size: number): Float64Array {
  const before = Math.floor((size - length) / 2);
  const window = new Float64Array(size);
  for (let index = 0; index < length; index++)
    window[before + index] = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length);
  return window;
}
