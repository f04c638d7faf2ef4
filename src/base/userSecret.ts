// A secret of this user on this machine: whoever knows it may say that something was queued, made or kept here. It lies
// outside of every workspace.

import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, readBounded } from './boundedFile.ts';
import { makeFolderWithParents } from './parentFolders.ts';
import { hasCode } from './systemErrors.ts';
import { userFolder } from './userFolder.ts';

const secretBytes = 32;

/**
 * The secret that is kept in `folder`, made when there is none yet: 32 random bytes, for this user's eyes only. Windows
 * that ask at the same time get the same one. Throws the system's error when it can be neither read nor kept.
 */
export async function userSecret(folder: string): Promise<Uint8Array> {
  const file = path.join(folder, 'queue-secret');
  if ((await lookAtEntry(file)) === undefined) await makeSecret(folder, file);
  const secret = await readBounded(file, secretBytes);
  if (secret.length === secretBytes) return secret;
  throw new Error(
    `${file} is damaged. Delete it: another one is made, and runs that wait in a queue then wait for your word.`,
  );
}

/** This user's, where it can be kept: without it work goes on, and later the person is asked once more. */
export function userSecretIfKept(): Promise<Uint8Array | undefined> {
  return userSecret(userFolder()).catch(() => undefined);
}

/** It appears under its name only when it is whole. */
async function makeSecret(folder: string, file: string): Promise<void> {
  await makeFolderWithParents(folder, 0o700);
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(secretBytes));
    await handle.sync();
    await handle.close();
    await giveName(temporary, file);
  } finally {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
  }
}

/** Of several that are made at the same time the first one stays. */
async function giveName(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    // A file system without links: there the last one stays.
    await rename(temporary, file);
  }
}
