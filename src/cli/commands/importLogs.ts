// `reptile-lab import`: shows the logs of other programs beside the runs. Nothing is copied, and nothing of theirs changed.

import path from 'node:path';
import { Command } from 'commander';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { misnamedOnWay } from '../../base/misnamed.ts';
import { untranslated } from '../../base/translate.ts';
import { forgetLogFolder, keepLogFolder, knownLogFolders } from '../../foreign/knownFolders.ts';
import { describeFileProblem } from '../../runs/fileProblem.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { formatAge } from '../../words/terminalFigures.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, explained } from '../failures.ts';
import { formatTable } from '../formatTable.ts';
import { folderName, jsonOption, runsOption } from '../parseOptions.ts';
import { problemsOf, type ReadLog, readLogsIn } from '../readLogs.ts';
import { formatMerit } from '../runFigures.ts';
import { reportLog } from '../showLog.ts';
import { styleOfState } from '../stateStyle.ts';
import { printable, printableLines, type Terminal, writeJsonLine } from '../terminal.ts';

const details = `
DIR is any folder with logs, itself or in folders within it: TensorBoard's event files (PyTorch,
TensorFlow, Keras, JAX, tensorboardX), Lightning's metrics.csv, DVCLive's folders, MLflow's file stores
(mlruns) and W&B's runs (wandb/offline-run-…). Each folder with such files is a run. "list", "runs" and "show" have them from
then on, and so does the editor; they are read only. Nothing is copied, and nothing in DIR is changed.
Without DIR: the folders that are imported beside the runs folder. --forget takes DIR away again.

A run is "live" while its newest figure is younger than five minutes, else "ended",
or "crashed" where its program says that it failed.
With --json the runs are one array; an entry holds what "list --json" has, and format, parameters,
figures (by name: count, first, latest, lowest, highest) and problems (what cannot be read).
`;

interface Options {
  readonly runs: string;
  readonly forget: boolean;
  readonly json: boolean;
}

export function importCommand({ terminal }: CommandContext): Command {
  return new Command('import')
    .description(
      "Show the logs of other programs beside the runs: TensorBoard's, Lightning's, DVCLive's, MLflow's and W&B's.",
    )
    .argument('[dir]', 'folder with logs', folderName)
    .addOption(runsOption())
    .option('--forget', 'show them no longer', false)
    .addOption(jsonOption('print the runs that were found as one JSON array'))
    .addHelpText('after', details)
    .action(async (dir: string | undefined, options: Options) => {
      if (dir === undefined) return listFolders(options, terminal);
      if (options.forget) return forget(dir, options.runs, terminal);
      await importFolder(path.resolve(dir), options, terminal);
    });
}

async function listFolders({ runs, forget: isForgetting, json }: Options, { output, messages }: Terminal) {
  if (isForgetting) throw new CommandError('Name the folder that is to be forgotten.');
  const folders = await knownLogFolders(runs);
  if (json) return writeJsonLine(output, folders);
  if (folders.length === 0) messages.write(`No logs are imported beside ${printable(path.resolve(runs))}.\n`);
  for (const folder of folders) output.write(`${printable(folder)}\n`);
}

async function forget(dir: string, runs: string, { messages }: Terminal): Promise<void> {
  if (!(await forgetLogFolder(runs, dir)))
    throw new CommandError(`${path.resolve(dir)} is not imported beside ${path.resolve(runs)}.`);
  messages.write(`${printable(path.resolve(dir))} is no longer shown. Nothing in it was changed.\n`);
}

async function importFolder(folder: string, { runs, json }: Options, terminal: Terminal): Promise<void> {
  const { output, messages } = terminal;
  await refuseOther(folder);
  const logs = [...(await readLogsIn([folder], (problem) => messages.write(`${printableLines(problem)}\n`))).values()];
  if (logs.length === 0)
    throw new CommandError(
      `There are no logs in ${folder}: no file of it or of the folders within is called metrics.csv or run-….wandb, or has "tfevents" in its name, and none of them is a run of DVCLive or MLflow. Links are not followed.`,
    );
  await keepLogFolder(runs, folder);
  if (json) return writeJsonLine(output, logs.map(reportLog));
  printLogs(logs, terminal);
  for (const log of logs)
    for (const problem of problemsOf(log))
      messages.write(`${messages.paint('yellow', 'warning:')} ${printableLines(problem)}\n`);
  const count = `${formatCount(logs.length)} ${logs.length === 1 ? 'run' : 'runs'}`;
  messages.write(`${count} of ${printable(folder)} stand beside those of ${printable(path.resolve(runs))} now.\n`);
}

/** @throws {CommandError} for what is no folder */
async function refuseOther(folder: string): Promise<void> {
  try {
    const found = await lookAtEntry(folder);
    if (found?.isDirectory() === true) return;
    const misnamed = found === undefined ? await misnamedOnWay(folder) : undefined;
    if (misnamed !== undefined)
      throw new CommandError(describeFileProblem({ code: 'misnamed', file: misnamed }, untranslated));
    const what = found === undefined ? 'does not exist' : found.isSymbolicLink() ? 'is a link' : 'is no folder';
    throw new CommandError(`${folder} ${what}. Name the folder that holds the logs.`);
  } catch (error) {
    throw explained(error, folder);
  }
}

function printLogs(logs: readonly ReadLog[], { output, symbols }: Terminal): void {
  const columns = [
    { title: 'run', alignment: 'left' },
    { title: 'state', alignment: 'left' },
    { title: 'step', alignment: 'right' },
    { title: 'figures', alignment: 'right' },
    { title: 'latest', alignment: 'left' },
    { title: 'started', alignment: 'left' },
  ] as const;
  const rows = logs.map(({ listing: { manifest, state }, summary }) => [
    printable(manifest.id),
    output.paint(styleOfState(state), state),
    formatCount(manifest.iteration),
    formatCount(summary.tags.size),
    formatMerit(manifest, 'latest', symbols),
    formatAge(Date.parse(manifest.startedAt ?? manifest.createdAt), Date.now()),
  ]);
  output.write(formatTable(columns, rows, (line) => output.paint('bold', line)));
}
