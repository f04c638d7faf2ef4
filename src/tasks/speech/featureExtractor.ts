// From a recording to what the model sees: one sample rate, one length, a log-mel spectrogram, normalised.

import type { SpeechFeatures } from '../../experiment/schema.ts';
import { contradictionsOf, spectrogramSettings, spectrogramShape } from '../../experiment/speechFeatures.ts';
import { TaskError } from '../taskError.ts';
import { fitLength, trimSilence } from './fitLength.ts';
import { createLogMel } from './logMel.ts';
import { resample } from './resample.ts';
import type { Recording } from './wav.ts';

/**
 * Makes a function from recordings to model inputs, [melBands, frames] row-major, the lowest band first. In this order:
 * resampled to the sample rate, silence trimmed where asked for, padded or cropped, log-mel spectrogram (see
 * `logMel.ts`), normalised.
 *
 * @throws {TaskError} when the settings contradict each other
 */
export function createFeatureExtractor(features: SpeechFeatures): (recording: Recording) => Float32Array {
  const [contradiction] = contradictionsOf(features);
  if (contradiction !== undefined)
    throw new TaskError(`${contradiction.problem} (task.features). ${contradiction.advice}`);
  const logMel = createLogMel(spectrogramSettings(features));
  const { sampleRate, trimSilence: decibels, pad, crop, normalization } = features;
  const { samples: length, frames } = spectrogramShape(features);
  return (recording) => {
    const resampled = resample(recording.samples, recording.sampleRate, sampleRate);
    const trimmed = decibels === undefined ? resampled : trimSilence(resampled, sampleRate, decibels);
    const values = logMel(fitLength(trimmed, length, pad, crop));
    switch (normalization) {
      case 'recording':
        return normalize(values);
      case 'band':
        for (let band = 0; band < features.melBands; band++)
          normalize(values.subarray(band * frames, (band + 1) * frames));
        return values;
      case 'none':
        return values;
    }
  };
}

/** Gives `values` mean 0 and variance 1, in place; where they are all alike, 0. */
function normalize(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = variance > 1e-10 ? 1 / Math.sqrt(variance) : 0;
  values.forEach((value, index) => {
    values[index] = (value - mean) * scale;
  });
  return values;
}
