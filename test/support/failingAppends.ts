// A disk that takes no more: what is appended to open files at once fails.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * From the `after`th append to an open file on (1: from the first) it fails with `error`, until the returned function
 * is called.
 */
export function failAppends(error: Error, after = 1): () => void {
  const original = fs.appendFileSync;
  const replaceBy = (append: typeof original) => {
    fs.appendFileSync = append;
    syncBuiltinESMExports();
  };
  let calls = 0;
  replaceBy((file, ...words) => {
    if (typeof file === 'number' && ++calls >= after) throw error;
    original(file, ...words);
  });
  return () => replaceBy(original);
}
