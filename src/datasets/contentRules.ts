// Whether a folder holds what a data set consists of, where the files that it came in are no proof of that.

import { createHash } from 'node:crypto';
import { open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { messageOf } from '../base/systemErrors.ts';
import type { ContentRule } from './dataset.ts';
import { formatSums, type SummedFile } from './sums.ts';

/**
 * What is wrong with the folder by this rule, as a sentence; undefined where nothing is. `files` are the sums of all
 * files in it.
 */
export async function breachOf(
  rule: ContentRule,
  folder: string,
  files: readonly SummedFile[],
  signal: AbortSignal,
): Promise<string | undefined> {
  switch (rule.kind) {
    case 'count':
      return breachOfCount(rule, files);
    case 'recordings':
      return breachOfRecordings(rule, folder, signal);
    case 'digest':
      return breachOfDigest(rule, files);
    case 'split':
      return breachOfSplit(rule, path.join(folder, rule.file));
  }
}

/** Files that are read at a time. */
const together = 16;

type Rule<Kind extends ContentRule['kind']> = Extract<ContentRule, { kind: Kind }>;

function breachOfCount(
  { folder, ending, files: expected }: Rule<'count'>,
  files: readonly SummedFile[],
): string | undefined {
  const found = files.filter((file) => file.path.startsWith(`${folder}/`) && file.path.endsWith(ending)).length;
  return found === expected ? undefined : `${folder} holds ${found} files ${ending}, but should hold ${expected}.`;
}

async function breachOfRecordings(
  { folder, names }: Rule<'recordings'>,
  root: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const expected = names();
  const found = new Set(await readdir(path.join(root, folder)));
  const missing = expected.filter((name) => !found.has(name));
  if (missing.length > 0) return `${missing.length} recordings are missing from ${folder}, for instance ${missing[0]}.`;
  if (found.size > expected.length) {
    const other = [...found].find((name) => !expected.includes(name));
    return `${folder} holds files that are not known, for instance ${other}.`;
  }
  for (let first = 0; first < expected.length; first += together) {
    signal.throwIfAborted();
    const names = expected.slice(first, first + together);
    const areWhole = await Promise.all(names.map((name) => isWholeWave(path.join(root, folder, name))));
    const broken = names.find((_, index) => areWhole[index] !== true);
    if (broken !== undefined) return `${folder}/${broken} is no whole WAVE file.`;
  }
  return undefined;
}

/** Whether the file begins with a RIFF header of form WAVE that states its length. */
async function isWholeWave(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const header = Buffer.alloc(12);
    const { bytesRead } = await handle.read(header, 0, 12, 0);
    const { size } = await handle.stat();
    const isWave = header.toString('latin1', 0, 4) === 'RIFF' && header.toString('latin1', 8, 12) === 'WAVE';
    return bytesRead === 12 && isWave && header.readUInt32LE(4) + 8 === size;
  } finally {
    await handle.close();
  }
}

function breachOfDigest({ paths, sha256 }: Rule<'digest'>, files: readonly SummedFile[]): string | undefined {
  const sums = new Map(files.map((file) => [file.path, file.sha256]));
  const lines = formatSums(paths().map((name) => ({ path: name, sha256: sums.get(name) ?? 'missing' })));
  const found = createHash('sha256').update(lines).digest('hex');
  return found === sha256
    ? undefined
    : `The files are others than those that are known: the SHA-256 over their sums is ${found} instead of ${sha256}.`;
}

async function breachOfSplit(rule: Rule<'split'>, file: string): Promise<string | undefined> {
  const { labels, filesOfEach } = rule;
  const counts = new Map(labels.map((label) => [label, 0]));
  const names = new Set<string>();
  try {
    const rows: unknown[] = parse(await readFile(file), { columns: true, bom: true });
    for (const row of rows) {
      const [name, label] = [fieldOf(row, 'filename'), fieldOf(row, 'label')];
      if (name === undefined || label === undefined) return `${rule.file} has no columns filename and label.`;
      const count = counts.get(label);
      if (count === undefined) return `${rule.file} has the label ${label}, which does not belong there.`;
      if (names.has(name)) return `${rule.file} names ${name} twice.`;
      names.add(name);
      counts.set(label, count + 1);
    }
  } catch (error) {
    return `${rule.file} is no CSV (${messageOf(error)}).`;
  }
  const [wrong] = [...counts].filter(([, count]) => count !== filesOfEach);
  return wrong === undefined
    ? undefined
    : `${rule.file} has ${wrong[1]} files of label ${wrong[0]}, but should have ${filesOfEach}.`;
}

function fieldOf(row: unknown, column: string): string | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const value: unknown = Reflect.get(row, column);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
