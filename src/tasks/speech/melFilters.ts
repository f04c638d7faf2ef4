// Mel filters: triangles, evenly spaced as the ear hears pitch, that sum a power spectrum up to bands.

import { type MelBandSettings, melEdges } from '../../experiment/melScale.ts';

/** One triangle, without the zeros on both sides of it. */
export interface MelFilter {
  /** First frequency bin that counts. */
  readonly firstBin: number;
  /** Weights of this bin and the following ones; none where the triangle lies between two bins. */
  readonly weights: Float64Array;
}

export interface MelFilterSettings extends MelBandSettings {
  /** In Hz. */
  readonly sampleRate: number;
  readonly fftSize: number;
}

/**
 * Triangles over the bins 0 … fftSize/2, from low to high, each of area 2 / width (Slaney's normalisation: every band
 * gets the same from white noise). Equal to `librosa.filters.mel(…, norm="slaney")` with `htk=False` or `htk=True`.
 */
export function melFilters(settings: MelFilterSettings): MelFilter[] {
  const { sampleRate, fftSize, melBands } = settings;
  const edges = melEdges(settings);
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
