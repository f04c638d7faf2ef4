// Where the experiment file of a run lies now: a project may have moved with its runs, or its runs without it.

import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from './manifest.ts';

/** Absolute path of the file that the run in `directory` was made from; relative data paths start at its folder. It may be gone. */
export function locateExperiment(directory: string, { experimentPath, experimentFromRun }: Manifest): string {
  if (experimentFromRun === null) return experimentPath;
  const movedAlong = path.resolve(directory, experimentFromRun);
  return existsSync(movedAlong) ? movedAlong : experimentPath;
}
