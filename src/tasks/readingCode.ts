// Which code makes pixels and spectrograms of files: part of the key of their cache.

/** In a build, a digest of that code (`scripts/reading-code.mjs`); sources that run directly know no digest. */
export const readingCode: string = 'sources';
