// What is said between whoever asks for data and the thread or process that reads them.

import { formatMemory } from '../base/formatMemory.ts';
import type { TaskSpec } from '../experiment/schema.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import type { DataCache, LoadOptions, LoadProgress } from '../tasks/loadOptions.ts';
import type { KeptClasses } from '../tasks/split/keptClasses.ts';
import { TaskError } from '../tasks/taskError.ts';
import type { TextSetValues } from './textPacking.ts';

/** What a reader is given. */
export interface LoaderSetup {
  readonly task: TaskSpec;
  readonly folder: string;
  readonly cache: DataCache | undefined;
  readonly kept: KeptClasses | undefined;
}

/** Said on the way to data, or in their place. */
export type LoaderNews =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'classes'; readonly names: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

/** What `taskLoader.ts` says. */
export type LoaderMessage = LoaderNews | { readonly kind: 'loaded'; readonly data: TaskData };

/** What `loaderProcess.ts` says: processes share no memory, so that texts come in pieces. */
export type LoaderProcessMessage =
  | LoaderNews
  /** The next block of shared memory, of so many bytes. */
  | { readonly kind: 'block'; readonly bytes: number }
  /** A piece of the block that was announced last, from `offset` on. */
  | { readonly kind: 'piece'; readonly offset: number; readonly piece: Uint8Array }
  /** All blocks are there. */
  | { readonly kind: 'loaded'; readonly values: TextSetValues }
  /** An error that nobody expected. */
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | undefined };

/** Data on their way. */
export interface Reading {
  readonly data: Promise<TaskData>;
  /** Ends the reading, whatever is computed. */
  end(): Promise<void>;
}

/** Whom the news are for. */
export type LoadListeners = Pick<LoadOptions, 'onProgress' | 'onNote' | 'onClasses'>;

/** Tells the news, and gives the error where they are one. */
export function hearNews(news: LoaderNews, { onProgress, onNote, onClasses }: LoadListeners): TaskError | undefined {
  switch (news.kind) {
    case 'progress':
      onProgress?.(news.progress);
      return undefined;
    case 'note':
      onNote?.(news.note);
      return undefined;
    case 'classes':
      onClasses?.(news.names);
      return undefined;
    case 'refused':
      return new TaskError(news.message);
  }
}

/** @param ending how the reader ended, where it did so without a word: `by signal SIGABRT` */
export function tooLarge(heapBytes: number, ending?: string, cause?: unknown): TaskError {
  const observed = ending === undefined ? '' : ` (the process that read them ended ${ending})`;
  return new TaskError(
    `The data of task.dataset take more memory than there is for reading them, ${formatMemory(heapBytes)} at most${observed}. ` +
      'Check that its files are what they should be, or use a part of them.',
    { cause },
  );
}
