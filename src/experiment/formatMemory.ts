// Amounts of memory in words, and what to do where there is too little.

/** Advice without a full stop, for a model that memory does not suffice for. */
export const howToSaveMemory = 'Use smaller batches or inputs, or fewer or smaller layers';

/** `870 KiB`, `14.2 MiB`, `1.5 GiB`. */
export function formatMemory(bytes: number): string {
  if (bytes < 2 ** 20) return `${Math.ceil(bytes / 2 ** 10)} KiB`;
  return bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
