// How task data is loaded, apart from which.

export interface LoadOptions {
  /** Aborting rejects the loading with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Folder for what is slow to read again, such as thousands of unpacked PNGs. Made when needed; without it nothing is kept. */
  readonly cacheFolder?: string;
}
