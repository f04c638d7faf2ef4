// The mel scale: pitch as the ear hears it, and the edges of bands that are evenly spaced on it.

export type MelScale = 'slaney' | 'htk';

export interface MelBandSettings {
  readonly melBands: number;
  /** Where the lowest band begins and the highest one ends, in Hz. */
  readonly lowestFrequency: number;
  readonly highestFrequency: number;
  readonly melScale: MelScale;
}

/**
 * melBands + 2 frequencies in Hz, evenly spaced in pitch: band i begins at edge i, is highest at edge i + 1 and ends at
 * edge i + 2.
 */
export function melEdges({ melBands, lowestFrequency, highestFrequency, melScale }: MelBandSettings): number[] {
  const lowest = melOf(lowestFrequency, melScale);
  const highest = melOf(highestFrequency, melScale);
  return Array.from({ length: melBands + 2 }, (_, edge) =>
    frequencyOf(lowest + ((highest - lowest) * edge) / (melBands + 1), melScale),
  );
}

// Slaney's Auditory Toolbox: linear up to 1,000 Hz, from there on 27 mel for each factor of 6.4. HTK's book, equation
// 5.13: 2595 log10(1 + f / 700).
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
