// Where the experiment file of a run lies now: a project may have moved with its runs, or its runs without it.

import path from 'node:path';
import { lookUpOnSameHost } from '../base/cautiousLookup.ts';
import type { Manifest } from './manifest.ts';

/**
 * Absolute path of the file that the run in `directory` was made from; relative data paths start at its folder. It may
 * be gone. Nothing is looked up on other hosts than the run's own.
 */
export function locateExperiment(directory: string, { experimentPath, experimentFromRun }: Manifest): string {
  const recorded = resolveFrom(directory, experimentPath);
  if (experimentFromRun === null) return recorded;
  const movedAlong = resolveFrom(directory, experimentFromRun);
  return lookUpOnSameHost(movedAlong, path.resolve(directory)) === 'there' ? movedAlong : recorded;
}

/**
 * Every process must find the same place: none may start at its own current folder, not even at that of another Windows
 * drive (`D:x`).
 */
function resolveFrom(directory: string, written: string): string {
  const from = path.resolve(directory);
  return path.isAbsolute(written) ? path.resolve(from, written) : path.join(from, written);
}
