// Where the experiment file of a run lies now: a project may have moved with its runs, or its runs without it.

import path from 'node:path';
import { lookUpOnSameHost } from '../base/cautiousLookup.ts';
import type { Manifest } from './manifest.ts';

/**
 * Absolute path of the file that the run in `directory` was made from; relative data paths start at its folder. It may be gone. Nothing is
 * looked up on other hosts than the run's own.
 */
export function locateExperiment(directory: string, { experimentPath, experimentFromRun }: Manifest): string {
  if (experimentFromRun === null) return experimentPath;
  const movedAlong = path.resolve(directory, experimentFromRun);
  return lookUpOnSameHost(movedAlong, path.resolve(directory)) === 'there' ? movedAlong : experimentPath;
}
