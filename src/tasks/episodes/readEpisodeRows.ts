// Lists of episodes in files: CSV with the columns episode, side, class and sample, or JSON with the same names.

import * as z from 'zod';
import { describeOutsized, OutsizedJsonError, parseBoundedJson } from '../../base/boundedJson.ts';
import { listOf } from '../../base/boundedLists.ts';
import { quote } from '../../base/quote.ts';
import { untranslated } from '../../base/translate.ts';
import { formOfTable, readHeadedTable } from '../files/headedTable.ts';
import { someNames } from '../files/someNames.ts';
import { mostInHeap } from '../heapRoom.ts';
import { TaskError } from '../taskError.ts';
import { type EpisodeRow, type Side, sides } from './episodeRow.ts';

/** In bytes. Ten thousand episodes of 20 ways with long names take 40 MB. */
export const largestEpisodeFile = 64 * 2 ** 20;

function mostRows(): number {
  return mostInHeap(1_000_000, 1024);
}

const columnNames = ['episode', 'side', 'class', 'sample'] as const;
type ColumnName = (typeof columnNames)[number];
const mayLack: ColumnName = 'class';

/**
 * Every row, in the order of the file. JSON begins with a bracket; all else is CSV.
 * @throws {TaskError} with the line, or the number of the entry
 */
export function readEpisodeRows(location: string, bytes: Uint8Array): readonly EpisodeRow[] {
  const beginning = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  const rows = /^[[{]/.test(beginning) ? readJson(location, bytes) : readCsv(location, bytes);
  if (rows.length > 0) return rows;
  throw new TaskError(`${location} lists no episodes. ${howToList}`);
}

const howToList =
  'Each row of it is a sample: the episode, its side (support or query), its class and its name, in columns episode, side, class and sample.';

function readCsv(location: string, bytes: Uint8Array): EpisodeRow[] {
  const rows: EpisodeRow[] = [];
  readHeadedTable({ location, bytes }, formOfTable(bytes, namesAll), 'Correct it.', (header, headerLine) => {
    const columns = columnsOf(header, `${location}, line ${headerLine}`);
    return (row, line) => {
      refuseMore(rows.length, location);
      const value = (name: ColumnName) => row[columns.get(name) ?? -1] ?? '';
      rows.push(rowOf(value, `${location}, line ${line}`));
    };
  });
  return rows;
}

function namesAll(header: readonly string[]): boolean {
  return columnNames.every((name) => name === mayLack || header.includes(name));
}

function columnsOf(header: readonly string[], place: string): ReadonlyMap<ColumnName, number> {
  const names = header.map((name) => name.toLowerCase());
  const columns = new Map(
    columnNames.flatMap((name): [ColumnName, number][] => (names.includes(name) ? [[name, names.indexOf(name)]] : [])),
  );
  const missing = columnNames.filter((name) => name !== mayLack && !columns.has(name));
  if (missing.length === 0) return columns;
  throw new TaskError(
    `${place}: there is no column ${missing.join(' and no column ')}, but ${someNames(names)}. ${howToList}`,
  );
}

function rowOf(value: (name: ColumnName) => string, place: string): EpisodeRow {
  const [episode, side, sample] = [value('episode'), sideOf(value('side'), place), value('sample')];
  if (episode === '') throw new TaskError(`${place}: the episode is missing.`);
  if (sample === '') throw new TaskError(`${place}: the sample is missing.`);
  return { episode, side, className: value('class') || undefined, sample, place };
}

function sideOf(word: string, place: string): Side {
  const side = sides.find((known) => known === word.toLowerCase());
  if (side !== undefined) return side;
  throw new TaskError(`${place}: the side is ${quote(word)}. It must be support or query.`);
}

const name = z.string().max(100_000);
const entries = listOf(
  z.strictObject({
    episode: z.union([name, z.int()]),
    side: name,
    class: name.optional(),
    sample: name,
  }),
);

function readJson(location: string, bytes: Uint8Array): EpisodeRow[] {
  const checked = entries.safeParse(parseJson(location, bytes));
  if (!checked.success) {
    const [number, key] = checked.error.issues[0]?.path ?? [];
    const where = typeof number === 'number' ? `, entry ${number + 1}` : '';
    const what = key === undefined ? 'is not' : `has no ${String(key)} as in`;
    throw new TaskError(
      `${location}${where} ${what} {"episode": "1", "side": "support", "class": "…", "sample": "…"}. The file must be a list of such entries.`,
    );
  }
  refuseMore(checked.data.length - 1, location);
  return checked.data.map((entry, index) =>
    rowOf((column) => String(entry[column] ?? ''), `${location}, entry ${index + 1}`),
  );
}

function parseJson(location: string, bytes: Uint8Array): unknown {
  try {
    return parseBoundedJson(bytes, { depth: 3, values: 5 * mostRows(), names: 4 * mostRows() });
  } catch (error) {
    if (error instanceof OutsizedJsonError)
      throw new TaskError(describeOutsized(location, error, untranslated), { cause: error });
    throw new TaskError(`${location} is not valid JSON, perhaps cut off. Correct it.`, { cause: error });
  }
}

function refuseMore(rows: number, location: string): void {
  if (rows < mostRows()) return;
  const most = mostRows().toLocaleString('en-US');
  throw new TaskError(`${location} lists more than ${most} samples. Divide it into lists of fewer episodes.`);
}
