// Decodes the pictures of a data set, in parallel, into one block of pixels.

import { availableParallelism } from 'node:os';
import { type FileSource, type SourceFile, UnreadableFileError } from '../files/fileSource.ts';
import type { LoadOptions } from '../loadOptions.ts';
import type { SkippedImage } from '../pixelCache.ts';
import { canShareMemory } from '../sharedMemory.ts';
import { channelsOf, type PictureFormat, PicturePreparer } from './picturePreparer.ts';
import { type PictureFile, type PreparedPicture, preparePictures } from './pictureProtocol.ts';
import { PictureThread } from './pictureThread.ts';

/** A picture in the worst case takes some hundred megabytes for a moment. */
const mostThreads = 8;
/** Fewer are decoded before a thread has started. */
const picturesWorthAThread = 64;
/** Batches that a thread has or that are read for it, so that it never waits. */
const batchesAhead = 2;
const mostPicturesOfBatch = 16;
const mostBytesOfBatch = 2 ** 22;

/**
 * Fills `pixels`, [files, size, size, channels]; pictures that cannot be read stay 0 and are given back, in their
 * order. The result does not depend on the number of threads.
 */
export async function decodePictures(
  source: FileSource,
  files: readonly SourceFile[],
  format: PictureFormat,
  pixels: Uint8Array,
  { signal, onProgress }: LoadOptions,
): Promise<readonly SkippedImage[]> {
  const bytesPerPicture = format.size ** 2 * channelsOf(format);
  const skipped: SkippedImage[] = [];
  let next = 0;
  let done = 0;
  const report = () => onProgress?.({ activity: 'decodingImages', done, total: files.length });

  async function decodeBatches(
    prepare: (batch: readonly PictureFile[]) => Promise<readonly PreparedPicture[]>,
  ): Promise<void> {
    for (let first = next; first < files.length; first = next) {
      const end = Math.min(files.length, first + mostPicturesOfBatch);
      next = end;
      for (let start = first; start < end; ) {
        const batch = await readBatch(source, files.slice(start, end), signal);
        keep(start, await prepare(batch));
        start += batch.length;
      }
    }
  }

  function keep(first: number, pictures: readonly PreparedPicture[]): void {
    pictures.forEach((picture, offset) => {
      const number = first + offset;
      if ('pixels' in picture) pixels.set(picture.pixels, number * bytesPerPicture);
      else skipped.push({ image: number, reason: picture.unreadable });
    });
    done += pictures.length;
    report();
  }

  report();
  const wanted = Math.min(mostThreads, availableParallelism(), Math.floor(files.length / picturesWorthAThread));
  const threads = canShareMemory() ? wanted : 0;
  if (threads < 2) {
    const preparer = new PicturePreparer(format);
    await decodeBatches((batch) => preparePictures(preparer, batch));
  } else {
    await withThreads(threads, format, signal, (crew) =>
      Promise.all(
        crew.flatMap((thread) =>
          Array.from({ length: batchesAhead }, () => decodeBatches((batch) => thread.prepare(batch))),
        ),
      ),
    );
  }
  return skipped.sort((a, b) => a.image - b.image);
}

/** Files from the first on until the batch is large enough; at least one where there is one. */
async function readBatch(
  source: FileSource,
  files: readonly SourceFile[],
  signal: AbortSignal | undefined,
): Promise<readonly PictureFile[]> {
  const batch: PictureFile[] = [];
  let bytes = 0;
  for (const file of files) {
    signal?.throwIfAborted();
    const read = await readPicture(source, file);
    batch.push(read);
    bytes += 'bytes' in read ? read.bytes.length : 0;
    if (bytes >= mostBytesOfBatch) break;
  }
  return batch;
}

async function readPicture(source: FileSource, file: SourceFile): Promise<PictureFile> {
  try {
    return { bytes: await source.read(file) };
  } catch (error) {
    if (error instanceof UnreadableFileError) return { unreadable: error.message };
    throw error;
  }
}

/** An abort ends the threads, whatever JPEG they are at; a PNG is decoded to its end. */
async function withThreads(
  count: number,
  format: PictureFormat,
  signal: AbortSignal | undefined,
  work: (threads: readonly PictureThread[]) => Promise<unknown>,
): Promise<void> {
  signal?.throwIfAborted();
  const threads = Array.from({ length: count }, () => new PictureThread(format));
  const endAll = () => Promise.all(threads.map((thread) => thread.dispose()));
  signal?.addEventListener('abort', endAll);
  try {
    await work(threads);
  } finally {
    signal?.removeEventListener('abort', endAll);
    await endAll();
    signal?.throwIfAborted();
  }
}
