// Folders by where they lie, whatever they are called: a link and what it leads to are one.

import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Absolute, without links; the system's own spelling of what exists. Of a folder that does not exist yet, or cannot be
 * reached, where it would lie.
 */
export function realPlaceOf(folder: string): string {
  const absolute = path.resolve(folder);
  try {
    return realpathSync.native(absolute);
  } catch {
    const above = path.dirname(absolute);
    return above === absolute ? absolute : path.join(realPlaceOf(above), path.basename(absolute));
  }
}

/** Of several names of one folder the first. */
export function firstOfEachPlace(folders: readonly string[]): string[] {
  const named = new Map<string, string>();
  for (const folder of folders) {
    const place = realPlaceOf(folder);
    if (!named.has(place)) named.set(place, folder);
  }
  return [...named.values()];
}
