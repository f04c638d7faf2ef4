// Reading thousands of runs in a process of its own: what that takes never was the extension host's, which all
// extensions share.

import { builtFile, installationFolder } from '../../base/installation.ts';
import { runCommandLine } from '../tools/runCommandLine.ts';

/** On a slow disk the window would have them one by one meanwhile, in milliseconds. */
const longestWait = 30_000;

export interface ReadElsewhere {
  /** Of Reptile Lab. */
  readonly version: string;
  /** It looks only inside of this folder, behind no link, and removes nothing; undefined where the workspace is trusted. */
  readonly within: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Keeps an index of the folder's runs for this user, see `runs/keptIndex/`.
 * @throws {Error} where that ends without, or takes too long
 */
export async function readRunsElsewhere(folder: string, options: ReadElsewhere): Promise<void> {
  const { exitCode, messages } = await runCommandLine(
    [folder, options.version, ...(options.within === undefined ? [] : [options.within])],
    {
      folder: installationFolder,
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(longestWait)]),
      command: { program: process.execPath, script: builtFile('indexer.js') },
    },
  );
  if (exitCode !== 0) throw new Error(`The runs of ${folder} were not read elsewhere: ${messages || 'it was ended'}`);
}
