// In which format a file of texts is: by its content, whatever its name ends in.

import { recogniseOtherContent } from '../files/otherContent.ts';
import { TaskError } from '../taskError.ts';
import { type FileDatasetSpec, nameColumns } from './columns.ts';
import { type Beginning, readBeginning } from './decodeTextFile.ts';
import { isObject } from './jsonValues.ts';
import { isTable } from './tableDialect.ts';

export type TextFormat = Exclude<FileDatasetSpec['format'], 'auto'>;

const endings: ReadonlyMap<string, TextFormat> = new Map([
  ['csv', 'csv'],
  ['tsv', 'tsv'],
  ['tab', 'tsv'],
  ['jsonl', 'jsonLines'],
  ['ndjson', 'jsonLines'],
  ['json', 'json'],
]);

/** Whether a file of this name is one of texts, for all that the name tells. */
export function hasTextEnding(name: string): boolean {
  return formatOfName(name) !== undefined;
}

/**
 * The format of `spec.path`, told by its content where `spec.format` is `auto`. `onNote` hears where its name says
 * otherwise.
 * @throws {TaskError} when it cannot be read, is no file of texts at all, or nothing tells its format
 */
export async function recogniseFormat(spec: FileDatasetSpec, onNote: (note: string) => void): Promise<TextFormat> {
  const file = spec.path;
  const beginning = await readBeginning(file, spec.encoding);
  const other = recogniseOtherContent(beginning.bytes);
  if (other !== undefined) throw new TaskError(`${file} is ${other.name}. ${other.advice}`);
  if (spec.format !== 'auto') return spec.format;
  const named = formatOfName(file);
  const found = formatOfContent(beginning, named, spec);
  if (found === undefined) {
    throw new TaskError(
      `Neither the name of ${file} nor its first line tells its format. Texts are read from CSV, TSV, JSON Lines and JSON: save it as one of these, or set task.dataset.format to which of them it is.`,
    );
  }
  if (found !== named) onNote(`${file} is read as ${nameOf[found]}, because that is what it holds.`);
  return found;
}

const nameOf: Readonly<Record<TextFormat, string>> = {
  csv: 'a table',
  tsv: 'a table',
  jsonLines: 'JSON Lines',
  json: 'JSON',
};

function formatOfName(name: string): TextFormat | undefined {
  return endings.get(/\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '');
}

/** What a file holds that begins so; `named` where that does not tell. */
function formatOfContent(
  { text, isLineCut }: Beginning,
  named: TextFormat | undefined,
  spec: FileDatasetSpec,
): TextFormat | undefined {
  const [first = '', second = ''] = firstLines(text);
  if (/^[[{]/.test(first)) {
    if (isLineCut) return named ?? 'json';
    const value = parseJson(first);
    if (value !== undefined) {
      const isAlone = parseJson(second) === undefined;
      return isAlone && (named !== 'jsonLines' || (second === '' && !isEntry(value, spec))) ? 'json' : 'jsonLines';
    }
    if (opensJson.test(first)) return 'json';
  }
  if (first === '' || named === 'csv' || named === 'tsv') return named;
  return isTable(text, spec) ? 'csv' : named;
}

/** A line of a list or an object that goes on in the next one. */
const opensJson = /^[[{][[{\s]*(?:"[^"]*"\s*[:,][[{\s]*)?$|^\[\s*[[{]/;

function firstLines(text: string): string[] {
  const lines: string[] = [];
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    if (line.trim() === '') continue;
    lines.push(line.trim());
    if (lines.length === 2) break;
  }
  return lines;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether it is one text with its class, not a whole data set. */
function isEntry(value: unknown, spec: FileDatasetSpec): boolean {
  const isPlain = (part: unknown) => typeof part !== 'object' || part === null;
  if (Array.isArray(value)) return value.every(isPlain);
  const keys = isObject(value) ? nameColumns(spec, Object.keys(value)) : undefined;
  return isObject(value) && keys !== undefined && isPlain(value[keys.text]);
}
