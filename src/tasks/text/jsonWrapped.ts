// Where in a JSON object its texts stand: most programs write a version, a licence or names of classes beside them, and
// some put them into an object of their own.

import { type FileDatasetSpec, nameColumns } from './columns.ts';
import { isObject, type JsonPath } from './jsonValues.ts';

type JsonObject = Readonly<Record<string, unknown>>;

type FoundPart =
  /** A list of entries. */
  | { readonly kind: 'entries'; readonly path: JsonPath; readonly list: readonly unknown[] }
  /** A list of texts, whose class is its key. */
  | {
      readonly kind: 'textsOfClass';
      readonly path: JsonPath;
      readonly label: string;
      readonly list: readonly unknown[];
    }
  /** An object in which there may be more. */
  | { readonly kind: 'object'; readonly path: JsonPath; readonly object: JsonObject };

export interface FoundParts {
  readonly parts: readonly FoundPart[];
  /** Keys of empty lists. */
  readonly empty: readonly string[];
  /** Keys of what holds no texts. */
  readonly passedOver: readonly string[];
}

/**
 * Lists of entries go first: beside them nothing else holds texts, and lists of words least, which may be the names of
 * the classes. Then lists of texts by class; where there are none either, objects are looked into.
 */
export function findParts(object: JsonObject, path: JsonPath, spec: FileDatasetSpec): FoundParts {
  const values = Object.entries(object);
  const empty = values.filter(([, value]) => Array.isArray(value) && value.length === 0).map(([key]) => key);
  const parts = partsIn(values, path, spec);
  const taken = new Set(parts.map((part) => part.path.at(-1)));
  const passedOver = values.map(([key]) => key).filter((key) => !taken.has(key) && !empty.includes(key));
  return { parts, empty, passedOver };
}

function partsIn(values: readonly (readonly [string, unknown])[], path: JsonPath, spec: FileDatasetSpec): FoundPart[] {
  const lists = values.flatMap(([key, list]) => (isFilled(list) ? [{ key, list }] : []));
  const ofEntries = lists.filter(({ list: [first] }) => Array.isArray(first) || isObject(first));
  const known = ofEntries.filter(({ list: [first] }) => !isObject(first) || hasTextAndClass(first, spec));
  const entries = known.length > 0 ? known : ofEntries;
  if (entries.length > 0) return entries.map(({ key, list }) => ({ kind: 'entries', path: [...path, key], list }));
  if (lists.length > 0)
    return lists.map(({ key, list }) => ({ kind: 'textsOfClass', path: [...path, key], label: key, list }));
  return values.flatMap(([key, value]): FoundPart[] =>
    isObject(value) ? [{ kind: 'object', path: [...path, key], object: value }] : [],
  );
}

function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function hasTextAndClass(entry: JsonObject, spec: FileDatasetSpec): boolean {
  return nameColumns(spec, Object.keys(rowIn(entry))) !== undefined;
}

/** The entry itself, or what it wraps: viewers of data sets write `{ "row_idx": 0, "row": { … } }`. */
export function rowIn(entry: JsonObject): JsonObject {
  const row = Object.hasOwn(entry, 'row') ? entry.row : undefined;
  return isObject(row) ? row : entry;
}
