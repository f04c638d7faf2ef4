// JSON that holds a table by its columns, as pandas and other programs write it.

import { quote } from '../../base/quote.ts';
import { TaskError } from '../taskError.ts';
import { type Columns, type FileDatasetSpec, findColumns, nameColumns } from './columns.ts';
import { isObject, type JsonPath, type NamePlace } from './jsonValues.ts';

/** One row of such a table. */
export interface JsonRow {
  readonly text: unknown;
  readonly label: unknown;
  readonly path: JsonPath;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The rows of `root` where it is one of these, undefined where it is something else:
 * an object of two or more lists, of which one holds the texts and one the classes; the same with objects in place of
 * lists, whose keys number the rows; an object of rows by their numbers; `columns` with names and `data` with lists.
 * @throws {TaskError} when the columns have different lengths, or could be lists of texts of two classes
 */
export function rowsOfColumns(
  root: JsonObject,
  spec: FileDatasetSpec,
  namePlace: NamePlace,
): Iterable<JsonRow> | undefined {
  if (isList(root.columns) && isList(root.data)) return rowsOfSplit(root.columns, root.data, spec, namePlace);
  const keys = nameColumns(spec, Object.keys(root));
  if (keys === undefined) return rowsByNumber(root, spec);
  const [texts, labels] = [root[keys.text], root[keys.label]];
  if (isList(texts) && isList(labels)) return rowsOfLists(root, keys, texts, labels, spec, namePlace);
  if (isObject(texts) && isObject(labels)) return rowsOfObjects(keys, texts, labels, namePlace);
  return undefined;
}

function* rowsOfSplit(
  names: readonly unknown[],
  data: readonly unknown[],
  spec: FileDatasetSpec,
  namePlace: NamePlace,
): Generator<JsonRow> {
  const place = namePlace(['columns']);
  const { columns } = findColumns(spec, names.map(String), place);
  for (const [index, row] of data.entries()) {
    const path = ['data', index];
    if (!isList(row)) throw new TaskError(`${namePlace(path)} is no list of values, one for each of ${place}.`);
    yield { text: row[columns.text], label: row[columns.label], path };
  }
}

function rowsOfLists(
  root: JsonObject,
  keys: Columns<string>,
  texts: readonly unknown[],
  labels: readonly unknown[],
  spec: FileDatasetSpec,
  namePlace: NamePlace,
): Iterable<JsonRow> | undefined {
  if ([...texts.slice(0, 1), ...labels.slice(0, 1)].some((value) => isList(value) || isObject(value))) return undefined;
  const isSaid = spec.textColumn !== undefined && spec.labelColumn !== undefined;
  // Classes come again and again in a column of them; texts of a class do not.
  const isColumn = isSaid || labels.some((label) => typeof label !== 'string') || new Set(labels).size < labels.length;
  const [place, names] = [namePlace([keys.label]), `${quote(keys.text)} and ${quote(keys.label)}`];
  if (texts.length !== labels.length) {
    if (!isColumn && Object.keys(root).length > 2) return undefined;
    throw new TaskError(
      `${place}: ${names} look like columns of a table, but have ${texts.length} and ${labels.length} values. Correct the file.`,
    );
  }
  if (isColumn) return numbered(keys, texts, labels);
  throw new TaskError(
    `${place}: ${names} may be columns of a table or classes with their texts. Set task.dataset.textColumn to ${quote(keys.text)} and ` +
      `task.dataset.labelColumn to ${quote(keys.label)} where they are columns; otherwise write [text, class] entries.`,
  );
}

function* numbered(keys: Columns<string>, texts: readonly unknown[], labels: readonly unknown[]): Generator<JsonRow> {
  for (const [index, text] of texts.entries()) yield { text, label: labels[index], path: [keys.text, index] };
}

function* rowsOfObjects(
  keys: Columns<string>,
  texts: JsonObject,
  labels: JsonObject,
  namePlace: NamePlace,
): Generator<JsonRow> {
  for (const [row, text] of Object.entries(texts)) {
    yield { text, label: Object.hasOwn(labels, row) ? labels[row] : undefined, path: [keys.text, row] };
  }
  const alone = Object.keys(labels).find((row) => !Object.hasOwn(texts, row));
  if (alone !== undefined) throw new TaskError(`${namePlace([keys.label, alone])} has no text. Correct the file.`);
}

/** An object whose values are rows, if its first one is. */
function rowsByNumber(root: JsonObject, spec: FileDatasetSpec): Iterable<JsonRow> | undefined {
  const [first] = Object.values(root);
  const keys = isObject(first) ? nameColumns(spec, Object.keys(first)) : undefined;
  if (keys === undefined || Object.values(root).some((row) => !isObject(row))) return undefined;
  return Object.entries(root).map(([row, values]): JsonRow => {
    const own = (key: string) => (isObject(values) && Object.hasOwn(values, key) ? values[key] : undefined);
    return { text: own(keys.text), label: own(keys.label), path: [row] };
  });
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
