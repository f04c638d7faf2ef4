// What the files say that the command of a run's program names: a person who agrees to the command agrees to them as they
// lie there.

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, openForReading, readBounded } from '../base/boundedFile.ts';
import { isOnAnotherHost } from '../base/otherHosts.ts';

/** Of programs: what else a command names, data above all, may change without anything else being executed. */
const executed =
  /\.(?:[cm]?[jt]s|py[wcz]?|sh|bash|zsh|fish|ksh|ps1|bat|cmd|exe|rb|pl|r|jl|lua|jar|php|mk|go|rs|exs?|kts?|scala|swift|dart|groovy|tcl|m|ipynb|wasm|so|dll|dylib)$/i;
/** Of a longer one, as that of an interpreter, it is not what it says that is covered, but when it was last changed. */
const longestBytes = 16 * 1024 * 1024;

/**
 * SHA-256 in hexadecimal digits by absolute path; empty for a file that is not there. Covered are the program itself,
 * where a folder is named with it, and what arguments name, whole or behind their `=`: what is called like a program, and
 * of what is there also files without an ending, executable ones, those that begin with `#!`, and modules behind `-m`. Of
 * what they import nothing is covered, nor of what a program looks for by itself.
 * @param programs as they are executed
 * @param folder where the programs are started, absolute
 */
export async function digestsOfPrograms(
  programs: readonly (readonly string[])[],
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const placesOf = (words: readonly string[]) => words.map((word) => path.resolve(folder, word));
  const named = programs.flatMap(([program = '', ...words]) => [
    ...(/[/\\]/.test(program) ? [program] : []),
    ...words.flatMap(pathsIn).filter((word) => executed.test(word)),
  ]);
  const modules = programs.flatMap(filesOfModules);
  const others = programs.flatMap(([, ...words]) => words.flatMap(pathsIn).filter((word) => !executed.test(word)));
  const digests = new Map<string, string>();
  const add = async (place: string, isCovered: (place: string) => Promise<boolean>) => {
    if (digests.has(place) || isOnAnotherHost(place, folder) || !(await isCovered(place))) return;
    digests.set(place, await digestOf(place));
  };
  for (const place of placesOf(named)) await add(place, async () => true);
  for (const place of placesOf(modules)) await add(place, isThere);
  for (const place of placesOf(others)) await add(place, isLikeProgram);
  return Object.fromEntries([...digests].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What of an argument may be the path of a file. */
function pathsIn(word: string): readonly string[] {
  const behind = word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : [];
  return [word, ...behind].filter((each) => each !== '');
}

/** Where Python finds what is named behind `-m` in the folder where it is started. */
function filesOfModules(words: readonly string[]): readonly string[] {
  return words.flatMap((word, place) => {
    const module = word === '-m' ? words[place + 1] : /^-m(?=\w)/.test(word) ? word.slice(2) : undefined;
    if (module === undefined || !/^[\w.]+$/.test(module)) return [];
    const parts = module.split('.');
    const packages = parts.map((_, index) => path.join(...parts.slice(0, index + 1), '__init__.py'));
    return [`${path.join(...parts)}.py`, path.join(...parts, '__main__.py'), ...packages];
  });
}

/** Undefined for what is no file. */
async function fileAt(place: string) {
  try {
    // The person's own program may be a link.
    const real = await realpath(place);
    const found = await lookAtEntry(real);
    return found?.isFile() ? { real, found } : undefined;
  } catch {
    return undefined;
  }
}

async function isThere(place: string): Promise<boolean> {
  return (await fileAt(place)) !== undefined;
}

async function isLikeProgram(place: string): Promise<boolean> {
  const file = await fileAt(place);
  if (file === undefined) return false;
  if (path.extname(place) === '' || (file.found.mode & 0o111) !== 0) return true;
  try {
    const handle = await openForReading(file.real);
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
      return bytesRead === 2 && new TextDecoder().decode(buffer) === '#!';
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

async function digestOf(place: string): Promise<string> {
  const file = await fileAt(place);
  if (file === undefined) return '';
  const { real, found } = file;
  try {
    return createHash('sha256')
      .update(await readBounded(real, longestBytes))
      .digest('hex');
  } catch {
    // It may be executed all the same. Whoever changes it cannot choose the time at which the system says that it was.
    const { ino, size, mtimeMs, ctimeMs } = found;
    return `changed ${JSON.stringify([ino, size, mtimeMs, ctimeMs])}`;
  }
}

/** Whether none of them says something else by now than `before`. */
export function areUnchanged(
  after: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(after).every(([place, digest]) => (before[place] ?? digest) === digest);
}
