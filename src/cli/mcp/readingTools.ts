// Tools that look at runs and experiment files, and change neither.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import { CommandError } from '../failures.ts';
import { answerOf, type RunCommandLine } from './commandAnswer.ts';
import { refuseNoFile } from './namedFile.ts';
import type { ServedFolders } from './servedFolders.ts';
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

const folderWord = z
  .string()
  .min(1)
  .max(4096)
  .optional()
  .describe('One of the folders of runs, where list_runs names several.');

export interface ToolParts {
  readonly folders: ServedFolders;
  readonly run: RunCommandLine;
}

export function addReadingTools(server: McpServer, { folders, run }: ToolParts): void {
  const ask = (command: readonly string[], signal: AbortSignal) => answerOf(run, { words: command, signal });

  server.registerTool(
    'list_runs',
    {
      title: 'List runs',
      description:
        'All runs, newest first: id, name, what tells a run from others of its name, state, progress, latest and best held-out figures.',
      inputSchema: { folder: folderWord, limit },
      annotations: looksOnly,
    },
    ({ folder, limit: most }, { signal }) =>
      answerWith(async () => {
        const lists: unknown[][] = [];
        for (const one of folders.namedOrAll(folder)) {
          const [listed] = await ask(['list', '--json', `--runs=${one}`], signal);
          if (!Array.isArray(listed)) throw new CommandError('There is no list of runs.');
          lists.push(listed);
        }
        const listed = lists.length === 1 ? (lists[0] ?? []) : newestFirst(lists.flat());
        const answer = { runs: listed.slice(0, most), leftOut: Math.max(0, listed.length - most) };
        return folders.areSeveral ? { folders: folders.all, ...answer } : answer;
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
        folders.refuseOtherComputer(word);
        const meant = folders.areSeveral ? await folders.findPath(word) : word;
        return { run: (await ask(['show', '--json', `--runs=${folders.first}`, '--', meant], signal))[0] };
      }),
  );

  server.registerTool(
    'table_of_runs',
    {
      title: 'Table of runs',
      description:
        'Runs of one folder as a table: filtered, sorted, grouped, with every figure, stored evaluation and parameter that differs. ' +
        'where is an expression such as "accuracy > 0.9 and lr <= 0.01 and state = completed"; names are those that columns "all" shows. ' +
        'Grouped by all but the seed, a cell holds the mean and the 95 % interval over seeds.',
      inputSchema: {
        where: words.optional(),
        columns: words.optional().describe('Names with commas between them, or all.'),
        sort: words.optional().describe('Names with commas between them; -name: the largest first.'),
        groupBy: words.optional().describe('A name, day, or allButSeed.'),
        folder: folderWord,
        limit,
      },
      annotations: looksOnly,
    },
    ({ where, columns, sort, groupBy, folder, limit: most }, { signal }) =>
      answerWith(async () => {
        const runsFolder = folders.named(folder);
        const options = Object.entries({ where, columns, sort }).flatMap(([name, value]) =>
          value === undefined ? [] : [`--${name}=${value}`],
        );
        const grouping =
          groupBy === undefined ? [] : [groupBy === 'allButSeed' ? '--group-by-all-but-seed' : `--group-by=${groupBy}`];
        const [found] = await ask(['runs', '--json', `--runs=${runsFolder}`, ...options, ...grouping], signal);
        const table = shorten(found, most);
        return folders.areSeveral ? { folder: runsFolder, table } : { table };
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
        await refuseNoFile(file, folders);
        return { problems: (await ask(['validate', '--json', '--', file], signal))[0] };
      }),
  );
}

/** Times of our making are ordered as texts; what has none comes last. */
function newestFirst(listed: readonly unknown[]): readonly unknown[] {
  const created = (run: unknown) =>
    typeof run === 'object' && run !== null && 'createdAt' in run ? String(run.createdAt) : '';
  return [...listed].sort((a, b) => (created(a) < created(b) ? 1 : created(a) > created(b) ? -1 : 0));
}

/** The first rows, or groups, of a table, and how many there are more. */
function shorten(table: unknown, most: number): unknown {
  if (typeof table !== 'object' || table === null) return table;
  const list: unknown = 'rows' in table ? table.rows : 'groups' in table ? table.groups : undefined;
  if (!Array.isArray(list) || list.length <= most) return table;
  const shortened = list.slice(0, most);
  return { ...table, ...('rows' in table ? { rows: shortened } : { groups: shortened }), leftOut: list.length - most };
}
