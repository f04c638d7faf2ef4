// Which Omniglot characters train and which are held out.

import type { ImageDatasetSpec } from '../experiment/schema.ts';
import { type Character, fullNameOf } from './omniglotCharacters.ts';
import { indexFileName, type ListedSplits } from './omniglotPack.ts';
import { pythonShuffledNumbers } from './pythonShuffle.ts';
import { TaskError } from './taskError.ts';

export type OmniglotSplit = Extract<ImageDatasetSpec, { source: 'omniglot' }>['split'];

export interface SplitCharacters {
  readonly training: readonly Character[];
  readonly heldOut: readonly Character[];
}

/** Omniglot has this many characters, and the reference code trains on so many of them. */
const allCharacters = 1623;
const trainingCharacters = 1200;

/**
 * - `supervisedReptileSeed0`: as the reference code splits with its default seed: all characters, ordered, are shuffled
 * as Python's
 *   `random.seed(0); random.shuffle` does; the first 1200 train. Where only a part of Omniglot is there, the same share trains.
 * - `lakeOriginal`: the background set trains, the evaluation set is held out.
 * - `vinyalsProtoNets`: the lists of the index; the validation characters take no part.
 *
 * @throws {TaskError} when the data cannot be split like this
 */
export function splitCharacters(
  split: OmniglotSplit,
  characters: readonly Character[],
  listedSplits: ListedSplits | undefined,
  folder: string,
): SplitCharacters {
  switch (split) {
    case 'supervisedReptileSeed0':
      return splitShuffled(characters);
    case 'lakeOriginal':
      return splitByOfficialSet(characters, folder);
    case 'vinyalsProtoNets':
      return splitAsListed(split, characters, listedSplits, folder);
  }
}

function splitShuffled(characters: readonly Character[]): SplitCharacters {
  const shuffledCharacters = pythonShuffledNumbers(characters.length, 0).flatMap((number) =>
    characters.slice(number, number + 1),
  );
  const training = Math.round((characters.length * trainingCharacters) / allCharacters);
  return { training: shuffledCharacters.slice(0, training), heldOut: shuffledCharacters.slice(training) };
}

function splitByOfficialSet(characters: readonly Character[], folder: string): SplitCharacters {
  const training = characters.filter((character) => character.set === 'background');
  const heldOut = characters.filter((character) => character.set === 'evaluation');
  if (training.length === 0 || heldOut.length === 0) {
    throw new TaskError(
      `The split lakeOriginal needs both of Omniglot's sets, but ${folder} has ${training.length} background and ${heldOut.length} ` +
        'evaluation characters. Put images_background and images_evaluation there, or choose the split supervisedReptileSeed0.',
    );
  }
  return { training, heldOut };
}

function splitAsListed(
  split: OmniglotSplit,
  characters: readonly Character[],
  listedSplits: ListedSplits | undefined,
  folder: string,
): SplitCharacters {
  const training = listedSplits?.get(split)?.get('train');
  const heldOut = listedSplits?.get(split)?.get('test');
  if (training === undefined || heldOut === undefined) {
    throw new TaskError(
      `The split ${split} is a list of characters, and ${folder} has no ${indexFileName} that names them. ` +
        `Put the index there, or choose the split supervisedReptileSeed0.`,
    );
  }
  return {
    training: characters.filter((character) => training.has(fullNameOf(character))),
    heldOut: characters.filter((character) => heldOut.has(fullNameOf(character))),
  };
}
