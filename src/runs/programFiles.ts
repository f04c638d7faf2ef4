// What the files say that the command of a run's program names: a person who agrees to the command agrees to them as they
// lie there.

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { lookAtEntry, openForReading, readBounded } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { isOnAnotherHost } from '../base/otherHosts.ts';
import { sha256OfFile } from '../base/sha256InTurns.ts';
import { passingFaultOf } from '../base/systemErrors.ts';
import { interpretedWords } from './interpretedWords.ts';
import type { ReadDigest } from './knownDigests.ts';

/** Of programs: what else a command names, data above all, may change without anything else being executed. */
const executed =
  /\.(?:[cm]?[jt]s|py[wcz]?|sh|bash|zsh|fish|ksh|ps1|bat|cmd|exe|rb|pl|r|jl|lua|jar|php|mk|go|rs|exs?|kts?|scala|swift|dart|groovy|tcl|m|ipynb|wasm|so|dll|dylib|egg|whl|phar)$/i;
/** Of a longer one, as that of an interpreter, it is not what it says that is covered, but when it was last changed. */
const longestBytes = 16 * 1024 * 1024;
const longestDescription = 2 ** 20;
const descriptionBounds = { depth: 64, values: 100_000, names: 50_000 };
const zipEnd = 2 ** 20;

/** Of a package of Node.js. */
const descriptionSchema = z.object({ main: z.string().max(4096).optional() });

/**
 * SHA-256 in hexadecimal digits by absolute path; empty for a file that is not there. Covered are the program itself,
 * where a folder is named with it, and what arguments name, whole or behind their `=`: what is called like a program, and
 * of what is there also files without an ending, executable ones, those that begin with `#!`, zips with a program in them,
 * what is executed of a folder, modules behind `-m` and `--module`, and what an interpreter is given up to its script, also
 * by another program. Of what they import nothing is covered, nor of what a program looks for by itself.
 * Throws the system's error where one of them cannot be read just now.
 * @param programs as they are executed
 * @param folder where the programs are started, absolute
 * @param read by default each file is read, whatever is known of it
 */
export async function digestsOfPrograms(
  programs: readonly (readonly string[])[],
  folder: string,
  read: ReadDigest = sha256OfFile,
): Promise<Readonly<Record<string, string>>> {
  const placesOf = (words: readonly string[]) => words.map((word) => path.resolve(folder, word));
  const named = programs.flatMap(([program = '', ...words]) => [
    ...(/[/\\]/.test(program) ? [program] : []),
    ...words.flatMap(pathsIn).filter(isCalledLikeProgram),
  ]);
  const modules = programs.flatMap((words) => [
    ...filesOfModules(words),
    ...interpretedWords(words, isCalledLikeProgram),
  ]);
  const others = programs.flatMap(([, ...words]) =>
    words.flatMap(pathsIn).filter((word) => !isCalledLikeProgram(word)),
  );
  const digests = new Map<string, string>();
  const add = async (place: string, isCovered: (place: string) => Promise<boolean>) => {
    if (digests.has(place) || isOnAnotherHost(place, folder) || !(await isCovered(place))) return;
    digests.set(place, await digestOf(place, read));
  };
  for (const place of placesOf(named)) await add(place, async () => true);
  for (const place of placesOf(modules)) await add(place, isThere);
  for (const place of placesOf(others)) {
    await add(place, isLikeProgram);
    if (isOnAnotherHost(place, folder)) continue;
    for (const each of await executedOfFolder(place)) await add(each, isThere);
  }
  return Object.fromEntries([...digests].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isCalledLikeProgram(word: string): boolean {
  return executed.test(word);
}

/** What of an argument may be the path of a file. */
function pathsIn(word: string): readonly string[] {
  const behind = word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : [];
  return [word, ...behind].filter((each) => each !== '');
}

/** Where Python finds what is named as a module in the folder where it is started. */
function filesOfModules(words: readonly string[]): readonly string[] {
  return words.flatMap((word, place) => {
    // Options of one letter may stand together, and the last of them has its value behind it, or in the next word.
    const [, behind] = /^(?:-[A-Za-z]*?m|--module(?:=|$))(.*)$/s.exec(word) ?? [];
    const module = behind === '' ? words[place + 1] : behind;
    if (module === undefined || !/^[\w.]+$/.test(module)) return [];
    const parts = module.split('.');
    const packages = parts.map((_, index) => path.join(...parts.slice(0, index + 1), '__init__.py'));
    return [`${path.join(...parts)}.py`, path.join(...parts, '__main__.py'), ...packages];
  });
}

/** What Python and Node.js execute of a folder that is named as a program, or beside what is named without its ending. */
async function executedOfFolder(place: string): Promise<readonly string[]> {
  const description = path.join(place, 'package.json');
  const main = await mainIn(description);
  const mains = main === undefined ? [] : [main, `${main}.js`, path.join(main, 'index.js')];
  const inside = ['__main__.py', 'index.js', ...mains].map((name) => path.resolve(place, name));
  return [`${place}.js`, description, ...inside];
}

async function mainIn(description: string): Promise<string | undefined> {
  const file = await fileAt(description);
  if (file === undefined) return undefined;
  try {
    const said = descriptionSchema.safeParse(
      parseBoundedJson(await readBounded(file.real, longestDescription), descriptionBounds),
    );
    return said.data?.main;
  } catch (error) {
    throwPassing(error);
    return undefined;
  }
}

/** Undefined for what is no file. */
async function fileAt(place: string) {
  try {
    // The person's own program may be a link.
    const real = await realpath(place);
    const found = await lookAtEntry(real);
    return found?.isFile() ? { real, found } : undefined;
  } catch (error) {
    throwPassing(error);
    return undefined;
  }
}

/** What cannot be read just now says nothing else than it did. */
function throwPassing(error: unknown): void {
  if (passingFaultOf(error) !== undefined) throw error;
}

async function isThere(place: string): Promise<boolean> {
  return (await fileAt(place)) !== undefined;
}

async function isLikeProgram(place: string): Promise<boolean> {
  const file = await fileAt(place);
  if (file === undefined) return false;
  const { real, found } = file;
  if (path.extname(place) === '' || (found.mode & 0o111) !== 0) return true;
  try {
    const handle = await openForReading(real);
    try {
      const textAt = async (from: number, length: number) => {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, from);
        return Buffer.from(buffer.subarray(0, bytesRead)).toString('latin1');
      };
      const start = await textAt(0, 2);
      // The list of its files stands at a zip's end; data may be packed, too.
      const isZip = start === 'PK';
      return (
        start === '#!' || (isZip && (await textAt(Math.max(0, found.size - zipEnd), zipEnd)).includes('__main__.py'))
      );
    } finally {
      await handle.close();
    }
  } catch (error) {
    throwPassing(error);
    return false;
  }
}

async function digestOf(place: string, read: ReadDigest): Promise<string> {
  const file = await fileAt(place);
  if (file === undefined) return '';
  const { real, found } = file;
  try {
    return await read(real, longestBytes);
  } catch (error) {
    throwPassing(error);
    // It may be executed all the same. Whoever changes it cannot choose the time at which the system says that it was.
    const { ino, size, mtimeMs, ctimeMs } = found;
    return `changed ${JSON.stringify([ino, size, mtimeMs, ctimeMs])}`;
  }
}

/** One digest of all of them, in hexadecimal digits. */
export function digestOfAll(digests: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(digests)).digest('hex');
}

/** Whether all of them are covered by `before`, too, and none says something else. */
export function areUnchanged(
  after: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(after).every(([place, digest]) => before[place] === digest);
}
