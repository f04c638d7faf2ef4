// From what a person types to a run: a folder, an id, the beginning of one, or `latest`.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { userSecretIfKept } from '../base/userSecret.ts';
import { LaunchError } from '../launchers/launcher.ts';
import { isMadeHere } from '../launchers/madeHere.ts';
import { listRuns, type RunListing } from '../runs/listRuns.ts';
import type { Manifest } from '../runs/manifest.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { observeRun } from '../runs/observeRun.ts';
import { isYetToCome, newestFirst } from '../runs/runAge.ts';
import { runFiles } from '../runs/runDirectory.ts';
import type { RunState } from '../runs/runState.ts';
import { CommandError, exitCodes, explained } from './failures.ts';
import { findLog } from './findLog.ts';
import type { ReadLog } from './readLogs.ts';

export interface FoundRun {
  /** Absolute path. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly state: RunState;
  readonly meant: Meant;
}

/**
 * How a person's word means a run: its whole id or its path is this run's alone, `latest` is whichever lies there, and
 * so is a beginning, since anybody may have called a folder like that.
 */
export type Meant = 'by name' | 'by beginning' | 'as latest';

/** What is known of a run before it is read. */
export interface LocatedRun {
  /** Absolute path. */
  readonly directory: string;
  readonly meant: Meant;
}

/**
 * A folder is meant where the word holds a separator, or where no run in `runsFolder` has such an id: a clone may bring
 * folders of any name.
 * @throws {CommandError} when no run, an unreadable one or several runs are meant
 */
export async function findRun(word: string, runsFolder: string): Promise<FoundRun> {
  const found = await findRunOrLog(word, runsFolder);
  if (found.kind === 'run') return found.run;
  throw new CommandError(
    `${word} is the log of another program, which is only read: "list", "runs", "show", "mark" and "export" have it, and nothing else can be done with it.`,
  );
}

export type FoundRunOrLog =
  | { readonly kind: 'run'; readonly run: FoundRun }
  | { readonly kind: 'log'; readonly log: ReadLog };

/** A run of ours comes before an imported log of the same name. @throws as `findRun` and `findLog` do */
export async function findRunOrLog(word: string, runsFolder: string): Promise<FoundRunOrLog> {
  try {
    const { directory, meant } = await locateRun(word, runsFolder);
    return { kind: 'run', run: { ...(await readRun(directory)), meant } };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const told = [error.message];
    const log = await findLog(word, runsFolder, (problem) => told.push(problem));
    if (log === undefined) throw new CommandError(told.join(' '), error.exitCode);
    return { kind: 'log', log };
  }
}

/**
 * Where that run lies, readable or not; as in `findRun`.
 * @param isRunFolder tells a folder that a run made from any other
 * @throws {CommandError} when no run or several are meant
 */
export async function locateRun(
  word: string,
  runsFolder: string,
  isRunFolder: (directory: string) => Promise<boolean> = hasManifest,
): Promise<LocatedRun> {
  // Ids hold no separators.
  if (/[/\\]/.test(word)) return { directory: path.resolve(word), meant: 'by name' };
  if (word === 'latest') return { directory: await findLatest(runsFolder), meant: 'as latest' };
  const directory = await locateWord(word, runsFolder, isRunFolder);
  return { directory, meant: isWholeName(word, directory) ? 'by name' : 'by beginning' };
}

async function locateWord(
  word: string,
  runsFolder: string,
  isRunFolder: (directory: string) => Promise<boolean>,
): Promise<string> {
  const isName = /^[^.]/.test(word);
  const inFolder = path.resolve(runsFolder, word);
  const isInFolder = isName && (await isRunFolder(inFolder));
  // Also where so much lies in the folder that the run is not listed.
  if (isInFolder && isWholeName(word, inFolder)) return inFolder;
  if (isInFolder || !isName || !(await isRunFolder(word))) return findBeginning(word, runsFolder);
  const directories = await listFolder(runsFolder).catch(() => []);
  const isId = directories.some(({ directory }) => path.basename(directory).startsWith(word));
  return isId ? findBeginning(word, runsFolder) : path.resolve(word);
}

/** As ids of our making are. */
const wholeId = /^\d{8}T\d{6}Z-.+-[0-9a-f]{4}$/u;

/** A name of digits may be the beginning of an id as well, whatever a folder of that name is. */
function isWholeName(word: string, directory: string): boolean {
  return path.basename(directory) === word && (wholeId.test(word) || !/^\d/.test(word));
}

function hasManifest(directory: string): Promise<boolean> {
  return isThere(runFiles(directory).manifest);
}

/** Whether there is anything in that place that can be looked at. */
export function isThere(file: string): Promise<boolean> {
  return lookAtEntry(file).then(
    (found) => found !== undefined,
    () => false,
  );
}

/** The run as it stands now. @throws {CommandError} when its manifest cannot be read */
export async function readRun(directory: string): Promise<FoundRun> {
  try {
    return { directory, ...(await observeRun(directory)), meant: 'by name' };
  } catch (error) {
    throw error instanceof ManifestError ? new CommandError(error.message) : error;
  }
}

async function findLatest(runsFolder: string): Promise<string> {
  return findNewest(await listSome(runsFolder), runsFolder);
}

/** @throws {CommandError} where there are none */
async function listSome(runsFolder: string): Promise<readonly RunListing[]> {
  const listings = await listFolder(runsFolder);
  if (listings.length > 0) return listings;
  throw new CommandError(
    `There are no runs in ${path.resolve(runsFolder)}. Name the folder that holds them with --runs, or give a run's path.`,
  );
}

async function findBeginning(word: string, runsFolder: string): Promise<string> {
  const directories = (await listSome(runsFolder)).map(({ directory }) => directory);
  // Ids begin with the time: the newest first.
  const matching = directories
    .filter((directory) => path.basename(directory).startsWith(word))
    .sort((a, b) => (a < b ? 1 : -1));
  const [match] = matching;
  if (match === undefined || word === '') {
    throw new CommandError(
      `There is no run "${word}" in ${path.resolve(runsFolder)}. "reptile-lab list" shows the runs.`,
    );
  }
  if (matching.length > 1) {
    const ids = matching.slice(0, 5).map((directory) => path.basename(directory));
    const more = matching.length > ids.length ? `, and ${matching.length - ids.length} more` : '';
    const advice = ids.includes(word)
      ? `Type more of the id, or .../${word} for the folder of that name.`
      : 'Type more of the id.';
    throw new CommandError(
      `"${word}" is the beginning of ${matching.length} runs: ${ids.join(', ')}${more}. ${advice}`,
    );
  }
  return match;
}

/** Ids count whole seconds, so of two runs that begin within one the manifests must tell. */
async function findNewest(listings: readonly RunListing[], runsFolder: string): Promise<string> {
  const runs = listings.filter((listing) => listing.kind === 'run');
  const [newest] = newestFirst(runs);
  if (newest !== undefined) {
    await refuseOwnYetToCome(runs);
    return newest.directory;
  }
  throw new CommandError(`No run in ${path.resolve(runsFolder)} can be read. "reptile-lab list" says why.`);
}

/**
 * A clock was ahead when this user made it, so nobody can tell whether it is the newest; what strangers say of their
 * runs' times does not count.
 */
async function refuseOwnYetToCome(runs: readonly Extract<RunListing, { kind: 'run' }>[]): Promise<void> {
  const yetToCome = runs.filter((run) => isYetToCome(run));
  const secret = yetToCome.length === 0 ? undefined : await userSecretIfKept();
  if (secret === undefined) return;
  for (const { directory, manifest } of yetToCome) {
    const isOwn = await isMadeHere(directory, manifest, secret).catch((error: unknown) => {
      throw error instanceof LaunchError ? new CommandError(error.message, exitCodes.failed) : error;
    });
    if (!isOwn) continue;
    throw new CommandError(
      `It cannot be told which run is the newest: you made ${path.basename(directory)} when the clock said ${manifest.createdAt}, which is yet to come. ` +
        'Name the run that you mean by its id.',
    );
  }
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
