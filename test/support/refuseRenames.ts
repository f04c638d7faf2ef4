// A disk on which some things cannot be moved.

import fs, { type PathLike } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Those fail for which `refusalOf`, of the how manieth it is from 1 and its paths, gives why, until the returned function is
 * called.
 */
export function refuseRenames(
  refusalOf: (call: number, from: PathLike, to: PathLike) => Error | undefined,
): () => void {
  const original = fs.renameSync;
  const replaceBy = (rename: typeof original) => {
    fs.renameSync = rename;
    syncBuiltinESMExports();
  };
  let calls = 0;
  replaceBy((...words) => {
    const refusal = refusalOf(++calls, ...words);
    if (refusal !== undefined) throw refusal;
    original(...words);
  });
  return () => replaceBy(original);
}
