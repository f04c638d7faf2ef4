// How a file of a table is written, in the experiment file: the same for texts and for rows.

import * as z from 'zod';

export const tableFormat = z
  .enum(['auto', 'csv', 'tsv', 'jsonLines', 'json'])
  .describe("'auto' goes by what the file holds, and by its ending: .csv, .tsv, .jsonl or .ndjson, .json.")
  .default('auto');

export const tableEncoding = z
  .enum(['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
  .describe("'auto' is UTF-8, or UTF-16 where the file begins with its byte order mark.")
  .default('auto');

export const tableDelimiter = z
  .string()
  .regex(/^[^"\r\n\p{Cs}]$/u, 'must be one character, and neither a quote nor a line break')
  .describe('Between the columns of a line. Default: what divides the first line into columns that are known.')
  .optional();
