// Texts from JSON and JSON Lines files, in the shapes in which such data sets come.

import { findNodeAtLocation, type ParseErrorCode, parseTree, printParseErrorCode, visit } from 'jsonc-parser';
import { describeOutsized, type JsonBounds, OutsizedJsonError, parseBoundedJson } from '../../base/boundedJson.ts';
import { quote } from '../../base/quote.ts';
import { untranslated } from '../../base/translate.ts';
import { countOf, someNames } from '../files/someNames.ts';
import type { LoadOptions } from '../loadOptions.ts';
import { TaskError } from '../taskError.ts';
import { type Columns, type FileDatasetSpec, findKeys, findPlaces, type TakeText } from './columns.ts';
import { countLineEnds, readTextBlocks, readWholeText } from './decodeTextFile.ts';
import { type JsonRow, rowsOfColumns } from './jsonColumns.ts';
import { describe, isObject, type JsonPath, type NamePlace, textOf } from './jsonValues.ts';
import { findParts, rowIn } from './jsonWrapped.ts';

/**
 * Takes the texts of a JSON file of one of these shapes, where an entry is [text, class] or an object with both:
 * a list of entries; an object of lists of entries, whose keys are parts (CLINC150: `train`, `val`, …) and all taken;
 * an object of lists of texts, whose keys are the classes; a table by its columns (`jsonColumns.ts`); an object of such
 * objects. Empty lists, and what stands beside (`jsonWrapped.ts`), are told of.
 * @throws {TaskError} with the line, when the file is not JSON or an entry has another shape
 */
export async function readJsonTexts(
  file: string,
  spec: FileDatasetSpec,
  take: TakeText,
  { onNote }: Pick<LoadOptions, 'onNote'>,
): Promise<void> {
  const text = await readWholeText(file, spec.encoding);
  const root = parseJson(text, file);
  const namePlace: NamePlace = (path) => describePlace(file, text, path);
  if (Array.isArray(root)) return takeEntries(root, [], spec, namePlace, take);
  if (!isObject(root)) throw new TaskError(`${file} holds ${describe(root)}. ${shapes}`);
  const passedOver = { empty: new Set<string>(), others: new Set<string>() };
  const hasFound = takeObject(root, [], { spec, namePlace, take, passedOver });
  const { empty, others } = passedOver;
  if (!hasFound && others.size > 0) throw withoutTexts(root, namePlace);
  if (empty.size > 0) onNote?.(`${file}: passed over ${countOf(empty.size, 'empty list')}: ${someNames([...empty])}.`);
  if (others.size > 0) onNote?.(`${file}: passed over what holds no texts: ${someNames([...others])}.`);
}

interface ObjectReading {
  readonly spec: FileDatasetSpec;
  /** From the root. */
  readonly namePlace: NamePlace;
  readonly take: TakeText;
  readonly passedOver: { readonly empty: Set<string>; readonly others: Set<string> };
}

/** Objects within objects are looked into so far. */
const deepestObject = 4;

/** Whether there was anything to take. */
function takeObject(object: Readonly<Record<string, unknown>>, path: JsonPath, reading: ObjectReading): boolean {
  const { spec, namePlace, take, passedOver } = reading;
  const namePlaceHere: NamePlace = (below) => namePlace([...path, ...below]);
  const rows = rowsOfColumns(object, spec, namePlaceHere);
  if (rows !== undefined) {
    takeRows(rows, namePlaceHere, take);
    return true;
  }
  const found = findParts(object, path, spec);
  for (const key of found.empty) passedOver.empty.add(key);
  for (const key of found.passedOver) passedOver.others.add(key);
  let hasFound = false;
  for (const part of found.parts) {
    switch (part.kind) {
      case 'entries':
        takeEntries(part.list, part.path, spec, namePlace, take);
        hasFound = true;
        break;
      case 'textsOfClass':
        takeTextsOfClass(part.list, part.label, part.path, namePlace, take);
        hasFound = true;
        break;
      case 'object': {
        const isFound = path.length < deepestObject && takeObject(part.object, part.path, reading);
        if (!isFound) passedOver.others.add(String(part.path.at(-1)));
        hasFound ||= isFound;
      }
    }
  }
  return hasFound;
}

function withoutTexts(root: Readonly<Record<string, unknown>>, namePlace: NamePlace): TaskError {
  const [key = '', value] = Object.entries(root).find(([, one]) => !Array.isArray(one)) ?? [];
  return new TaskError(`${namePlace([key])} is ${describe(value)}. ${shapes}`);
}

/** Takes the texts of a file with one entry, as above, on each line. @throws {TaskError} with the line */
export async function readJsonLinesTexts(
  file: string,
  spec: FileDatasetSpec,
  take: TakeText,
  signal?: AbortSignal,
): Promise<void> {
  const takeEntry = entryTaker(spec, take);
  for await (const { text, firstLine } of readTextBlocks(file, spec.encoding, signal)) {
    text.split(/\r\n|\n|\r/).forEach((line, index) => {
      if (line.trim() === '') return;
      const place = `${file}, line ${firstLine + index}`;
      takeEntry(parseLine(line, place), () => place);
    });
  }
}

