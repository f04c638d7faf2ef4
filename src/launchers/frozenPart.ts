// What of a run stays as it was made, for proofs that it is still the run that somebody made or agreed to.

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { readBounded } from '../base/boundedFile.ts';
import { experimentLimitBytes } from '../runs/frozenExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { runFiles } from '../runs/runDirectory.ts';

/**
 * Where the run lies, and everything that says what it executes: to be covered by a proof, as JSON.
 * @throws {RefusedFileError} where a file of the run is none that would be read; the system's error
 */
export async function frozenPart(directory: string, manifest: Manifest): Promise<object> {
  const { source, experiment } = runFiles(directory);
  const { id, overrides, experimentPath, experimentFromRun } = manifest;
  return {
    place: await realpath(path.resolve(directory)),
    files: [await digestOf(source, experimentLimitBytes), await digestOf(experiment, experimentLimitBytes)],
    ...{ id, overrides, experimentPath, experimentFromRun },
  };
}

/** SHA-256 of the file, in hexadecimal digits. @throws as `readBounded` does */
export async function digestOf(file: string, limitBytes: number): Promise<string> {
  return createHash('sha256')
    .update(await readBounded(file, limitBytes))
    .digest('hex');
}
