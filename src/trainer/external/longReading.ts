// Tells, where that takes a person's time, that what a program has written is read before it goes on, and how far that is.

import { lookAtEntry } from '../../base/boundedFile.ts';
import type { ManifestWriter } from '../../runs/manifestFile.ts';
import type { LoadProgress } from '../../tasks/loadOptions.ts';
import { describeLoading } from '../../words/describeLoading.ts';
import { untranslated } from '../../words/translate.ts';
import type { HeldRun } from '../heldRun.ts';

/** Whoever waits no longer than this need not know for what. */
const patience = 1000;
const lookEveryMilliseconds = 250;

interface Told extends Pick<HeldRun, 'log' | 'onProgress'> {
  readonly manifest: Pick<ManifestWriter, 'update'>;
}

/** What is read: the file of lines, and how many bytes of it were read so far. */
interface ReadLines {
  readonly file: string;
  readonly position: () => number;
}

/** Gives, and rejects with, what `read` does. @param after milliseconds; what takes less is not told */
export async function tellWhileReading<Result>(
  { log, onProgress, manifest }: Told,
  { file, position }: ReadLines,
  read: () => Promise<Result>,
  after = patience,
): Promise<Result> {
  const size = (await lookAtEntry(file).catch(() => undefined))?.size ?? 0;
  const beganAt = performance.now();
  let isTold = false;
  const tell = () => {
    if (performance.now() - beganAt < after) return;
    const progress: LoadProgress = {
      activity: 'readingFigures',
      done: megabytes(Math.min(size, position())),
      total: megabytes(size),
    };
    if (!isTold) log(`Before the program goes on: ${describeLoading(progress, untranslated)} that it has written.`);
    isTold = true;
    manifest.update({ loading: progress });
    onProgress({ kind: 'loading', progress });
  };
  const timer = setInterval(tell, Math.min(after, lookEveryMilliseconds));
  try {
    return await read();
  } finally {
    clearInterval(timer);
    if (isTold) manifest.update({ loading: null });
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
