// Omniglot as an image set: from the pack or from folders of PNGs, split into characters to train on and characters
// held out.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { datasetFolder, findDataset, howToGet } from '../datasets/datasetFolder.ts';
import type { ImageDatasetSpec } from '../experiment/schema.ts';
import type { ImageClass, ImageSet } from './imageSet.ts';
import type { LoadOptions } from './loadOptions.ts';
import { type Character, characterSize, fullNameOf } from './omniglotCharacters.ts';
import { readCharacterFolders } from './omniglotFolder.ts';
import { indexFileName, packFileName, readCharacterPack, readSplits } from './omniglotPack.ts';
import { splitCharacters } from './omniglotSplit.ts';
import { packTexts } from './packedTexts.ts';
import { digestOfClass } from './split/contentDigest.ts';
import { type Sides, takeKept } from './split/keptClasses.ts';
import { TaskError } from './taskError.ts';

/**
 * Omniglot from `spec.path`, or from where data sets that are got by name lie: a folder with `omniglot28.bits.gz` and
 * `omniglot-index.json`, or with `alphabet/character/*.png`, directly or in the official `images_background` and
 * `images_evaluation`. An index beside PNGs names the splits of these characters.
 * @throws {TaskError}
 */
export async function loadOmniglot(
  spec: Extract<ImageDatasetSpec, { source: 'omniglot' }>,
  folder: string,
  options: LoadOptions,
): Promise<ImageSet> {
  const dataFolder = locate(spec.path, folder);
  const hasPack = existsSync(path.join(dataFolder, packFileName));
  const { characters, pixels, names, digests } = hasPack
    ? await readCharacterPack(dataFolder)
    : await readCharacterFolders(dataFolder, options);
  const listedSplits = existsSync(path.join(dataFolder, indexFileName)) ? await readSplits(dataFolder) : undefined;
  const classes = characters.map((character) => ({ character, name: fullNameOf(character) }));
  options.onClasses?.(classes.map(({ name }) => name));
  const { kept } = options;
  const { training, heldOut } =
    kept === undefined
      ? splitCharacters(spec.split, characters, listedSplits, dataFolder)
      : charactersOf(takeKept(classes, kept));
  return {
    width: characterSize,
    height: characterSize,
    channels: 1,
    pixels,
    names: packTexts(names),
    trainingClasses: training.map((character) => classOf(character, digests)),
    heldOutClasses: heldOut.map((character) => classOf(character, digests)),
    heldOutDescription: { code: 'classes', noun: 'characters', count: heldOut.length },
  };
}

function locate(named: string | undefined, folder: string): string {
  if (named === undefined) {
    const found = findDataset('omniglot');
    if (found !== undefined) return found;
    throw new TaskError(
      `Omniglot is not in ${datasetFolder('omniglot')}. ${howToGet('omniglot')} Or set task.dataset.path to a folder that holds it.`,
    );
  }
  const dataFolder = path.resolve(folder, named);
  if (existsSync(dataFolder)) return dataFolder;
  throw new TaskError(
    `The Omniglot folder ${dataFolder} does not exist. Set task.dataset.path to where the data lies, or leave it out: ${howToGet('omniglot')}`,
  );
}

function charactersOf({ training, heldOut }: Sides<{ readonly character: Character }>): Sides<Character> {
  return { training: training.map(({ character }) => character), heldOut: heldOut.map(({ character }) => character) };
}

function classOf(character: Character, digests: Uint8Array): ImageClass {
  const { images, alphabet, drawers } = character;
  return {
    name: fullNameOf(character),
    images,
    digest: digestOfClass(images, digests),
    group: alphabet,
    makers: drawers.map((drawer) => `${alphabet} ${drawer}`),
  };
}
