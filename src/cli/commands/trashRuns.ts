// `reptile-lab delete`, `restore` and `trash`: runs go to the trash of their folder, come back, or are gone for good.

import path from 'node:path';
import { Command, Option } from 'commander';
import { formatBytes } from '../../base/formatMemory.ts';
import { deleteEach } from '../../runs/trash/deleteEach.ts';
import { type EmptiedTrash, emptyOldTrash, emptyTrash } from '../../runs/trash/emptyTrash.ts';
import {
  listTrash,
  moveToTrash,
  restoreFromTrash,
  sizeOfTrashed,
  TrashError,
  type TrashedRun,
  trashFolderOf,
} from '../../runs/trash/trash.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { formatAge } from '../../words/terminalFigures.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, exitCodes, explained } from '../failures.ts';
import { type LocatedRun, locateRun } from '../findRun.ts';
import { formatTable } from '../formatTable.ts';
import { jsonOption, runsOption, wholeNumber } from '../parseOptions.ts';
import { suggestAmongRuns } from '../suggestCommand.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from '../terminal.ts';

const deleteDetails = `
A run's folder is moved into .trash in its runs folder, from where "restore" brings it back. The editor empties
the trash of what has lain there for thirty days (setting reptileLab.trashDays); in a terminal "trash --empty"
does. A run at work is not deleted: stop it first.
`;

const trashDetails = `
With --json the runs are one array of {"id","directory" (where it lies now),"deletedAt","bytes"}, with --empty
those that were removed.
`;

/** As many as the editor's setting admits. */
const mostDays = 3650;

interface TrashOptions {
  readonly runs: string;
  readonly empty: boolean;
  readonly olderThan?: number;
  readonly json: boolean;
}

export function trashCommands(context: CommandContext): Command[] {
  const { terminal } = context;
  const remove = new Command('delete')
    .description('Delete runs: into the trash of their folder, from where they can be restored.')
    .argument('<runs...>', "runs' folders, ids or beginnings of them, or latest")
    .addOption(runsOption())
    .addHelpText('after', deleteDetails)
    .action(async (words: string[], { runs }: { runs: string }) => {
      const located: LocatedRun[] = [];
      for (const word of words) located.push(await locateRun(word, runs));
      await deleteAll(located, context);
    });
  const restore = new Command('restore')
    .description('Restore deleted runs from the trash of their folder.')
    .argument('<runs...>', 'ids of deleted runs, or beginnings of them')
    .addOption(runsOption())
    .action(async (words: string[], { runs }: { runs: string }) => {
      const trashed = await listTrash(path.resolve(runs));
      // All of them before the first, so that a word that means none restores none.
      const found = words.map((word) => findTrashed(word, trashed, runs));
      for (const run of new Set(found)) await restoreOne(path.resolve(runs), run, terminal);
    });
  const trash = new Command('trash')
    .description('List the deleted runs of a folder, or remove them for good.')
    .addOption(runsOption())
    .option('--empty', 'remove them for good', false)
    .addOption(
      new Option('--older-than <days>', 'with --empty: only those deleted longer ago').argParser(
        wholeNumber(0, mostDays),
      ),
    )
    .addOption(jsonOption('print the runs as one JSON array'))
    .addHelpText('after', trashDetails)
    .action(async (options: TrashOptions) => {
      if (options.olderThan !== undefined && !options.empty)
        throw new CommandError('--older-than says what --empty removes. Add --empty, or leave both out.');
      await showTrash(options, context);
    });
  return [remove, restore, trash];
}

async function deleteAll(located: readonly LocatedRun[], context: CommandContext): Promise<void> {
  const { messages } = context.terminal;
  const kept = await deleteEach(located, async ({ directory }) => {
    await moveToTrash(directory).catch((error: unknown) => {
      throw explained(error, directory);
    });
    const id = path.basename(directory);
    messages.write(`Moved ${printable(id)} to the trash.\n`);
  });
  const left = new Set(kept.map(({ run }) => run));
  for (const { run, reason } of kept) {
    const id = printable(path.basename(run.directory));
    const told = reason ?? 'It is at work or waits in the queue. Stop it before you delete it.';
    messages.write(`${messages.paint('red', 'error:')} ${id} was not deleted. ${printableLines(told)}\n`);
    context.exitCode = reason === undefined ? exitCodes.locked : exitCodes.failed;
  }
  const folders = new Set(located.filter((run) => !left.has(run)).map(({ directory }) => path.dirname(directory)));
  for (const folder of folders) messages.write(`Bring one back with: ${suggestAmongRuns(folder, 'restore')} RUN\n`);
}

