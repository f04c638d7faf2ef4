// Which of several folders of runs an experiment file's runs go to.

import path from 'node:path';

/**
 * The one that shares most of its path with the file's; of several such the first. Undefined where there is none.
 * @param file absolute, as are the folders
 */
export function runsFolderFor(file: string, runsFolders: readonly string[]): string | undefined {
  const steps = stepsOf(path.dirname(file));
  let [best, most]: [string | undefined, number] = [undefined, -1];
  for (const folder of runsFolders) {
    const shared = countShared(steps, stepsOf(folder));
    if (shared > most) [best, most] = [folder, shared];
  }
  return best;
}

function stepsOf(folder: string): readonly string[] {
  return path.resolve(folder).split(path.sep);
}

function countShared(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((step, place) => step !== b[place]);
  return differs < 0 ? a.length : differs;
}
