// Tasks that are groups of rows of a table, in the experiment file: a user's ratings, a device's readings, a patient's
// visits.

import * as z from 'zod';
import { count, dataPath } from './fields.ts';
import { splitBySeed } from './splitBySeed.ts';
import { tableDelimiter, tableEncoding, tableFormat } from './tableFile.ts';

const columnName = z.string().min(1).max(1000);

const column = z.union([
  columnName,
  z.strictObject({
    column: columnName.describe('Its name in the header; in JSON its key.'),
    as: z
      .enum(['number', 'category'])
      .describe("'number' is standardised, 'category' has an input for each value. Default: as its values are.")
      .optional(),
  }),
]);

const tableDataset = z
  .strictObject({
    path: dataPath('File with the rows: CSV, TSV, JSON or JSON Lines. Its first line names the columns.').meta({
      examples: ['ratings.csv'],
    }),
    taskColumn: columnName
      .describe('Rows with the same value in this column are a task: a user, a device, a patient.')
      .meta({ examples: ['user'] }),
    features: z
      .array(column)
      .min(1)
      .max(10_000)
      .describe('Columns that the model gets: names, or { "column": "year", "as": "category" }.')
      .meta({ examples: [['age', 'genre']] }),
    target: column
      .describe('The column to predict: a number is regression, a category classification.')
      .meta({ examples: ['rating'] }),
    format: tableFormat,
    encoding: tableEncoding,
    delimiter: tableDelimiter,
    decimal: z.enum(['.', ',']).describe('What stands before the decimals of a number.').default('.'),
    mostCategories: count(
      'Values of a feature that get an input of their own: the most frequent ones of the training tasks. All others share one.',
      10_000,
    ).default(50),
  })
  .describe('Where the rows come from, and what their columns are.');

const taskName = z.string().min(1).max(1000);

const tableSplit = z
  .discriminatedUnion('by', [
    splitBySeed('tasks'),
    z
      .strictObject({
        by: z.literal('tasks'),
        heldOutTasks: z
          .array(taskName)
          .min(1)
          .max(100_000)
          .describe('Values of the task column that are held out; all others train.')
          .meta({ examples: [['anna', 'ben']] }),
      })
      .describe('Tasks are named.'),
  ])
  .describe('Which tasks train and which are held out.')
  .prefault({ by: 'seed' });

export const tableTask = z
  .strictObject({
    kind: z.literal('table'),
    dataset: tableDataset,
    split: tableSplit,
    shots: count('Rows in the support set when a task is evaluated.', 100_000).default(5),
    queries: count('Rows that measure when a task is evaluated.', 100_000).default(5),
    trainShots: count(
      'Rows of a task while meta-training. Default: as many as `shots` and `queries` together.',
      100_000,
    ).optional(),
  })
  .describe('Tasks are groups of rows of a table: one for each user, device or patient.');
