// From a picture file's bytes to the pixels that a model sees: decoded, laid on white, grey where asked for, cropped,
// resized, inverted.

import type { DecodedPicture } from './decodedPicture.ts';
import { decodePng } from './decodePng.ts';
import { JpegDecoder } from './jpegDecoder.ts';
import { readPictureHeader } from './pictureHeader.ts';
import { type Raster, type Resampling, resize } from './resample.ts';

/** What every picture of a data set is made into. */
export interface PictureFormat {
  /** Height and width. */
  readonly size: number;
  readonly channels: 'grey' | 'rgb';
  readonly fit: 'stretch' | 'crop';
  readonly resampling: Resampling;
  readonly invert: boolean;
}

/** Part of the cache's key: other numbers, other pixels. */
export const preparationVersion = 4;

export function channelsOf({ channels }: Pick<PictureFormat, 'channels'>): number {
  return channels === 'grey' ? 1 : 3;
}

export class PicturePreparer {
  readonly #format: PictureFormat;
  #jpegDecoder: Promise<JpegDecoder> | undefined;

  constructor(format: PictureFormat) {
    this.#format = format;
  }

  /**
   * [size, size, channels]. One picture at a time.
   * @throws {UnreadableFileError} when it is no picture that is read here, or damaged
   */
  async prepare(bytes: Uint8Array): Promise<Uint8Array> {
    const { size, channels, fit, resampling, invert } = this.#format;
    const decoded = await this.#decode(bytes);
    const raster = channels === 'grey' ? toGrey(decoded) : toRgb(decoded);
    const pixels = resize(fit === 'crop' ? cropToSquare(raster) : raster, size, resampling);
    return invert ? pixels.map((value) => 255 - value) : pixels;
  }

  async #decode(bytes: Uint8Array): Promise<DecodedPicture> {
    const header = readPictureHeader(bytes);
    switch (header.format) {
      case 'png':
        return decodePng(bytes, header);
      case 'jpeg':
        this.#jpegDecoder ??= JpegDecoder.create();
        return (await this.#jpegDecoder).decode(bytes, header);
    }
  }
}

function toRgb({ width, height, pixels }: DecodedPicture): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let source = 0, target = 0; source < pixels.length; source += 4) {
    const alpha = pixels[source + 3] ?? 255;
    data[target++] = onWhite(pixels[source] ?? 0, alpha);
    data[target++] = onWhite(pixels[source + 1] ?? 0, alpha);
    data[target++] = onWhite(pixels[source + 2] ?? 0, alpha);
  }
  return { width, height, channels: 3, data };
}

/** Luma of ITU-R 601-2 in 16 bits, as Pillow's `convert("L")`. */
function toGrey(picture: DecodedPicture): Raster {
  const { width, height, data } = toRgb(picture);
  const grey = new Uint8Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const red = data[3 * pixel] ?? 0;
    const green = data[3 * pixel + 1] ?? 0;
    const blue = data[3 * pixel + 2] ?? 0;
    grey[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return { width, height, channels: 1, data: grey };
}

/** Laid over white, rounded: drawings on a transparent ground are black ink, as a rule, and would vanish on black. */
function onWhite(value: number, alpha: number): number {
  if (alpha === 255) return value;
  const sum = value * alpha + 255 * (255 - alpha) + 128;
  return ((sum >> 8) + sum) >> 8;
}

/** The largest square in the middle. */
function cropToSquare(raster: Raster): Raster {
  const { width, height, channels, data } = raster;
  if (width === height) return raster;
  const side = Math.min(width, height);
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  const square = new Uint8Array(side * side * channels);
  for (let row = 0; row < side; row++) {
    const start = ((top + row) * width + left) * channels;
    square.set(data.subarray(start, start + side * channels), row * side * channels);
  }
  return { width: side, height: side, channels, data: square };
}
