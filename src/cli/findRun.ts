// From what a person types to a run: a folder, an id, the beginning of one, or `latest`.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { listRuns, type RunListing } from '../runs/listRuns.ts';
import type { Manifest } from '../runs/manifest.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { observeRun } from '../runs/observeRun.ts';
import { newestFirst } from '../runs/runAge.ts';
import { runFiles } from '../runs/runDirectory.ts';
import type { RunState } from '../runs/runState.ts';
import { CommandError, explained } from './failures.ts';

export interface FoundRun {
  /** Absolute path. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly state: RunState;
  /** Whether the person's word was this run's alone; `latest` is whichever lies there. */
  readonly isNamed: boolean;
}

/**
 * A folder is meant where the word holds a separator, or where no run in `runsFolder` has such an id: a clone may bring
 * folders of any name.
 * @throws {CommandError} when no run, an unreadable one or several runs are meant
 */
export async function findRun(word: string, runsFolder: string): Promise<FoundRun> {
  return { ...(await readRun(await locateRun(word, runsFolder))), isNamed: word !== 'latest' };
}

/** Where that run lies, readable or not; as in `findRun`. @throws {CommandError} when no run or several are meant */
export async function locateRun(word: string, runsFolder: string): Promise<string> {
  // Ids hold no separators.
  if (/[/\\]/.test(word)) return path.resolve(word);
  const isName = word !== 'latest' && /^[^.]/.test(word);
  // Also where so much lies in the folder that the run is not listed.
  const inFolder = path.resolve(runsFolder, word);
  if (isName && (await isRunFolder(inFolder))) return inFolder;
  if (!isName || !(await isRunFolder(word))) return findInFolder(word, runsFolder);
  const directories = await listFolder(runsFolder).catch(() => []);
  const isId = directories.some(({ directory }) => path.basename(directory).startsWith(word));
  return isId ? findInFolder(word, runsFolder) : path.resolve(word);
}

function isRunFolder(directory: string): Promise<boolean> {
  return lookAtEntry(runFiles(directory).manifest).then(
    (found) => found !== undefined,
    () => false,
  );
}

/** The run as it stands now. @throws {CommandError} when its manifest cannot be read */
export async function readRun(directory: string): Promise<FoundRun> {
  try {
    return { directory, ...(await observeRun(directory)), isNamed: true };
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
  const [newest] = newestFirst(listings.filter((listing) => listing.kind === 'run'));
  if (newest !== undefined) return newest.directory;
  throw new CommandError(`No run in ${path.resolve(runsFolder)} can be read. "reptile-lab list" says why.`);
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
