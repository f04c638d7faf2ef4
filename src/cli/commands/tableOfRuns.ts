// `reptile-lab runs`: the runs of a folder as a table, filtered, sorted, grouped, and copied out.

import path from 'node:path';
import { Command, Option } from 'commander';
import { messageOf } from '../../base/systemErrors.ts';
import { StoredViews } from '../../launchers/views/storedViews.ts';
import type { TableChoices } from '../../table/page/tableChoices.ts';
import { columnsOf } from '../../table/tableColumns.ts';
import { viewTable } from '../../table/tableView.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError } from '../failures.ts';
import { folderName, runsOption } from '../parseOptions.ts';
import { readFolder } from '../readFolder.ts';
import { readRows } from '../readRows.ts';
import { formats, isNameOfFormat, printTable } from '../tableOutput.ts';
import { readTableRequest, type TableWords } from '../tableRequest.ts';
import { printable, printableLines } from '../terminal.ts';

const details = `
Conditions (--where):
  accuracy > 0.9 and lr <= 0.01        figures: accuracy, loss, return, and best.accuracy, …
  state = running or state = paused    also: state in (running, paused)
  started >= 2026-11-01                dates, today, yesterday; duration > 2h; progress < 50%
  name ~ sine and not tag = paper      ~ looks within texts, whatever the case
  has task.ways                        has a value at all
  sine "5-way"                         words alone: name, label, state, task, algorithm or tags hold them
  has star and archived = no           what "mark" says; archived runs are shown where this names them
Names are keys of the experiment (algorithm.innerOptimizer.learningRate), their ends (learningRate)
or short names (lr), and those that --columns all shows. A run without a value matches no comparison but !=.

--sort: first by the first; with a minus the largest first. What has no value comes last.
--group-by-all-but-seed folds runs that differ in nothing but the seed: mean and 95 % interval over
seeds (Student's t), beside the mean interval over tasks. --group-by day: by the day they were created.

--view takes filter, order, groups and columns of .reptile/views/NAME.json, which the editor's table
stores, beside the runs folder .reptile/runs, otherwise of the current folder. --where counts besides.

--json prints columns and rows (or groups, with their runs), --csv and --tsv figures in full
precision with intervals in columns of their own; --markdown and --latex what a person reads, the
best in bold: those whose intervals overlap the best one's, none without an interval.
`;

interface RunsOptions extends TableWords {
  readonly runs: string;
  readonly view?: string;
}

export function runsCommand({ terminal }: CommandContext): Command {
  const command = new Command('runs')
    .description('Show the runs of a folder as a table: filter, sort, group, copy.')
    .addOption(runsOption())
    .option('--view <name>', 'what a stored view of the table says, where other options say nothing', folderName)
    .option('--where <expression>', 'show only runs that match, see below')
    .option('--columns <names>', 'columns to show, with commas between them; or all', folderName)
    .option('--sort <names>', 'columns to sort by, -name for the largest first', folderName)
    .option('--archived', 'show archived runs as well')
    .addOption(new Option('--group-by <name>', 'one row for each value of a column, or day').argParser(folderName))
    .addOption(new Option('--group-by-all-but-seed', 'one row for all seeds of an experiment').conflicts('groupBy'));
  for (const [name, { description }] of Object.entries(formats)) {
    const others = Object.keys(formats).filter((other) => other !== name);
    command.addOption(new Option(`--${name}`, description).conflicts(others));
  }
  return command.addHelpText('after', details).action(async (options: RunsOptions) => {
    const { messages } = terminal;
    const stored = options.view === undefined ? undefined : await readView(options.view, options.runs);
    const folder = await readFolder(options.runs, (problem) => messages.write(`${printableLines(problem)}\n`));
    const { listings } = folder;
    const format = Object.keys(formats)
      .filter(isNameOfFormat)
      .find((name) => command.getOptionValue(name) === true);
    const rows = await readRows(folder, options);
    const columns = columnsOf(rows);
    const view = viewTable(rows, readTableRequest(options, rows, columns, stored), columns);
    if (listings.length === 0) messages.write(`There are no runs in ${printable(path.resolve(options.runs))}.\n`);
    else if (view.rows.length === 0) messages.write('No run matches.\n');
    printTable(view, format, terminal);
    for (const listing of listings)
      if (listing.kind === 'unreadable') messages.write(`${printableLines(listing.problem)}\n`);
    await folder.keep();
  });
}

/** @throws {CommandError} where there is no such view, or it cannot be read */
async function readView(name: string, runs: string): Promise<TableChoices> {
  const [parent, grandparent] = [path.dirname(path.resolve(runs)), path.dirname(path.dirname(path.resolve(runs)))];
  const views = new StoredViews(path.basename(parent) === '.reptile' ? grandparent : process.cwd());
  try {
    return await views.read(name);
  } catch (error) {
    const known = await views.list();
    const hint = known.length === 0 ? 'There are no views there.' : `There are: ${known.map(printable).join(', ')}.`;
    throw new CommandError(`${messageOf(error)}. ${hint}`);
  }
}
