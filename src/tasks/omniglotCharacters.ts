// Omniglot's characters as they are read, before a split decides which of them train.

/** Characters are used at this height and width, as in the Reptile paper. */
export const characterSize = 28;

/** One handwritten character. */
export interface Character {
  readonly alphabet: string;
  readonly name: string;
  /** The official half that it comes from, where known. */
  readonly set: 'background' | 'evaluation' | undefined;
  /** Its drawings, by their numbers in the pixels. */
  readonly images: readonly number[];
  /** Who drew each of them: the number, from 1, of one of the people who drew all characters of the alphabet. */
  readonly drawers: readonly number[];
}

/** All characters, ordered by alphabet and then by name in code-point order, with their drawings. */
export interface Characters {
  readonly characters: readonly Character[];
  /** [images, 28, 28]: 255 is paper, 0 ink, as in the original files and in the reference code. */
  readonly pixels: Uint8Array;
  /** The files of the drawings, `Tagalog/character07/0713_05.png`, whether they were read from there or from the pack. */
  readonly names: readonly string[];
  /** Of the images, see `split/contentDigest.ts`. */
  readonly digests: Uint8Array;
}

/** `Tagalog/character07` */
export function fullNameOf(character: Pick<Character, 'alphabet' | 'name'>): string {
  return `${character.alphabet}/${character.name}`;
}
