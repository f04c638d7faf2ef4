// Colours of a JPEG made for print, as Pillow converts them: cyan, magenta, yellow and black, stored upside down as
// Adobe's programs do, or with the first three as luma and chroma (YCCK).

/** What the file stores, each of [height, width]. */
export type StoredPlanes = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** [height, width, 4], opaque. */
export function colourFromCmyk([cyan, magenta, yellow, black]: StoredPlanes): Uint8Array {
  const pixels = new Uint8Array(4 * black.length);
  for (let pixel = 0; pixel < black.length; pixel++) {
    // Stored upside down: 255 is no ink.
    const paper = black[pixel] ?? 0;
    pixels[4 * pixel] = inked(paper, cyan[pixel] ?? 0);
    pixels[4 * pixel + 1] = inked(paper, magenta[pixel] ?? 0);
    pixels[4 * pixel + 2] = inked(paper, yellow[pixel] ?? 0);
    pixels[4 * pixel + 3] = 255;
  }
  return pixels;
}

/** What is left of the light that black leaves, where a colour is stored as `unprinted`. */
function inked(paper: number, unprinted: number): number {
  const product = (255 - unprinted) * paper + 128;
  return paper - (((product >> 8) + product) >> 8);
}

/** As libjpeg does, in 16 bits: RGB by ITU-R 601, of which CMY is what is missing to white. */
export function cmykFromYcck([luma, blueChroma, redChroma, black]: StoredPlanes): StoredPlanes {
  const cyan = new Uint8Array(luma.length);
  const magenta = new Uint8Array(luma.length);
  const yellow = new Uint8Array(luma.length);
  for (let pixel = 0; pixel < luma.length; pixel++) {
    const light = luma[pixel] ?? 0;
    const blue = (blueChroma[pixel] ?? 0) - 128;
    const red = (redChroma[pixel] ?? 0) - 128;
    cyan[pixel] = 255 - bounded(light + ((91881 * red + 32768) >> 16));
    magenta[pixel] = 255 - bounded(light + ((-46802 * red - 22554 * blue + 32768) >> 16));
    yellow[pixel] = 255 - bounded(light + ((116130 * blue + 32768) >> 16));
  }
  return [cyan, magenta, yellow, black];
}

function bounded(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
