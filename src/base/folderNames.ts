// The names in a folder that anybody may have filled: taken in stretches, between which others have a turn, and of very
// many only some.

import type { Dirent } from 'node:fs';
import { opendir, readdir } from 'node:fs/promises';
import { lookAtPlainFolder } from './plainFolder.ts';
import { hasCode } from './systemErrors.ts';
import { WorkRest } from './workRest.ts';

/** Names that are taken at once; a millisecond's worth. */
const stretch = 1024;
/**
 * A folder that takes no more has at most some thousands of names: they are taken in one call instead of four. One of no
 * bytes says nothing of itself.
 */
const smallFolderBytes = 16_384;

/**
 * Calls `visit` with everything that lies in `folder`, which may be a link, in no order, and waits for it. What `visit`
 * removes is not visited again. Throws the system's error.
 */
export async function visitEntries(folder: string, visit: (entry: Dirent) => void | Promise<void>): Promise<void> {
  const opened = await opendir(folder, { bufferSize: stretch });
  try {
    for (let taken = 0; ; taken++) {
      // One is waited for, and the others of its stretch are there then: waiting for each takes longer than all the rest.
      const entry = taken % stretch === 0 ? await opened.read() : opened.readSync();
      if (entry === null) return;
      const visiting = visit(entry);
      if (visiting !== undefined) await visiting;
    }
  } finally {
    await opened.close();
  }
}

/**
 * The same for a folder that is no link; nothing is visited where there is none.
 * @throws {RefusedFileError} where something else stands in its place; the system's error otherwise
 */
export async function visitPlainFolder(folder: string, visit: (entry: Dirent) => void | Promise<void>): Promise<void> {
  const found = await lookAtPlainFolder(folder);
  if (found === undefined) return;
  try {
    if (found.size === 0 || found.size > smallFolderBytes) await visitEntries(folder, visit);
    else await visitFew(folder, visit);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function visitFew(folder: string, visit: (entry: Dirent) => void | Promise<void>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const visiting = visit(entry);
    if (visiting !== undefined) await visiting;
  }
}

export interface NameChoice {
  /** Names with the lowest ranks are chosen, of equal ones by the alphabet; those without a rank do not count. */
  readonly rankOf: (name: string, entry: Dirent) => number | undefined;
  /** So many at most: some ten thousand, since they are sorted in one go. */
  readonly most: number;
}

export interface ChosenNames {
  /** The lowest rank first. */
  readonly names: readonly string[];
  /** How many more have a rank. */
  readonly leftOut: number;
  /** How many names there are in all. */
  readonly seen: number;
}

/** The chosen names in `folder`, which may be a link. Throws the system's error. */
export function chooseEntries(folder: string, choice: NameChoice): Promise<ChosenNames> {
  return choose((visit) => visitEntries(folder, visit), choice);
}

/** The chosen names in `folder`; none where there is no folder. @throws as `visitPlainFolder` does */
export function chooseNames(folder: string, choice: NameChoice): Promise<ChosenNames> {
  return choose((visit) => visitPlainFolder(folder, visit), choice);
}

/**
 * Looks at a folder again and again. One with very many names is looked at only so often that it takes a small share of
 * the time.
 */
export class PatientLook<Found extends { readonly seen: number }> {
  readonly #look: () => Promise<Found>;
  readonly #rest = new WorkRest();
  #last: Found | undefined;

  constructor(look: () => Promise<Found>) {
    this.#look = look;
  }

  /** What is there, or was a moment ago. Rejects as the look does. */
  async now(): Promise<Found> {
    const startedAt = performance.now();
    if (this.#last !== undefined && !this.#rest.isOver) return this.#last;
    this.#last = undefined;
    const found = await this.#look();
    this.#rest.begin(startedAt);
    if (found.seen > crowd) this.#last = found;
    return found;
  }
}

/** No folder of ours holds nearly as many. */
const crowd = 5000;

interface Ranked {
  readonly name: string;
  readonly rank: number;
}

async function choose(
  visitAll: (visit: (entry: Dirent) => void) => Promise<void>,
  { rankOf, most }: NameChoice,
): Promise<ChosenNames> {
  const chosen: Ranked[] = [];
  let [seen, counted, worst] = [0, 0, Number.POSITIVE_INFINITY];
  // What was sorted before costs little to sort again.
  const cut = () => {
    chosen.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
    if (chosen.length < most) return;
    chosen.length = most;
    worst = chosen.at(-1)?.rank ?? worst;
  };
  await visitAll((entry) => {
    seen++;
    const rank = rankOf(entry.name, entry);
    if (rank === undefined) return;
    counted++;
    if (rank > worst) return;
    chosen.push({ name: entry.name, rank });
    if (chosen.length >= 1.25 * most) cut();
  });
  cut();
  return { names: chosen.map(({ name }) => name), leftOut: counted - chosen.length, seen };
}
