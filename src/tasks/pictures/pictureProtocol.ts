// What the loading thread and the threads that decode pictures say to each other.

import { UnreadableFileError } from '../files/fileSource.ts';
import type { PicturePreparer } from './picturePreparer.ts';

/** A file's content, or why it could not be read. */
export type PictureFile = { readonly bytes: Uint8Array } | { readonly unreadable: string };

/** Pixels of a picture, or why there are none, in the words of an `UnreadableFileError`. */
export type PreparedPicture = { readonly pixels: Uint8Array } | { readonly unreadable: string };

/** Pictures of one message, and of its answer in the same order. */
export interface PictureBatch<Item> {
  readonly number: number;
  readonly items: readonly Item[];
}

export async function preparePictures(
  preparer: PicturePreparer,
  files: readonly PictureFile[],
): Promise<readonly PreparedPicture[]> {
  const prepared: PreparedPicture[] = [];
  for (const file of files) prepared.push('bytes' in file ? await preparePicture(preparer, file.bytes) : file);
  return prepared;
}

async function preparePicture(preparer: PicturePreparer, bytes: Uint8Array): Promise<PreparedPicture> {
  try {
    return { pixels: await preparer.prepare(bytes) };
  } catch (error) {
    if (error instanceof UnreadableFileError) return { unreadable: error.message };
    throw error;
  }
}
