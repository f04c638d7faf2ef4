// Files that a client names: regular ones alone. Opening a pipe may never return, and few openings that wait are all that
// a process can have; standard input is the protocol's.

import { realpath } from 'node:fs/promises';
import { lookAtEntry, refuseIrregular } from '../../base/boundedFile.ts';
import { readAskedFile } from '../../launchers/askedStart.ts';
import { CommandError, explained } from '../failures.ts';
import type { ServedFolders } from './servedFolders.ts';

/** The bytes of an experiment file, which may be a link. @throws {CommandError} where it cannot be read */
export function readNamedFile(file: string, folders: ServedFolders): Promise<Uint8Array> {
  return ofNamed(file, folders, readAskedFile);
}

/** @throws {CommandError} where there is none that can be read */
export function refuseNoFile(file: string, folders: ServedFolders): Promise<void> {
  return ofNamed(file, folders, async (place) => {
    const found = await lookAtEntry(place);
    if (found !== undefined) refuseIrregular(place, found);
  });
}

async function ofNamed<Result>(
  file: string,
  folders: ServedFolders,
  look: (place: string) => Promise<Result>,
): Promise<Result> {
  folders.refuseOtherComputer(file);
  try {
    return await look(await realpath(file));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw explained(error, file);
  }
}
