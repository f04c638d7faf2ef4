// What lies around a mutated run and must not change: the canary outside, the run beside it, and checkpoints that were
// acknowledged.

import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isGoodCheckpoint, listCheckpoints } from '../product.ts';
import { executedMarker } from './hostileTexts.ts';
import type { Problem } from './oracles.ts';

export interface Surroundings {
  /** Path and content of everything that may not change. */
  readonly canary: ReadonlyMap<string, string>;
  readonly sibling: ReadonlyMap<string, string>;
  /** Newest checkpoint of the mutated run whose checksums hold; undefined where there is none. */
  readonly newestGood: number | undefined;
}

export interface Places {
  readonly sandbox: string;
  readonly runDirectory: string;
  readonly siblingDirectory: string;
}

export async function lookAround({ sandbox, runDirectory, siblingDirectory }: Places): Promise<Surroundings> {
  return {
    canary: await contentsOf(path.join(sandbox, 'canary')),
    // `compare` stores what it measures with every run that it was given.
    sibling: await contentsOf(siblingDirectory, 'evaluations'),
    newestGood: await newestGoodCheckpoint(runDirectory),
  };
}

/** `hasFailed`: the command between the two looks ended with an error, so that it may not have taken anything away. */
export async function judgeSurroundings(before: Surroundings, places: Places, hasFailed: boolean): Promise<Problem[]> {
  const after = await lookAround(places);
  const problems = [
    ...differences(before.canary, after.canary).map((detail) => ({
      kind: 'write outside',
      detail: `canary: ${detail}`,
    })),
    ...differences(before.sibling, after.sibling).map((detail) => ({ kind: 'write into another run', detail })),
  ];
  if (hasFailed && before.newestGood !== undefined && (after.newestGood ?? -1) < before.newestGood) {
    problems.push({ kind: 'checkpoint lost', detail: `${before.newestGood}, now ${after.newestGood ?? 'none'}` });
  }
  for (const folder of [places.sandbox, path.join(places.sandbox, 'project'), path.dirname(places.runDirectory)]) {
    if ((await readdir(folder)).includes(executedMarker)) problems.push({ kind: 'text was executed', detail: folder });
  }
  return problems;
}

async function newestGoodCheckpoint(directory: string): Promise<number | undefined> {
  const folder = path.join(directory, 'checkpoints');
  const isOwn = (await lstat(folder).catch(() => undefined))?.isDirectory() === true;
  if (!isOwn) return undefined;
  for (const iteration of await listCheckpoints(directory).catch(() => [])) {
    const own = path.join(folder, String(iteration));
    if ((await areOrdinary(own)) && (await isGoodCheckpoint(own))) return iteration;
  }
  return undefined;
}

/** A look itself must not hang on what was put there. */
async function areOrdinary(folder: string): Promise<boolean> {
  if ((await lstat(folder).catch(() => undefined))?.isDirectory() !== true) return false;
  const entries = await Promise.all((await readdir(folder)).map((name) => lstat(path.join(folder, name))));
  return entries.every((entry) => entry.isFile() && entry.size < 1 << 20);
}

async function contentsOf(folder: string, except = ''): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (except !== '' && name.split(path.sep)[0] === except) continue;
    if (entry.isFile())
      contents.set(
        name,
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      );
    else contents.set(name, entry.isSymbolicLink() ? await readlink(file) : entry.isDirectory() ? 'folder' : 'special');
  }
  return contents;
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => `${name} is gone`);
  const added = [...after.keys()].filter((name) => !before.has(name)).map((name) => `${name} is new`);
  const changed = [...after]
    .filter(([name, content]) => before.has(name) && before.get(name) !== content)
    .map(([name]) => `${name} was changed`);
  return [...gone, ...added, ...changed];
}
