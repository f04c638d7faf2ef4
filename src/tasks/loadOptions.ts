// How task data is loaded, apart from which, and what is told meanwhile.

/** How far a stretch of the loading is that takes a person's time: 12,000 of 60,000 images decoded. */
export interface LoadProgress {
  /** What is done, as a present participle: `decoding`. */
  readonly doing: string;
  readonly done: number;
  readonly total: number;
  /** What is counted, in the plural: `images`. */
  readonly unit: string;
}

export interface LoadOptions {
  /** Aborting rejects the loading with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Folder for what is slow to read again, such as thousands of unpacked PNGs. Made when needed, in a folder that exists; without it nothing is kept. */
  readonly cacheFolder?: string;
  /** Called often, but not for every file. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Something a person should know of the data that is no error, as one sentence or two: files that were passed over, for instance. */
  readonly onNote?: (note: string) => void;
}
