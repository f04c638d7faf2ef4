// Mel filters: triangles, evenly spaced as the ear hears pitch, that sum a power spectrum up to bands.

export type MelScale = 'slaney' | 'htk';

/** One triangle, without the zeros on both sides of it. */
export interface MelFilter {
  /** First frequency bin that counts. */
  readonly firstBin: number;
  /** Weights of this bin and the following ones; none where the triangle lies between two bins. */
  readonly weights: Float64Array;
}

export interface MelFilterSettings {
  /** In Hz. */
  readonly sampleRate: number;
  readonly fftSize: number;
  readonly melBands: number;
  /** Where the lowest triangle begins and the highest one ends, in Hz. */
  readonly lowestFrequency: number;
  readonly highestFrequency: number;
  readonly melScale: MelScale;
}

/**
 * Triangles over the bins 0 … fftSize/2, from low to high, each of area 2 / width (Slaney's normalisation: every band gets the same from white
 * noise). Equal to `librosa.filters.mel(…, norm="slaney")` with `htk=False` or `htk=True`.
 */
export function melFilters(settings: MelFilterSettings): MelFilter[] {
  const { sampleRate, fftSize, melBands, melScale } = settings;
  const lowest = melOf(settings.lowestFrequency, melScale);
  const highest = melOf(settings.highestFrequency, melScale);
  const edges = Array.from({ length: melBands + 2 }, (_, edge) =>
    frequencyOf(lowest + ((highest - lowest) * edge) / (melBands + 1), melScale),
  );
  const bins = fftSize / 2 + 1;
  return Array.from({ length: melBands }, (_, band) => {
    const [left = 0, centre = 0, right = 0] = edges.slice(band, band + 3);
    const height = 2 / (right - left);
    const weights = Float64Array.from({ length: bins }, (_, bin) => {
      const frequency = (bin * sampleRate) / fftSize;
      const rising = (frequency - left) / (centre - left);
      const falling = (right - frequency) / (right - centre);
      return height * Math.max(0, Math.min(rising, falling));
    });
    const firstBin = weights.findIndex((weight) => weight > 0);
    return firstBin < 0
      ? { firstBin: 0, weights: new Float64Array(0) }
      : { firstBin, weights: weights.slice(firstBin, weights.findLastIndex((weight) => weight > 0) + 1) };
  });
}

// Slaney's Auditory Toolbox: linear up to 1,000 Hz, from there on 27 mel for each factor of 6.4. HTK's book, equation 5.13: 2595 log10(1 + f / 700).
const linearStep = 200 / 3;
const logarithmicFrom = 1000;
const logarithmicStep = Math.log(6.4) / 27;

function melOf(frequency: number, scale: MelScale): number {
  if (scale === 'htk') return 2595 * Math.log10(1 + frequency / 700);
  return frequency < logarithmicFrom
    ? frequency / linearStep
    : logarithmicFrom / linearStep + Math.log(frequency / logarithmicFrom) / logarithmicStep;
}

function frequencyOf(mel: number, scale: MelScale): number {
  if (scale === 'htk') return 700 * (10 ** (mel / 2595) - 1);
  const logarithmicMel = logarithmicFrom / linearStep;
  return mel < logarithmicMel ? mel * linearStep : logarithmicFrom * Math.exp((mel - logarithmicMel) * logarithmicStep);
}
