// Files in the folder of a data set that did not come with it: a person's own, which must not be lost.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../base/systemErrors.ts';
import { receiptName } from './datasetFolder.ts';
import { parseSums, sumsName } from './sums.ts';

/** Made by file managers, not by people. */
const clutter: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** Paths below `folder`, with `/`; none where the folder does not exist. */
export async function foreignFilesIn(folder: string): Promise<readonly string[]> {
  const found = await listFiles(folder);
  if (found.length === 0) return [];
  const sums = parseSums(await readFile(path.join(folder, sumsName), 'utf8').catch(() => ''));
  const known = new Set([receiptName, sumsName, ...(sums ?? []).map((file) => file.path)]);
  return found.filter((name) => !known.has(name) && !clutter.has(path.posix.basename(name)));
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
      .sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
