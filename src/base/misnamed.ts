// What bears a name that is not UTF-8, as older programs unpack archives: the name is read with U+FFFD in it, and nothing
// is found by that.

import path from 'node:path';
import { lookAtEntry } from './boundedFile.ts';
import { visitEntries } from './folderNames.ts';
import { replacement } from './shownText.ts';

/** Whether nothing may be found by the name; some are called so in UTF-8. */
export function mayBeMisnamed(name: string): boolean {
  return name.includes(replacement);
}

/** Whether an entry that its folder has just named is not found by its name. Throws the system's error. */
export async function isMisnamed(entry: string): Promise<boolean> {
  return mayBeMisnamed(path.basename(entry)) && (await lookAtEntry(entry)) === undefined;
}

/**
 * The folder or file, itself or on the way to it, that lies there and is not found by its name; undefined where there is
 * none, or that cannot be looked at.
 * @param place absolute path
 */
export async function misnamedOnWay(place: string): Promise<string | undefined> {
  const above = path.dirname(place);
  if (!mayBeMisnamed(place) || above === place) return undefined;
  const further = await misnamedOnWay(above);
  if (further !== undefined) return further;
  try {
    return (await isMisnamed(place)) && (await isNamedIn(above, path.basename(place))) ? place : undefined;
  } catch {
    return undefined;
  }
}

async function isNamedIn(folder: string, name: string): Promise<boolean> {
  let isThere = false;
  await visitEntries(folder, (entry) => {
    isThere ||= entry.name === name;
  });
  return isThere;
}