const shapes =
  'JSON texts are a list of [text, class] or { "text": …, "label": … }, an object of such lists, an object of classes with lists of texts, or ' +
  'an object of columns: { "text": [ … ], "label": [ … ] }, also as { "data": … } beside other keys.';

function takeRows(rows: Iterable<JsonRow>, namePlace: NamePlace, take: TakeText): void {
  for (const { text, label, path } of rows) {
    const placeOf = () => namePlace(path);
    take({ text: textOf(text, 'text', placeOf), label: textOf(label, 'class', placeOf) }, placeOf);
  }
}

function takeTextsOfClass(
  list: readonly unknown[],
  label: string,
  path: JsonPath,
  namePlace: NamePlace,
  take: TakeText,
): void {
  list.forEach((text, index) => {
    const placeOf = () => namePlace([...path, index]);
    if (typeof text !== 'string') throw new TaskError(`${placeOf()} is ${describe(text)}, but must be a text.`);
    take({ text, label }, placeOf);
  });
}

function takeEntries(
  list: readonly unknown[],
  path: JsonPath,
  spec: FileDatasetSpec,
  namePlace: NamePlace,
  take: TakeText,
): void {
  const takeEntry = entryTaker(spec, take);
  list.forEach((entry, index) => {
    takeEntry(entry, () => namePlace([...path, index]));
  });
}

/** Which keys or places hold text and class is settled by the first entry of each shape. */
function entryTaker(spec: FileDatasetSpec, take: TakeText): (entry: unknown, placeOf: () => string) => void {
  let keys: Columns<string> | undefined;
  let places: Columns<number> | undefined;
  return (entry, placeOf) => {
    if (Array.isArray(entry)) {
      places ??= findPlaces(spec, placeOf);
      take(
        { text: textOf(entry[places.text], 'text', placeOf), label: textOf(entry[places.label], 'class', placeOf) },
        placeOf,
      );
    } else if (isObject(entry)) {
      const row = rowIn(entry);
      keys ??= findKeys(spec, row, placeOf);
      const label = textOf(ownValue(row, keys.label), 'class', placeOf);
      const value = ownValue(row, keys.text);
      // Some write all texts of a class into one entry; in a column that nobody named, a list is one text in words.
      const isOfTexts = Array.isArray(value) && spec.textColumn !== undefined;
      for (const text of isOfTexts ? value : [value]) take({ text: textOf(text, 'text', placeOf), label }, placeOf);
    } else {
      throw new TaskError(`${placeOf()} is ${describe(entry)}. ${shapes}`);
    }
  };
}

/** Not what every object inherits, such as `constructor`. */
function ownValue(entry: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(entry, key) ? entry[key] : undefined;
}

/** Of the 4,000,000 texts that are read at most: an entry with a text and a class each, and some more. */
const textBounds: JsonBounds = { depth: Number.POSITIVE_INFINITY, values: 16_000_000, names: 16_000_000 };

function parseJson(text: string, file: string): unknown {
  try {
    return parseBoundedJson(Buffer.from(text), textBounds);
  } catch (error) {
    if (error instanceof OutsizedJsonError)
      throw new TaskError(describeOutsized(file, error, untranslated), { cause: error });
    const fault = firstFault(text);
    const line = fault === undefined ? '' : `, line ${1 + countLineEnds(text.slice(0, fault))}`;
    const reason = fault !== undefined && fault >= text.trimEnd().length ? ': the file ends too early' : '';
    throw new TaskError(`${file}${line} is not valid JSON${reason}. Correct it, or get the file again.`, {
      cause: error,
    });
  }
}

function parseLine(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new TaskError(
      `${place} is not valid JSON. Each line must be one entry. Correct it, or check task.dataset.format.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Where the first thing stands that is no JSON. The position that `JSON.parse` knows is not in its error's message
 * every time.
 */
function firstFault(text: string): number | undefined {
  const faults: number[] = [];
  // What is wrong with a text that no quote closes is its end.
  const onError = (code: ParseErrorCode, offset: number, length: number) =>
    faults.push(printParseErrorCode(code) === 'UnexpectedEndOfString' ? offset + length : offset);
  withoutOverflow(() => visit(text, { onError }, { disallowComments: true }));
  return faults[0];
}

/**
 * Longer texts are not read once more for a position, which takes half a second and 50 MB for every million characters.
 */
const longestSearched = 4_000_000;

/** Reading the file once more for its positions is dear, and only done for a message. */
function describePlace(file: string, text: string, path: JsonPath): string {
  const root = text.length > longestSearched ? undefined : withoutOverflow(() => parseTree(text));
  const node = root && findNodeAtLocation(root, path);
  const line = node === undefined ? '' : `, line ${1 + countLineEnds(text.slice(0, node.offset))}`;
  const steps = path.map((step) => (typeof step === 'number' ? `entry ${step + 1}` : quote(step)));
  return `${file}${line}${steps.length === 0 ? '' : ` (${steps.join(', ')})`}`;
}

/** What walks into JSON by calling itself cannot follow thousands of brackets; then there is no position to tell. */
function withoutOverflow<T>(walk: () => T): T | undefined {
  try {
    return walk();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
