// Omniglot packed into one file: 28 × 28 one-bit drawings, and an index with characters and splits.

import path from 'node:path';
import * as z from 'zod';
import { describeOutsized, OutsizedJsonError, parseBoundedJson } from '../base/boundedJson.ts';
import { untranslated } from '../base/translate.ts';
import { allocatePixels } from './imageSet.ts';
import { type Characters, characterSize, fullNameOf } from './omniglotCharacters.ts';
import { readDataFile } from './readDataFile.ts';
import { digestsOfSamples } from './split/contentDigest.ts';
import { TaskError } from './taskError.ts';

export const packFileName = 'omniglot28.bits.gz';
export const indexFileName = 'omniglot-index.json';

const bytesPerImage = (characterSize * characterSize) / 8;

/** The whole of Omniglot packs into a megabyte, and unpacks to three. */
const mostBytes = 1 << 26;
/** Ten times those of the index that comes with the pack. */
const indexBounds = { depth: 8, values: 200_000, names: 10_000 };

const indexSchema = z.object({
  drawersPerClass: z.int().min(1),
  /** [id, alphabet, character, official half], in the pack's order. */
  classList: z.array(z.tuple([z.string(), z.string(), z.string(), z.enum(['background', 'evaluation'])])),
  splits: z.record(z.string(), z.record(z.string(), z.array(z.int().min(0)))),
});

type Index = z.output<typeof indexSchema>;

/** Splits by name, and for each the parts by name (`train`, `test`, …) as sets of full character names. */
export type ListedSplits = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** @throws {TaskError} when a file is missing or damaged, or the two do not belong together */
export async function readCharacterPack(folder: string): Promise<Characters> {
  const packFile = path.join(folder, packFileName);
  const [index, bits] = await Promise.all([readIndex(folder), readDataFile(packFile, mostBytes)]);
  const images = index.classList.length * index.drawersPerClass;
  if (bits.length !== images * bytesPerImage) {
    throw new TaskError(
      `${packFile} should unpack to ${images} drawings of ${bytesPerImage} bytes, as ${indexFileName} says, ` +
        `but unpacks to ${bits.length} bytes. Get both files from one place.`,
    );
  }
  const pixels = unpackBits(bits);
  return {
    characters: index.classList.map(([, alphabet, name, set], number) => ({
      alphabet,
      name,
      set,
      images: Array.from({ length: index.drawersPerClass }, (_, drawing) => number * index.drawersPerClass + drawing),
      drawers: Array.from({ length: index.drawersPerClass }, (_, drawing) => drawing + 1),
    })),
    pixels,
    names: index.classList.flatMap(([id, alphabet, name]) =>
      Array.from(
        { length: index.drawersPerClass },
        (_, drawing) => `${fullNameOf({ alphabet, name })}/${id}_${String(drawing + 1).padStart(2, '0')}.png`,
      ),
    ),
    digests: digestsOfSamples(pixels, images),
  };
}

/** @throws {TaskError} when the index is missing or damaged */
export async function readSplits(folder: string): Promise<ListedSplits> {
  const { classList, splits } = await readIndex(folder);
  const namesOf = (numbers: readonly number[]) =>
    new Set(
      numbers.map((number) => {
        const listed = classList[number];
        if (listed === undefined) {
          throw new TaskError(
            `${path.join(folder, indexFileName)} splits a character number ${number} that it does not list.`,
          );
        }
        return fullNameOf({ alphabet: listed[1], name: listed[2] });
      }),
    );
  return new Map(
    Object.entries(splits).map(([split, parts]) => [
      split,
      new Map(Object.entries(parts).map(([part, numbers]) => [part, namesOf(numbers)])),
    ]),
  );
}

/** One bit a pixel, most significant first, to one byte a pixel: 1 (paper) to 255, 0 (ink) to 0. */
function unpackBits(bits: Uint8Array): Uint8Array {
  const pixels = allocatePixels(bits.length * 8);
  bits.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) pixels[index * 8 + bit] = (byte >> (7 - bit)) & 1 ? 255 : 0;
  });
  return pixels;
}

async function readIndex(folder: string): Promise<Index> {
  const file = path.join(folder, indexFileName);
  const index = indexSchema.safeParse(parseIndex(await readDataFile(file, mostBytes), file));
  if (!index.success)
    throw new TaskError(`${file} is not an Omniglot index: ${z.prettifyError(index.error)}. Get the file again.`);
  return index.data;
}

function parseIndex(bytes: Uint8Array, file: string): unknown {
  try {
    return parseBoundedJson(bytes, indexBounds);
  } catch (error) {
    if (error instanceof OutsizedJsonError) throw new TaskError(describeOutsized(file, error, untranslated));
    throw new TaskError(`${file} is not valid JSON, perhaps cut off. Get the file again.`, { cause: error });
  }
}
