// In which folder the fork of a run is made: one of those that the person has open, whatever the run's files say.

import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Lookup } from '../../base/cautiousLookup.ts';

export interface ForkedFrom {
  /** Of the run; absolute, as all paths here are. */
  readonly directory: string;
  /** The experiment file, as run.json names it: anybody may have written that. */
  readonly experimentFile: string;
  /** Those of the workspace. */
  readonly openFolders: readonly string[];
  readonly lookUp: (file: string) => Lookup;
}

/**
 * Beside the file that the run was made from, where that lies in a folder that is open, or in the one whose runs these
 * are, with links followed; otherwise in that folder itself.
 */
export function folderOfFork({ directory, experimentFile, openFolders, lookUp }: ForkedFrom): string {
  const project = projectOf(directory);
  const folders = project === undefined ? openFolders : [...openFolders, project];
  const beside = path.dirname(experimentFile);
  if (lookUp(experimentFile) === 'there' && folders.some((folder) => isReallyWithin(beside, folder))) return beside;
  const open = openFolders.find((folder) => isWithin(directory, folder));
  return open ?? project ?? openFolders[0] ?? path.dirname(directory);
}

/** The folder of which `.reptile/runs` holds the run; undefined where it lies elsewhere. */
function projectOf(directory: string): string | undefined {
  const project = path.resolve(directory, '../../..');
  return path.dirname(directory) === path.join(project, '.reptile', 'runs') ? project : undefined;
}

function isReallyWithin(place: string, folder: string): boolean {
  try {
    return isWithin(realpathSync(place), realpathSync(folder));
  } catch {
    // What cannot be followed is not known to lie there.
    return false;
  }
}

function isWithin(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}
