// Whether a file or folder exists that a stranger's file names, without going where the stranger would like us to go.

import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { isOnAnotherHost } from './otherHosts.ts';
import { hasCode } from './systemErrors.ts';

/** `notLookedUp`: nothing is known of it, and nothing should be said. */
export type Lookup = 'there' | 'missing' | 'notLookedUp';

/**
 * Whether a folder of runs, or a run's, may be looked into now: where it leads behind a link, or names another place, may
 * be another host, and what lies there belongs to somebody else. Asked before each look, since a link may come while a
 * folder is watched.
 */
export type MayLookInto = (folder: string) => boolean;

const mostLinks = 40;

/** Looks only inside of `folder`, and follows no link there. Both paths are absolute. */
export function lookUpInside(folder: string, file: string): Lookup {
  const relative = path.relative(folder, file);
  if (path.isAbsolute(relative) || relative.split(path.sep)[0] === '..') return 'notLookedUp';
  for (const step of stepsTo(file, folder)) {
    const found = look(step);
    if (typeof found === 'string') return found;
    if (found.isSymbolicLink()) return 'notLookedUp';
  }
  return 'there';
}

/** Looks everywhere but on other hosts than that of `from`, and follows no link to one. Both paths are absolute. */
export function lookUpOnSameHost(file: string, from: string, platform: NodeJS.Platform = process.platform): Lookup {
  let target = file;
  for (let links = 0; links <= mostLinks; links++) {
    if (isOnAnotherHost(target, from, platform)) return 'notLookedUp';
    const next = findLink(target);
    if (typeof next === 'string') return next;
    if (isOnAnotherHost(next.target, from, platform)) return 'notLookedUp';
    target = path.resolve(path.dirname(next.link), next.target, path.relative(next.link, target));
  }
  return 'missing';
}

interface FoundLink {
  readonly link: string;
  /** As it is written there. */
  readonly target: string;
}

/** The first link on the way to `file`, or what is to be said where there is none. */
function findLink(file: string): FoundLink | Lookup {
  for (const step of stepsTo(file, path.parse(file).root)) {
    const found = look(step);
    if (typeof found === 'string') return found;
    if (found.isSymbolicLink()) return { link: step, target: readlinkSync(step) };
  }
  return 'there';
}

/**
 * Every path from below `folder` down to `file`, one by one: a path of many thousand steps is left at the first that is
 * missing.
 */
function* stepsTo(file: string, folder: string): Generator<string> {
  let step = folder;
  for (const name of path.relative(folder, file).split(path.sep)) {
    if (name === '') continue;
    step = path.join(step, name);
    yield step;
  }
}

function look(file: string): Stats | Lookup {
  try {
    return lstatSync(file);
  } catch (error) {
    return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') ? 'missing' : 'notLookedUp';
  }
}
