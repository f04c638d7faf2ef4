// Amounts of memory and of data in words, and what to do where there is too little memory.

/** Advice without a full stop, for a model that memory does not suffice for. */
export const howToSaveMemory = 'Use smaller batches or inputs, or fewer or smaller layers';

/** More than any machine has: a number that says nothing. */
const mostBytes = 2 ** 60;
const unknown = 'an unknown amount';

/** `870 KiB`, `14.2 MiB`, `1.5 GiB`: in refusals alone, beside limits and a machine's memory, which are powers of two. */
export function formatMemory(bytes: number): string {
  if (!(bytes >= 0 && bytes < mostBytes)) return unknown;
  if (bytes < 2 ** 20) return `${Math.ceil(bytes / 2 ** 10)} KiB`;
  return bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/**
 * `870 kB`, `14.2 MB`, `1.5 GB`, where 1 MB is 10⁶ bytes as in the editor and in file managers: sizes of files and
 * downloads, and of what stands beside them, as the memory of a run.
 */
export function formatBytes(bytes: number): string {
  if (!(bytes >= 0 && bytes < mostBytes)) return unknown;
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `14 MB`, `120 MB`, `1.5 GB`: two digits of an amount that is foretold, in the units of `formatBytes`. */
export function formatBytesRoughly(bytes: number): string {
  if (!(bytes >= 0 && bytes < mostBytes)) return unknown;
  const rough = Number(bytes.toPrecision(2));
  if (rough < 1e6) return `${Math.ceil(rough / 1e3)} kB`;
  return rough < 1e9 ? `${rough / 1e6} MB` : `${rough / 1e9} GB`;
}
