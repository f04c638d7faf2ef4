// ImageSet: images of many classes as bytes in one block of memory that worker threads share.

import type { Episodes } from './episodes/episodes.ts';
import type { PlainDescription } from './heldOutDescription.ts';
import type { PackedTexts } from './packedTexts.ts';
import { allocateShared } from './sharedMemory.ts';

/** Images of one class, by their numbers in the set. */
export interface ImageClass {
  /** For instance `5` or `Tagalog/character07`. */
  readonly name: string;
  readonly images: readonly number[];
  /** Of their pixels, see `split/contentDigest.ts`. */
  readonly digest: string;
  /** What the class is one of, for instance `Tagalog`, where the data tell. */
  readonly group?: string;
  /** Who made each of the images, in their order, where the data tell. Whoever has one name is one person. */
  readonly makers?: readonly string[];
}

/**
 * A labelled set of images, split into classes to train on and classes never trained on. Can be sent to a worker
 * thread.
 */
export interface ImageSet {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** [images, height, width, channels]; 255 stands for the value 1. */
  readonly pixels: Uint8Array;
  /** What the data call each image: for most its file, `Tagalog/character07/0713_05.png`. */
  readonly names: PackedTexts;
  readonly trainingClasses: readonly ImageClass[];
  readonly heldOutClasses: readonly ImageClass[];
  /** Held-out tasks where they are listed; otherwise they are drawn. */
  readonly episodes?: Episodes;
  /** What the held-out classes are, for a person: `423 characters never trained on`. */
  readonly heldOutDescription: PlainDescription;
}

/** Zeroed bytes that threads can share; ordinary memory where sharing is switched off. */
export function allocatePixels(bytes: number): Uint8Array {
  return new Uint8Array(allocateShared(bytes));
}
