// What the axes of spectrograms span, in words: the pictures themselves are too small for labels.

import { translate } from '../translate.ts';

export interface SpectrogramSpan {
  readonly seconds: number;
  /** In Hz. */
  readonly lowestFrequency: number;
  readonly highestFrequency: number;
}

/**
 * `Log-mel spectrograms: 1 s from left to right, 0 Hz to 4 kHz from bottom to top, evenly in pitch; the brighter, the
 * louder.`
 */
export function spectrogramCaption({ seconds, lowestFrequency, highestFrequency }: SpectrogramSpan): string {
  const span = translate(
    '{0} to {1} from bottom to top, evenly in pitch',
    formatFrequency(lowestFrequency),
    formatFrequency(highestFrequency),
  );
  return translate(
    'Log-mel spectrograms: {0} s from left to right, {1}; the brighter, the louder.',
    rounded(seconds),
    span,
  );
}

function formatFrequency(hertz: number): string {
  return hertz < 1000 ? `${rounded(hertz)} Hz` : `${rounded(hertz / 1000)} kHz`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
