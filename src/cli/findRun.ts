// From what a person types to a run: a folder, an id, the beginning of one, or `latest`.

import { lstatSync } from 'node:fs';
import path from 'node:path';
import { listRuns, type RunListing } from '../runs/listRuns.ts';
import type { Manifest } from '../runs/manifest.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { observeRun } from '../runs/observeRun.ts';
import { runFiles } from '../runs/runDirectory.ts';
import type { RunState } from '../runs/runState.ts';
import { CommandError, explained } from './failures.ts';

export interface FoundRun {
  /** Absolute path. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly state: RunState;
}

/**
 * A folder is meant where the word holds a separator, or where no run in `runsFolder` has such an id: a clone may bring
 * folders of any name.
 * @throws {CommandError} when no run, an unreadable one or several runs are meant
 */
export async function findRun(word: string, runsFolder: string): Promise<FoundRun> {
  return readRun(await locateRun(word, runsFolder));
}

/** Where that run lies, readable or not; as in `findRun`. @throws {CommandError} when no run or several are meant */
export async function locateRun(word: string, runsFolder: string): Promise<string> {
  // Ids hold no separators.
  if (/[/\\]/.test(word)) return path.resolve(word);
  if (word === 'latest' || !isRunFolder(word)) return findInFolder(word, runsFolder);
  const directories = await listFolder(runsFolder).catch(() => []);
  const isId = directories.some(({ directory }) => path.basename(directory).startsWith(word));
  return isId ? findInFolder(word, runsFolder) : path.resolve(word);
}

function isRunFolder(word: string): boolean {
  return word !== '' && lstatSync(runFiles(word).manifest, { throwIfNoEntry: false }) !== undefined;
}

/** The run as it stands now. @throws {CommandError} when its manifest cannot be read */
export async function readRun(directory: string): Promise<FoundRun> {
  try {
    return { directory, ...(await observeRun(directory)) };
  } catch (error) {
    throw error instanceof ManifestError ? new CommandError(error.message) : error;
  }
}

async function findInFolder(word: string, runsFolder: string): Promise<string> {
  const listings = await listFolder(runsFolder);
  const directories = listings.map(({ directory }) => directory);
  if (directories.length === 0) {
    throw new CommandError(
      `There are no runs in ${path.resolve(runsFolder)}. Name the folder that holds them with --runs, or give a run's path.`,
    );
  }
  if (word === 'latest') return findNewest(listings, runsFolder);
  const matching = directories.filter((directory) => path.basename(directory).startsWith(word));
  const [match] = matching;
  const exact = matching.find((directory) => path.basename(directory) === word);
  if (exact !== undefined) return exact;
  if (match === undefined || word === '') {
    throw new CommandError(
      `There is no run "${word}" in ${path.resolve(runsFolder)}. "reptile-lab list" shows the runs.`,
    );
  }
  if (matching.length > 1) {
    const ids = matching.slice(0, 5).map((directory) => path.basename(directory));
    const more = matching.length > ids.length ? `, and ${matching.length - ids.length} more` : '';
    throw new CommandError(
      `"${word}" is the beginning of ${matching.length} runs: ${ids.join(', ')}${more}. Type more of the id.`,
    );
  }
  return match;
}

/** Ids count whole seconds, so of two runs that begin within one the manifests must tell. */
function findNewest(listings: readonly RunListing[], runsFolder: string): string {
  const [newest] = listings
    .filter((listing) => listing.kind === 'run')
    .toSorted((a, b) => creationOf(b) - creationOf(a));
  if (newest !== undefined) return newest.directory;
  throw new CommandError(`No run in ${path.resolve(runsFolder)} can be read. "reptile-lab list" says why.`);
}

/** In milliseconds; a time that cannot be read is older than all. */
function creationOf({ manifest }: Extract<RunListing, { kind: 'run' }>): number {
  const created = Date.parse(manifest.createdAt);
  return Number.isNaN(created) ? 0 : created;
}

/** `listRuns`, or a word about why the folder cannot be read. `onCrowded` hears where not all of it is listed. */
export async function listFolder(
  runsFolder: string,
  onCrowded: (problem: string) => void = () => {},
): ReturnType<typeof listRuns> {
  try {
    return await listRuns(runsFolder, { onCrowded });
  } catch (error) {
    throw explained(error, path.resolve(runsFolder));
  }
}
