// JPEG to RGBA by mozjpeg in WebAssembly: its own memory keeps hostile files apart from ours.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import decode, { init } from '@jsquash/jpeg/decode.js';
import { builtFile, installationFolder } from '../../base/installation.ts';
import { UnreadableFileError } from '../files/fileSource.ts';
import { cmykFromYcck, colourFromCmyk } from './cmykColours.ts';
import type { DecodedPicture } from './decodedPicture.ts';
import { removableComponents, withoutComponent } from './jpegComponents.ts';
import { isYcck } from './jpegSegments.ts';
import type { JpegHeader } from './pictureHeader.ts';

/** WebAssembly's memory never shrinks: after a picture of more pixels the decoder begins anew. */
const mostPixelsKept = 4_000_000;

/**
 * Baseline and progressive JPEG, grey, colour or CMYK, turned as its EXIF orientation says. Bit-equal to libjpeg-turbo with
 * its defaults, and so to Pillow. One picture at a time.
 */
export class JpegDecoder {
  readonly #module: WebAssembly.Module;
  #isFresh = false;
  #complaint = '';

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  static async create(): Promise<JpegDecoder> {
    return new JpegDecoder(await WebAssembly.compile(await readFile(findProgram())));
  }

  /** @throws {UnreadableFileError} when the file is damaged */
  async decode(bytes: Uint8Array, header: JpegHeader): Promise<DecodedPicture> {
    return header.components === 4 ? this.#decodeCmyk(bytes, header) : this.#decodeColours(bytes, header);
  }

  /** The decoder knows no colours of four components: it is given three of them, and then three others. */
  async #decodeCmyk(bytes: Uint8Array, header: JpegHeader): Promise<DecodedPicture> {
    const [absent, alsoRemovable] = removableComponents(bytes);
    const some = await this.#decodeColours(withoutComponent(bytes, absent), header);
    const others = await this.#decodeColours(withoutComponent(bytes, alsoRemovable), header);
    const planes = planesOf(some);
    const [a, b, c, d] = planes.toSpliced(absent, 0, planesOf(others)[absent] ?? new Uint8Array(0));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new RangeError('No component.');
    const cmyk = isYcck(bytes) ? cmykFromYcck([a, b, c, d]) : ([a, b, c, d] as const);
    return { width: some.width, height: some.height, pixels: colourFromCmyk(cmyk) };
  }

  async #decodeColours(bytes: Uint8Array, { width, height }: JpegHeader): Promise<DecodedPicture> {
    this.#complaint = '';
    if (!this.#isFresh) await this.#begin();
    this.#isFresh = width * height <= mostPixelsKept;
    try {
      const picture: DecodedImageData = await decode(new Uint8Array(bytes).buffer, { preserveOrientation: true });
      // What is missing would be grey.
      if (/premature end/i.test(this.#complaint))
        throw new UnreadableFileError('it is cut off or damaged; get it again');
      const { buffer, byteOffset, length } = picture.data;
      return { width: picture.width, height: picture.height, pixels: new Uint8Array(buffer, byteOffset, length) };
    } catch (error) {
      this.#isFresh = false;
      if (error instanceof UnreadableFileError) throw error;
      const reason = this.#complaint === '' ? '' : ` (${this.#complaint})`;
      throw new UnreadableFileError(`it is cut off or damaged${reason}; get it again`, { cause: error });
    }
  }

  async #begin(): Promise<void> {
    const options = {
      instantiateWasm: (imports: WebAssembly.Imports, succeed: (instance: WebAssembly.Instance) => void) => {
        const instance = new WebAssembly.Instance(this.#module, imports);
        succeed(instance);
        return instance.exports;
      },
      printErr: (line: string) => {
        this.#complaint ||= line;
      },
    };
    await init(options);
  }
}

/** The part of the DOM's `ImageData` that the decoder makes. */
interface DecodedImageData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Red, green and blue apart. */
function planesOf({ pixels }: DecodedPicture): readonly Uint8Array[] {
  return [0, 1, 2].map((channel) => {
    const plane = new Uint8Array(pixels.length / 4);
    for (let pixel = 0; pixel < plane.length; pixel++) plane[pixel] = pixels[4 * pixel + channel] ?? 0;
    return plane;
  });
}

// A checkout that was not built has the npm package that the build packs.
function findProgram(): string {
  const built = builtFile('decoders', 'mozjpeg.wasm');
  return existsSync(built)
    ? built
    : path.join(installationFolder, 'node_modules', '@jsquash', 'jpeg', 'codec', 'dec', 'mozjpeg_dec.wasm');
}
