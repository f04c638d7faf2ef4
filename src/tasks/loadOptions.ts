// How task data is loaded, apart from which, and what is told meanwhile.

import type { KeptClasses } from './split/keptClasses.ts';

/** What takes its time: a code, which `src/words/` puts into words. */
export const loadActivities = ['decodingImages', 'analysingRecordings', 'encodingTexts', 'readingFigures'] as const;

export type LoadActivity = (typeof loadActivities)[number];

/** How far a stretch of the loading is that takes a person's time: 12,000 of 60,000 images decoded. Figures are counted in megabytes. */
export interface LoadProgress {
  readonly activity: LoadActivity;
  readonly done: number;
  readonly total: number;
}

/** Where what is slow to read again is kept, such as thousands of unpacked PNGs. */
export interface DataCache {
  /** Made when needed, in a folder that exists. Anybody may have put something there. */
  readonly folder: string;
  /** What is kept is sealed with it: what was sealed with another one is not believed. */
  readonly secret: Uint8Array;
}

export interface LoadOptions {
  /** Aborting rejects the loading with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Without it nothing is kept. */
  readonly cache?: DataCache;
  /** Called often, but not for every file. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /**
   * Something a person should know of the data that is no error, as one sentence or two: files that were passed over,
   * for instance.
   */
  readonly onNote?: (note: string) => void;
  /** The classes of each side, where they were chosen before; without it they are chosen as the task says. */
  readonly kept?: KeptClasses;
  /** Hears the names of all classes that the data have, those too that take no part. */
  readonly onClasses?: (names: readonly string[]) => void;
}
