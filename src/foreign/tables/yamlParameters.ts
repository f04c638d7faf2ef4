// The parameters of a run from a YAML file that anybody may have written, as a flat list of names and values.

import { parse } from 'yaml';
import { readBounded } from '../../base/boundedFile.ts';
import { createBreather } from '../../base/breather.ts';
import { ownCopy } from '../../base/ownCopy.ts';
import { messageOf } from '../../base/systemErrors.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import { addFacts } from '../flatFacts.ts';
import { boundText, mostParameters, mostYamlBytes } from '../logReader.ts';
import { readPlainEntry } from './plainEntry.ts';

/** Of one entry of the file, in UTF-16 units: a thousand marks take the parser tens of milliseconds, in one turn. */
const longestEntry = 4096;
/** Lists within lists, on one line. */
const mostBrackets = 200;
const mostDashes = /(?:[-?:]\s+){24}/;
/** Entries that cannot be read: a file with more is none of parameters, and each takes the parser milliseconds. */
const mostUnread = 20;
/** In UTF-16 units: it may have pieces of the file in it. */
const longestProblem = 1000;

export interface YamlParameters {
  readonly parameters: ReadonlyMap<string, Fact>;
  /** What is wrong with an entry that was left out, a text: an error keeps what the parser was at. Undefined where none was. */
  readonly problem: string | undefined;
}

/**
 * As `addFacts` has them.
 * @throws {RefusedFileError} for what is no file, the system's error
 */
export async function readYamlParameters(file: string): Promise<YamlParameters> {
  return parseYamlParameters(await readBounded(file, mostYamlBytes));
}

/** The same of the bytes of a file. */
export async function parseYamlParameters(bytes: Uint8Array): Promise<YamlParameters> {
  const text = new TextDecoder().decode(bytes);
  const breathe = createBreather();
  const parameters = new Map<string, Fact>();
  let problem: string | undefined;
  let unread = 0;
  for (const entry of entriesOf(text)) {
    if (parameters.size >= mostParameters || unread >= mostUnread) break;
    try {
      const plain = readPlainEntry(entry);
      if (plain === undefined) addFacts(parseEntry(entry), '', parameters);
      else addFacts(plain.value, plain.name, parameters);
    } catch (error) {
      problem ??= ownCopy(messageOf(error).slice(0, longestProblem));
      unread++;
    }
    await breathe();
  }
  return { parameters, problem };
}

/**
 * The entries of the outermost mapping, each YAML by itself. Lines that go on with one begin with a space, are items of
 * its list, close its brackets, or hold nothing.
 */
function entriesOf(text: string): readonly string[] {
  const entries: string[][] = [];
  for (const line of text.split(/\r\n|[\r\n]/)) {
    // A comment: lines of texts stand further in.
    if (line.startsWith('#')) continue;
    const isBeginning = /^[^\s\-\]}%.]/.test(line) || /^-[^\s-]/.test(line) || /^\.[^.]/.test(line);
    const last = entries.at(-1);
    if (isBeginning || last === undefined) entries.push([line]);
    else last.push(line);
  }
  return entries.map((lines) => lines.join('\n'));
}

/** @throws Error for what is no YAML, or too much to be taken apart in one turn */
function parseEntry(entry: string): unknown {
  if (entry.length > longestEntry || (entry.match(/[[{]/g)?.length ?? 0) > mostBrackets || mostDashes.test(entry))
    throw new Error(
      `“${boundText(entry.split(/[:\n]/, 1)[0] ?? '')}” is longer, or deeper, than what is read of a parameter.`,
    );
  // Names for values elsewhere could make a small file a large one, and comparing each key with all others takes a time
  // that grows with their square.
  return parse(entry, { logLevel: 'error', maxAliasCount: 0, uniqueKeys: false, prettyErrors: false });
}
