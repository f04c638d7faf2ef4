// How large letters are in this window, and how much room there is.

import type { Measures } from './columnWidth.ts';

/** As many digits as letters: that is what most cells hold. */
const sample = '0123456789 ± 0.12 % completed';

export function measurePage(): Measures {
  const context = document.createElement('canvas').getContext('2d');
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  // Half of it is as wide as the best, which is bold.
  if (context !== null) context.font = `600 ${fontSize} ${fontFamily}`;
  const width = context?.measureText(sample).width ?? 0;
  return {
    letter: width > 0 ? width / sample.length : 7,
    mostOfHead: Math.max(120, Math.min(300, window.innerWidth / 3)),
  };
}
