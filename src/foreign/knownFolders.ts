// Which folders of other programs' logs stand beside the runs of a runs folder. The user's own folder says so, one file for
// each: a file of a project would lead its readers wherever a stranger likes.

import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readBounded } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { chooseNames } from '../base/folderNames.ts';
import { makeFolderWithParents } from '../base/parentFolders.ts';
import { hasCode } from '../base/systemErrors.ts';
import { userFolder } from '../base/userFolder.ts';
import { writeAtomically } from '../base/writeAtomically.ts';

const entrySchema = z.object({
  formatVersion: z.literal(1),
  runsFolder: z.string().max(4096),
  logFolder: z.string().max(4096),
});

const mostEntries = 1000;
const mostBytes = 16_384;

/** Absolute paths, by the alphabet. What of them cannot be read is passed over. Throws the system's error. */
export async function knownLogFolders(runsFolder: string, user: string = userFolder()): Promise<readonly string[]> {
  const folder = folderOf(user);
  const rankOf = (name: string) => (name.endsWith('.json') ? 0 : undefined);
  const { names } = await chooseNames(folder, { rankOf, most: mostEntries });
  const entries = await Promise.all(names.map((name) => readEntry(path.join(folder, name))));
  const wanted = path.resolve(runsFolder);
  return entries.flatMap((entry) => (entry?.runsFolder === wanted ? [entry.logFolder] : [])).sort();
}

/** Throws the system's error. */
export async function keepLogFolder(runsFolder: string, logFolder: string, user: string = userFolder()): Promise<void> {
  const entry = { formatVersion: 1, runsFolder: path.resolve(runsFolder), logFolder: path.resolve(logFolder) };
  await makeFolderWithParents(folderOf(user), 0o700);
  await writeAtomically(fileOf(runsFolder, logFolder, user), `${JSON.stringify(entry, null, 2)}\n`);
}

/** False where it was not known. Throws the system's error. */
export async function forgetLogFolder(
  runsFolder: string,
  logFolder: string,
  user: string = userFolder(),
): Promise<boolean> {
  try {
    await rm(fileOf(runsFolder, logFolder, user));
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function readEntry(file: string): Promise<z.output<typeof entrySchema> | undefined> {
  try {
    const parsed = entrySchema.safeParse(
      parseBoundedJson(await readBounded(file, mostBytes), { depth: 4, values: 20, names: 20 }),
    );
    return parsed.success && path.isAbsolute(parsed.data.logFolder) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function folderOf(user: string): string {
  return path.join(user, 'log-folders');
}

/** The same for the same two folders, so that two terminals at once write one file. */
function fileOf(runsFolder: string, logFolder: string, user: string): string {
  const key = `${path.resolve(runsFolder)}\0${path.resolve(logFolder)}`;
  return path.join(folderOf(user), `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
}
