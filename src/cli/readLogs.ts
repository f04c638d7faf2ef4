// Logs of other programs on the command line: those of the folders that a person imported beside a runs folder.

import { untranslated } from '../base/translate.ts';
import { userFolder } from '../base/userFolder.ts';
import { knownLogFolders } from '../foreign/knownFolders.ts';
import { LogFolder, type SeenLog } from '../foreign/logFolder.ts';
import { type LogListing, listingOf } from '../foreign/logListing.ts';
import type { RunListing } from '../runs/listRuns.ts';
import { newestFirst } from '../runs/runAge.ts';
import { describeNotice } from '../runs/runNotice.ts';
import { asCommandError } from './failures.ts';

export interface ReadLog extends SeenLog {
  readonly listing: LogListing;
}

/**
 * Which folders were imported beside a runs folder. None where the user's own folder cannot be looked into, as one whose
 * home is another's: `onProblem` hears of it, and everything else of the runs folder is there all the same.
 */
export async function importedFolders(
  runsFolder: string,
  onProblem: (problem: string) => void,
): Promise<readonly string[]> {
  try {
    return await knownLogFolders(runsFolder);
  } catch (error) {
    const refusal = asCommandError(error, userFolder());
    if (refusal === undefined) throw error;
    onProblem(`${refusal.message} Imported logs are left out.`);
    return [];
  }
}

/** By directory. `onProblem` hears of folders that cannot be listed. Throws the system's error. */
export async function readLogs(
  runsFolder: string,
  onProblem: (problem: string) => void,
): Promise<ReadonlyMap<string, ReadLog>> {
  return readLogsIn(await importedFolders(runsFolder, onProblem), onProblem);
}

/** The same of these folders. */
export async function readLogsIn(
  logFolders: readonly string[],
  onProblem: (problem: string) => void,
): Promise<ReadonlyMap<string, ReadLog>> {
  const found = new Map<string, ReadLog>();
  for (const logFolder of logFolders) {
    const { logs, problems } = await new LogFolder(logFolder).look();
    for (const problem of problems) onProblem(describeNotice(problem, untranslated));
    for (const log of logs) found.set(log.directory, { ...log, listing: listingOf(log) });
  }
  return found;
}

/** Newest first; those that cannot be read last. */
export function withLogs(listings: readonly RunListing[], logs: ReadonlyMap<string, ReadLog>): readonly RunListing[] {
  if (logs.size === 0) return listings;
  const runs = [...listings, ...[...logs.values()].map(({ listing }) => listing)].filter(({ kind }) => kind === 'run');
  return [...newestFirst(runs.filter((run) => run.kind === 'run')), ...listings.filter(({ kind }) => kind !== 'run')];
}

/** What cannot be read of a log, in words. */
export function problemsOf({ summary }: SeenLog): readonly string[] {
  return [...summary.problems.values()].map((notice) => describeNotice(notice, untranslated));
}
