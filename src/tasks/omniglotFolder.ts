// Omniglot as it is distributed: folders alphabet/character/*.png.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { stampOfData } from './files/fileStamp.ts';
import { allocatePixels } from './imageSet.ts';
import type { LoadOptions } from './loadOptions.ts';
import { type Character, type Characters, fullNameOf } from './omniglotCharacters.ts';
import { bytesPerImage, decodeDrawing, mostDrawingBytes, shrinkDrawing } from './omniglotDrawing.ts';
import type { DecodedPicture } from './pictures/decodedPicture.ts';
import { preparationVersion } from './pictures/picturePreparer.ts';
import { type PixelKey, readThroughCache } from './pixelCache.ts';
import { readRegularFile, reasonOf } from './readDataFile.ts';
import { digestsOfSamples } from './split/contentDigest.ts';
import { TaskError } from './taskError.ts';

/** Official folders, merged when several are there; `small1` and `small2` are the reduced background sets. */
const officialFolders = [
  ['images_background', 'background'],
  ['images_evaluation', 'evaluation'],
  ['images_background_small1', 'background'],
  ['images_background_small2', 'background'],
] as const;

interface CharacterFolder {
  readonly alphabet: string;
  readonly name: string;
  readonly set: Character['set'];
  /** The PNGs, in code-point order of their names. */
  readonly files: readonly string[];
}

/**
 * Every `alphabet/character/*.png` below `folder`, or below the official folders in it. A character that is in several
 * of them is taken once, from the first.
 * @throws {TaskError} when there are no characters, or a PNG cannot be read
 */
export async function readCharacterFolders(folder: string, options: LoadOptions): Promise<Characters> {
  const folders = await listCharacterFolders(folder);
  if (folders.length === 0) {
    throw new TaskError(
      `${folder} holds no Omniglot: neither omniglot28.bits.gz nor folders alphabet/character/*.png. ` +
        'Set task.dataset.path to a folder that does, for instance the one with images_background.',
    );
  }
  const files = folders.flatMap((character) => character.files);
  const pixels = allocatePixels(files.length * bytesPerImage);
  const { digests } = await readThroughCache(pixels, keyOf(files), options, async () => {
    await readDrawings(files, pixels, options.signal);
    return { skipped: [], digests: digestsOfSamples(pixels, files.length) };
  });
  let images = 0;
  const characters = folders.map(({ alphabet, name, set, files }): Character => {
    const first = images;
    images += files.length;
    return { alphabet, name, set, images: files.map((_, drawing) => first + drawing), drawers: files.map(drawerOf) };
  });
  const names = folders.flatMap((character) =>
    character.files.map((file) => `${fullNameOf(character)}/${path.basename(file)}`),
  );
  return { characters, pixels, names, digests };
}

/** The official drawings are called by character and drawer, `0709_17.png`; others count in the order of their names. */
function drawerOf(file: string, place: number): number {
  const [, drawer] = /_(\d{1,6})\.png$/i.exec(file) ?? [];
  return drawer === undefined ? place + 1 : Number(drawer);
}

async function listCharacterFolders(folder: string): Promise<CharacterFolder[]> {
  const present = new Set(await namesIn(folder, 'folders'));
  const official = officialFolders.filter(([name]) => present.has(name));
  const roots =
    official.length === 0
      ? [{ root: folder, set: undefined }]
      : official.map(([name, set]) => ({ root: path.join(folder, name), set }));
  const byName = new Map<string, CharacterFolder>();
  for (const { root, set } of roots) {
    for (const alphabet of await namesIn(root, 'folders')) {
      for (const name of await namesIn(path.join(root, alphabet), 'folders')) {
        const characterFolder = path.join(root, alphabet, name);
        const files = (await namesIn(characterFolder, 'PNGs')).map((file) => path.join(characterFolder, file));
        const key = fullNameOf({ alphabet, name });
        if (files.length > 0 && !byName.has(key)) byName.set(key, { alphabet, name, set, files });
      }
    }
  }
  return [...byName.values()].sort(
    (a, b) => inCodePointOrder(a.alphabet, b.alphabet) || inCodePointOrder(a.name, b.name),
  );
}

async function namesIn(folder: string, kind: 'folders' | 'PNGs'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new TaskError(`Cannot list ${folder}: ${reasonOf(error)}.`, { cause: error });
  });
  return entries
    .filter((entry) => (kind === 'folders' ? !entry.isFile() : entry.name.toLowerCase().endsWith('.png')))
    .map((entry) => entry.name)
    .sort(inCodePointOrder);
}

function inCodePointOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(files: readonly string[]): PixelKey {
  return {
    settings: `omniglot ${preparationVersion}`,
    files: files.length,
    async lineOf(number) {
      const file = files[number] ?? '';
      return `${file} ${await stampOfData(await stat(file), () => readRegularFile(file, mostDrawingBytes))}`;
    },
  };
}

// Few at a time: thousands of open files would exceed what systems allow a process.
async function readDrawings(
  files: readonly string[],
  pixels: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const together = 16;
  for (let first = 0; first < files.length; first += together) {
    signal?.throwIfAborted();
    await Promise.all(
      files.slice(first, first + together).map(async (file, offset) => {
        const image = first + offset;
        shrinkDrawing(await readPng(file), pixels.subarray(image * bytesPerImage, (image + 1) * bytesPerImage));
      }),
    );
  }
}

async function readPng(file: string): Promise<DecodedPicture> {
  try {
    return decodeDrawing(await readRegularFile(file, mostDrawingBytes));
  } catch (error) {
    throw new TaskError(`Cannot read the drawing ${file}: ${reasonOf(error)}. Get the file again or remove it.`, {
      cause: error,
    });
  }
}