/** Of several deletions of one name the latest is meant. @throws {CommandError} for none, and for several names */
function findTrashed(word: string, trashed: readonly TrashedRun[], runsFolder: string): TrashedRun {
  const exact = trashed.find(({ name }) => name === word);
  if (exact !== undefined) return exact;
  const matching = word === '' ? [] : trashed.filter(({ name }) => name.startsWith(word));
  const [first] = matching;
  if (first === undefined)
    throw new CommandError(
      `There is no deleted run "${word}" in ${path.resolve(runsFolder)}. "reptile-lab trash" shows those that there are.`,
    );
  const names = [...new Set(matching.map(({ name }) => name))];
  if (names.length > 1)
    throw new CommandError(
      `"${word}" is the beginning of ${names.length} deleted runs: ${names.slice(0, 5).join(', ')}. Type more of the id.`,
    );
  return first;
}

async function restoreOne(runsFolder: string, run: TrashedRun, { output }: Terminal): Promise<void> {
  try {
    output.write(`${printable(await restoreFromTrash(runsFolder, run))}\n`);
  } catch (error) {
    throw error instanceof TrashError ? new CommandError(error.message) : explained(error, run.directory);
  }
}

async function showTrash({ runs, empty, olderThan, json }: TrashOptions, context: CommandContext): Promise<void> {
  const runsFolder = path.resolve(runs);
  const sized = [];
  for (const run of await listTrash(runsFolder)) sized.push({ run, bytes: await sizeOfTrashed(run) });
  if (!empty) return printTrash(sized, runsFolder, json, context.terminal);
  const emptied = olderThan === undefined ? await emptyTrash(runsFolder) : await emptyOldTrash(runsFolder, olderThan);
  const removed = sized.filter(({ run }) => emptied.removed.some(({ entry }) => entry === run.entry));
  tellEmptied(emptied, removed, json, context);
}

interface SizedRun {
  readonly run: TrashedRun;
  readonly bytes: number;
}

function printTrash(
  sized: readonly SizedRun[],
  runsFolder: string,
  json: boolean,
  { output, messages }: Terminal,
): void {
  if (json) {
    writeJsonLine(output, sized.map(reportTrashed));
    return;
  }
  if (sized.length === 0) {
    messages.write(`There are no deleted runs in ${printable(trashFolderOf(runsFolder))}.\n`);
    return;
  }
  const columns = [
    { title: 'run', alignment: 'left' },
    { title: 'deleted', alignment: 'left' },
    { title: 'size', alignment: 'right' },
  ] as const;
  const rows = sized.map(({ run, bytes }) => [
    printable(run.name),
    formatAge(run.deletedAt, Date.now()),
    formatBytes(bytes),
  ]);
  output.write(formatTable(columns, rows, (line) => output.paint('bold', line)));
}

function reportTrashed({ run: { name, directory, deletedAt }, bytes }: SizedRun): object {
  return { id: name, directory, deletedAt: new Date(deletedAt).toISOString(), bytes };
}

function tellEmptied(
  { kept }: EmptiedTrash,
  removed: readonly SizedRun[],
  json: boolean,
  context: CommandContext,
): void {
  const { output, messages } = context.terminal;
  const bytes = removed.reduce((sum, each) => sum + each.bytes, 0);
  if (json) writeJsonLine(output, removed.map(reportTrashed));
  else {
    const runs = removed.length === 1 ? '1 deleted run' : `${formatCount(removed.length)} deleted runs`;
    messages.write(`Removed ${runs} for good: ${formatBytes(bytes)}.\n`);
  }
  for (const { run, error } of kept) {
    messages.write(
      `${messages.paint('red', 'error:')} ${printable(run.name)} was not removed. ${printableLines(error.message)}\n`,
    );
    context.exitCode = exitCodes.failed;
  }
}
