// What the files say that the command of a run's program names: a person who agrees to the command agrees to them as they
// lie there.

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { readBounded } from '../base/boundedFile.ts';
import { isOnAnotherHost } from '../base/otherHosts.ts';

/** Of programs: what else a command names, data above all, may change without anything else being executed. */
const executed = /\.(?:[cm]?[jt]s|pyw?|sh|bash|zsh|ps1|bat|cmd|exe|rb|pl|r|jl|lua|jar|php)$/i;
/** A longer one, as that of an interpreter, is not covered. */
const longestBytes = 16 * 1024 * 1024;

/**
 * SHA-256 in hexadecimal digits by absolute path, of the program itself, where a folder is named with it, and of every
 * argument that is called like a program; empty for one that is not there, or cannot be read. Of what they import nothing
 * is covered.
 * @param folder where the programs are started, absolute
 */
export async function digestsOfPrograms(
  programs: readonly (readonly string[])[],
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const named = programs.flatMap(([program = '', ...words]) => [
    ...(/[/\\]/.test(program) ? [program] : []),
    ...words.filter((word) => executed.test(word)),
  ]);
  const places = [...new Set(named.map((word) => path.resolve(folder, word)))].sort();
  const digests: Record<string, string> = {};
  for (const place of places) if (!isOnAnotherHost(place, folder)) digests[place] = await digestOf(place);
  return digests;
}

async function digestOf(place: string): Promise<string> {
  try {
    // The person's own program may be a link.
    const bytes = await readBounded(await realpath(place), longestBytes);
    return createHash('sha256').update(bytes).digest('hex');
  } catch {
    return '';
  }
}

/** Whether none of them says something else by now than `before`. */
export function areUnchanged(
  after: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(after).every(([place, digest]) => (before[place] ?? digest) === digest);
}
