// The settings of speech features with all that follows from them, and what in them contradicts itself.

import { type MelBandSettings, melEdges } from './melScale.ts';
import type { SpeechFeatures } from './schema.ts';

/** The settings of a spectrogram, with what the experiment leaves open written out. */
export interface SpectrogramSettings extends MelBandSettings {
  /** In Hz. */
  readonly sampleRate: number;
  /** A power of two. */
  readonly fftSize: number;
  /** Samples that a frame looks at, at most `fftSize`. */
  readonly windowLength: number;
  /** Samples from one frame to the next. */
  readonly hopLength: number;
  /** In decibels. */
  readonly dynamicRange: number;
}

export interface FeatureContradiction {
  /** Settings that it is about, the one to change first. */
  readonly keys: readonly [keyof SpeechFeatures, ...(keyof SpeechFeatures)[]];
  /** One sentence without its end; settings in double quotes. */
  readonly problem: string;
  readonly advice: string;
  /** A value for the first of the keys that resolves it. */
  readonly repair?: number;
}

export function spectrogramSettings(features: SpeechFeatures): SpectrogramSettings {
  const { sampleRate, fftSize, windowLength = fftSize, hopLength, dynamicRange } = features;
  const { melBands, melScale, lowestFrequency, highestFrequency = sampleRate / 2 } = features;
  return {
    sampleRate,
    fftSize,
    windowLength,
    hopLength,
    dynamicRange,
    melBands,
    melScale,
    lowestFrequency,
    highestFrequency,
  };
}

/**
 * Samples that every recording is fitted to, and frames of its spectrogram: one at the start, and one more for each
 * hop.
 */
export function spectrogramShape({ seconds, sampleRate, hopLength }: SpeechFeatures): {
  samples: number;
  frames: number;
} {
  const samples = Math.max(1, Math.round(seconds * sampleRate));
  return { samples, frames: 1 + Math.floor(samples / hopLength) };
}

/** What keeps spectrograms from being computed; later ones are told only where the earlier ones are resolved. */
export function contradictionsOf(features: SpeechFeatures): FeatureContradiction[] {
  const settings = spectrogramSettings(features);
  const { sampleRate, fftSize, windowLength, lowestFrequency, highestFrequency } = settings;
  const contradictions: FeatureContradiction[] = [];
  if (!Number.isInteger(Math.log2(fftSize))) {
    contradictions.push({
      keys: ['fftSize'],
      problem: `"fftSize" is ${fftSize}, which is not a power of two`,
      advice: 'Use 256, 512 or another power.',
      repair: 2 ** Math.ceil(Math.log2(fftSize)),
    });
  }
  if (windowLength > fftSize) {
    contradictions.push({
      keys: ['windowLength', 'fftSize'],
      problem: `"windowLength" is ${windowLength}, but a transform takes only ${fftSize} samples ("fftSize")`,
      advice: 'Lower it, or raise "fftSize".',
      repair: fftSize,
    });
  }
  if (highestFrequency > sampleRate / 2) {
    contradictions.push({
      keys: ['highestFrequency', 'sampleRate'],
      problem: `"highestFrequency" is ${highestFrequency} Hz, but sound at ${sampleRate} samples a second ends at ${sampleRate / 2} Hz`,
      advice: 'Lower it, or raise "sampleRate".',
      repair: sampleRate / 2,
    });
  }
  if (lowestFrequency >= highestFrequency) {
    contradictions.push({
      keys: ['lowestFrequency', 'highestFrequency'],
      problem: `Bands cannot span ${lowestFrequency} to ${highestFrequency} Hz`,
      advice: 'Put "lowestFrequency" below "highestFrequency", which is half the sample rate by default.',
      repair: 0,
    });
  }
  return contradictions.length > 0 ? contradictions : emptyBands(settings);
}

/** The transform has frequencies only so close together, and a band narrower than that would hear nothing. */
function emptyBands(settings: SpectrogramSettings): FeatureContradiction[] {
  const { melBands, fftSize } = settings;
  if (!hasEmptyBand(settings)) return [];
  let most = melBands - 1;
  while (most > 1 && hasEmptyBand({ ...settings, melBands: most })) most--;
  return [
    {
      keys: ['melBands', 'fftSize'],
      problem:
        `"melBands" is ${melBands}, but the lowest bands would be narrower than the steps between the frequencies of a transform of ` +
        `${fftSize} samples, and empty`,
      advice: `Lower it to ${most} or less, or raise "fftSize".`,
      repair: most,
    },
  ];
}

function hasEmptyBand(settings: SpectrogramSettings): boolean {
  const step = settings.sampleRate / settings.fftSize;
  const edges = melEdges(settings);
  return edges.slice(0, -2).some((left, band) => (Math.floor(left / step) + 1) * step >= (edges[band + 2] ?? 0));
}
