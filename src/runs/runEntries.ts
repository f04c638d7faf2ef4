// What has its place in a run directory, and that each of it is what it should be: whoever writes there asks first.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import { visitEntries } from '../base/folderNames.ts';
import { type FileRefusal, RefusedFileError } from '../base/refusedFile.ts';
import { isEventFileName } from './eventFiles.ts';
import { runFiles } from './runDirectory.ts';

const folders: ReadonlySet<string> = namesOf(
  ...(['checkpoints', 'initialization', 'samples', 'control', 'evaluations', 'program'] as const),
);
const files: ReadonlySet<string> = namesOf(
  ...([
    'manifest',
    'source',
    'experiment',
    'origin',
    'split',
    'log',
    'lock',
    'launchClaim',
    'marks',
    'marksLock',
  ] as const),
);

/**
 * Holds that nothing of a run is a link, a pipe, a device or the like, through which writing would reach something
 * else. What a run does not know is not looked at.
 * @throws {RefusedFileError} naming the first that is not what it should be; the system's error where the directory
 * cannot be read
 */
export async function refuseForeignEntries(directory: string): Promise<void> {
  await visitEntries(directory, (entry) => {
    const refusal = refusalOf(entry);
    if (refusal !== undefined) throw new RefusedFileError(path.join(directory, entry.name), refusal);
  });
}

function refusalOf(entry: Dirent): FileRefusal | undefined {
  const isFolder = folders.has(entry.name);
  if (!isFolder && !files.has(entry.name) && !isEventFileName(entry.name)) return undefined;
  if (entry.isSymbolicLink()) return 'link';
  if (isFolder) return entry.isDirectory() ? undefined : 'notAFolder';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? undefined : 'notAFile';
}

function namesOf(...entries: readonly (keyof ReturnType<typeof runFiles>)[]): ReadonlySet<string> {
  const places = runFiles('');
  return new Set(entries.map((entry) => path.basename(places[entry])));
}
