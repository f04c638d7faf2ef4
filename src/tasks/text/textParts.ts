// The files of a data set of texts: one, or those in a folder, which are its parts.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { inCodeUnitOrder, isClutter } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import type { FileDatasetSpec } from './columns.ts';
import { hasTextEnding } from './textFormat.ts';

/** Which names which classes go together: no texts. */
const domainsFile = 'domains.json';
const mostParts = 10_000;

export interface TextParts {
  /** Absolute, in code-unit order of their names unless the experiment lists them. */
  readonly files: readonly string[];
  /** Absolute: where they lie. */
  readonly folder: string;
  readonly notes: readonly string[];
}

/** @throws {TaskError} when a folder cannot be listed or holds no file of texts, or `files` is set and there is none */
export async function findTextParts({ path: place, files }: FileDatasetSpec): Promise<TextParts> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    if (files === undefined) return { files: [place], folder: path.dirname(place), notes: [] };
    throw new TaskError(
      `task.dataset.files names files in a folder, but ${place} is none. Set task.dataset.path to the folder, or remove files.`,
    );
  }
  if (files !== undefined) {
    return { files: files.map((name) => path.join(place, name)), folder: place, notes: [] };
  }
  const names = await listFiles(place);
  const parts = names.filter((name) => hasTextEnding(name) && name !== domainsFile);
  if (parts.length === 0) {
    const found = names.length === 0 ? 'holds no files' : `holds ${someNames(names)}`;
    throw new TaskError(
      `${place} is a folder that ${found}, and none ends in .csv, .tsv, .jsonl, .ndjson or .json. Set task.dataset.path to a file ` +
        'with texts, or task.dataset.files to the names of files in it.',
    );
  }
  const others = names.filter((name) => !parts.includes(name) && name !== domainsFile);
  const told = `${place}: its ${countOf(parts.length, 'part')} ${parts.length === 1 ? 'is' : 'are'} ${someNames(parts)}`;
  const passedOver = others.length === 0 ? '' : `; passed over ${someNames(others)}`;
  return { files: parts.map((name) => path.join(place, name)), folder: place, notes: [`${told}${passedOver}.`] };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new TaskError(`Cannot list ${folder}: ${reasonOf(error)}.`, { cause: error });
  });
  const files = entries.filter((entry) => !entry.isDirectory() && !isClutter(entry.name)).map(({ name }) => name);
  if (files.length <= mostParts) return files.sort(inCodeUnitOrder);
  throw new TaskError(
    `${folder} holds more than ${mostParts.toLocaleString('en-US')} files. Set task.dataset.files to the names of those with texts.`,
  );
}
