// Whether images use the shades that a value has: cameras, microscopes and scanners write 10 to 14 bits into files of 16,
// of which the upper 8 are taken, and then nearly nothing is left of them.

/** Of 256; photographs, drawings and scans of a whole set have far more from the darkest to the brightest. */
const fewShades = 32;

/**
 * A note where all values of a set lie within a few shades of each other, but are not the same.
 * @param values 0 to 255, of all images
 */
export function noteOnShades(values: Uint8Array): string | undefined {
  let [darkest, brightest] = [255, 0];
  for (const value of values) {
    if (value < darkest) darkest = value;
    if (value > brightest) brightest = value;
    if (brightest - darkest >= fewShades) return undefined;
  }
  if (brightest <= darkest) return undefined;
  return (
    `All images together have ${brightest - darkest + 1} of 256 shades, from ${darkest} to ${brightest}. ` +
    'Where these are files of 16 bits that hold fewer, as of cameras and microscopes, scale their values to the whole range ' +
    '(of 12 bits: times 16): the upper 8 bits are taken.'
  );
}
