// Tools that look at runs and experiment files, and change neither.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { CommandError } from '../failures.ts';
import { answerOf, type RunCommandLine } from './commandAnswer.ts';
import { refuseNoFile } from './namedFile.ts';
import { refuseOtherComputer } from './otherComputers.ts';
import { answerWith } from './toolAnswer.ts';

export const runWord = z
  .string()
  .min(1)
  .max(4096)
  .describe('The id of a run, a beginning of it that only one run has, its folder, or latest.');

const mostRows = 1000;
const limit = z.int().min(1).max(mostRows).default(100).describe('So many at most, the first of them.');
const looksOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;
const words = z.string().min(1).max(10_000);

export interface ToolParts {
  readonly runsFolder: string;
  readonly run: RunCommandLine;
}

export function addReadingTools(server: McpServer, { runsFolder, run }: ToolParts): void {
  const ask = (command: readonly string[], signal: AbortSignal) => answerOf(run, { words: command, signal });
  const runs = `--runs=${runsFolder}`;

  server.registerTool(
    'list_runs',
    {
      title: 'List runs',
      description:
        'All runs of the folder, newest first: id, name, what tells a run from others of its name, state, progress, latest and best held-out figures.',
      inputSchema: { limit },
      annotations: looksOnly,
    },
    ({ limit: most }, { signal }) =>
      answerWith(async () => {
        const [listed] = await ask(['list', '--json', runs], signal);
        if (!Array.isArray(listed)) throw new CommandError('There is no list of runs.');
        return { runs: listed.slice(0, most), leftOut: Math.max(0, listed.length - most) };
      }),
  );

  server.registerTool(
    'show_run',
    {
      title: 'Show a run',
      description:
        'Everything about one run: state, figures, checkpoints that there are, its whole experiment, engine, data split, why it failed, what of its files is damaged.',
      inputSchema: { run: runWord },
      annotations: looksOnly,
    },
    ({ run: word }, { signal }) =>
      answerWith(async () => {
        refuseOtherComputer(word, runsFolder);
        return { run: (await ask(['show', '--json', runs, '--', word], signal))[0] };
      }),
  );

  server.registerTool(
    'table_of_runs',
    {
      title: 'Table of runs',
      description:
        'Runs as a table: filtered, sorted, grouped, with every figure, stored evaluation and parameter that differs. ' +
        'where is an expression such as "accuracy > 0.9 and lr <= 0.01 and state = completed"; names are those that columns "all" shows. ' +
        'Grouped by all but the seed, a cell holds the mean and the 95 % interval over seeds.',
      inputSchema: {
        where: words.optional(),
        columns: words.optional().describe('Names with commas between them, or all.'),
        sort: words.optional().describe('Names with commas between them; -name: the largest first.'),
        groupBy: words.optional().describe('A name, day, or allButSeed.'),
        limit,
      },
      annotations: looksOnly,
    },
    ({ where, columns, sort, groupBy, limit: most }, { signal }) =>
      answerWith(async () => {
        const options = Object.entries({ where, columns, sort }).flatMap(([name, value]) =>
          value === undefined ? [] : [`--${name}=${value}`],
        );
        const grouping =
          groupBy === undefined ? [] : [groupBy === 'allButSeed' ? '--group-by-all-but-seed' : `--group-by=${groupBy}`];
        const [table] = await ask(['runs', '--json', runs, ...options, ...grouping], signal);
        return { table: shorten(table, most) };
      }),
  );

  server.registerTool(
    'validate_experiment',
    {
      title: 'Validate an experiment file',
      description:
        'Every problem of an experiment file (*.reptile.json), with line, column, rule, and what to write instead. Valid where none is an error.',
      inputSchema: { file: z.string().min(1).max(4096) },
      annotations: looksOnly,
    },
    ({ file }, { signal }) =>
      answerWith(async () => {
        await refuseNoFile(file, runsFolder);
        return { problems: (await ask(['validate', '--json', '--', file], signal))[0] };
      }),
  );
}

/** The first rows, or groups, of a table, and how many there are more. */
function shorten(table: unknown, most: number): unknown {
  if (typeof table !== 'object' || table === null) return table;
  const list: unknown = 'rows' in table ? table.rows : 'groups' in table ? table.groups : undefined;
  if (!Array.isArray(list) || list.length <= most) return table;
  const shortened = list.slice(0, most);
  return { ...table, ...('rows' in table ? { rows: shortened } : { groups: shortened }), leftOut: list.length - most };
}
