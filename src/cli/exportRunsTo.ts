// From the words of a command line to an export of runs: which of them, and where.

import path from 'node:path';
import { type ExportFormatName, targetsOfFormats } from '../exporting/exportFormat.ts';
import { exportRuns } from '../exporting/exportRuns.ts';
import { ExportRefused } from '../exporting/runFigures.ts';
import type { RunToExport } from '../exporting/runToExport.ts';
import { AlreadyThereError, PartlyPublishedError } from '../exporting/staging.ts';
import { openLog } from '../foreign/openLog.ts';
import { EventReader } from '../runs/eventReader.ts';
import { RunLister, type RunListing } from '../runs/listRuns.ts';
import type { FactsReader } from '../runs/readExperimentFacts.ts';
import { columnsOf } from '../table/tableColumns.ts';
import { alreadyThere, withExtension } from './askedFiles.ts';
import type { CommandContext } from './commandContext.ts';
import { asCommandError, CommandError, exitCodes } from './failures.ts';
import { findLog } from './findLog.ts';
import { locateRun, readRun } from './findRun.ts';
import { listenForInterruption } from './interruption.ts';
import { makeAskedFolder } from './makeFolder.ts';
import { readFolder } from './readFolder.ts';
import { type ReadLog, readLogsIn } from './readLogs.ts';
import { readRows } from './readRows.ts';
import { shownPath } from './shownPath.ts';
import { readTableRequest } from './tableRequest.ts';
import { printable, printableLines, type Surface, writeJsonLine } from './terminal.ts';
import { readVersion } from './version.ts';

interface RunsToExport {
  /** As they are typed; none for all. */
  readonly words: readonly string[];
  readonly where?: string;
  readonly runs: string;
  readonly format: ExportFormatName;
  readonly force: boolean;
  readonly json: boolean;
}

type KnownRun = Extract<RunListing, { readonly kind: 'run' }>;

/** @throws {CommandError} where it cannot be done as it is asked for: then nothing is written */
export async function exportRunsTo(to: string, asked: RunsToExport, context: CommandContext): Promise<void> {
  const { output, messages } = context.terminal;
  const target = path.resolve(withExtension(to, targetsOfFormats[asked.format] === 'file' ? asked.format : undefined));
  const interruption = listenForInterruption(() => messages.write('Ending early: nothing is written.\n'));
  const { signal } = interruption;
  context.stopWork = interruption.request;
  try {
    const runs = await findRuns(asked, messages);
    signal.throwIfAborted();
    await makeAskedFolder(path.dirname(target));
    const written = await exportRuns({
      runs,
      target,
      signal,
      format: asked.format,
      mayReplace: asked.force,
      version: readVersion(),
      now: new Date(),
      onProblem: (problem) => messages.write(`${printableLines(problem)}\n`),
    });
    const directories = written.map(({ directory }) => directory);
    if (asked.json) writeJsonLine(output, { format: asked.format, to: target, runs: directories });
    else output.write(`${printable(shownPath(target))}\n`);
  } catch (error) {
    if (signal.aborted && error === signal.reason) context.exitCode = exitCodes.stopped;
    else if (error instanceof AlreadyThereError) throw alreadyThere(shownPath(error.place));
    else if (error instanceof ExportRefused) throw new CommandError(error.message);
    else if (error instanceof PartlyPublishedError) throw new CommandError(error.message, exitCodes.failed);
    else throw asCommandError(error, target) ?? error;
  } finally {
    context.stopWork = undefined;
    interruption.dispose();
  }
}

/** In the order of the words, those of all the newest first. @throws {CommandError} where there are none */
async function findRuns({ words, where, runs }: RunsToExport, messages: Surface): Promise<readonly RunToExport[]> {
  const folder = await readFolder(runs, (problem) => messages.write(`${printableLines(problem)}\n`));
  const logs = new Map(folder.logs);
  const named = new Map<string, KnownRun>();
  for (const word of words) {
    const found = await findNamed(word, runs, folder.listings, logs);
    named.set(found.directory, found);
  }
  const chosen = words.length > 0 ? [...named.values()] : folder.listings.filter((listing) => listing.kind === 'run');
  const factsOf: FactsReader = async (directory) => logs.get(directory)?.parameters ?? folder.factsOf(directory);
  const rows = await readRows({ ...folder, listings: chosen, factsOf }, {});
  const { matches = () => true } = readTableRequest(
    { ...(where !== undefined && { where }), ...(words.length > 0 && { archived: true }) },
    rows,
    columnsOf(rows),
  );
  const rowOf = new Map(rows.filter(matches).map((row) => [row.directory, row]));
  const found = chosen.flatMap(({ directory, manifest, state }): RunToExport[] => {
    const row = rowOf.get(directory);
    const log = logs.get(directory);
    const openFigures = () => (log === undefined ? new EventReader(directory) : openLog(log));
    return row === undefined ? [] : [{ directory, manifest, state, row, openFigures }];
  });
  if (found.length > 0) return found;
  throw new CommandError(
    chosen.length === 0
      ? `There are no runs in ${path.resolve(runs)}. Name the folder that holds them with --runs, or give a run's path.`
      : 'No run matches. "reptile-lab runs --where" shows which do.',
  );
}

/** A log need not be imported where its folder is named. @param logs those that are known, to which it is added */
async function findNamed(
  word: string,
  runs: string,
  listings: readonly RunListing[],
  logs: Map<string, ReadLog>,
): Promise<KnownRun> {
  try {
    const { directory } = await locateRun(word, runs);
    const listed = listings.find((listing) => listing.directory === directory);
    const found = listed ?? (await new RunLister(path.dirname(directory)).lookAt(directory));
    if (found?.kind === 'run') return found;
    throw await readRun(directory).then(() => new CommandError(`${directory} changes at the moment. Try again.`));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const directory = path.resolve(word);
    const log = (await findLog(word, runs, () => {})) ?? (await readLogsIn([directory], () => {})).get(directory);
    if (log === undefined) throw error;
    logs.set(log.directory, log);
    return log.listing;
  }
}
