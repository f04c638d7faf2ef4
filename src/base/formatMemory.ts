// Amounts of memory and of data in words, and what to do where there is too little memory.

/** Advice without a full stop, for a model that memory does not suffice for. */
export const howToSaveMemory = 'Use smaller batches or inputs, or fewer or smaller layers';

/** More than any machine has: a number that says nothing. */
const mostBytes = 2 ** 60;
const unknown = 'an unknown amount';

/** `870 KiB`, `14.2 MiB`, `1.5 GiB`. */
export function formatMemory(bytes: number): string {
  if (!(bytes >= 0 && bytes < mostBytes)) return unknown;
  if (bytes < 2 ** 20) return `${Math.ceil(bytes / 2 ** 10)} KiB`;
  return bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** `870 kB`, `14.2 MB`, `1.5 GB`: sizes of files and downloads, which are counted in thousands. */
export function formatBytes(bytes: number): string {
  if (!(bytes >= 0 && bytes < mostBytes)) return unknown;
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
