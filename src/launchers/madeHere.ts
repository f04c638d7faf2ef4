// Whose a run is: a proof in its manifest says that this user made it on this machine, or agreed to what it executes.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../runs/manifest.ts';
import { readManifest, writeManifestOf } from '../runs/manifestFile.ts';
import { RunLockedError } from '../runs/runHold.ts';
import { withRunLock } from '../runs/runLock.ts';

/** For the manifest of the run `id` that lies in `directory`, in hexadecimal digits. Throws the system's error where nothing lies there. */
export async function proveMadeHere(directory: string, id: string, secret: Uint8Array): Promise<string> {
  return (await prove(directory, id, secret)).toString('hex');
}

/** Whether the manifest's proof is by this user, for this run, and for the place where it lies; false also where that cannot be told. */
export async function isMadeHere(directory: string, { id, madeHere }: Manifest, secret: Uint8Array): Promise<boolean> {
  if (madeHere === null) return false;
  try {
    const shown = Buffer.from(madeHere, 'hex');
    const expected = await prove(directory, id, secret);
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  } catch {
    // It is gone: there is nothing to agree to.
    return false;
  }
}

/** Writes the proof into the run's manifest; not where a trainer has the run, whose only writer it is. */
export async function recordMadeHere(directory: string, secret: Uint8Array): Promise<void> {
  try {
    await withRunLock(directory, async (hold) => {
      const manifest = await readManifest(directory);
      await writeManifestOf(hold, { ...manifest, madeHere: await proveMadeHere(directory, manifest.id, secret) });
    });
  } catch (error) {
    if (!(error instanceof RunLockedError)) throw error;
  }
}

async function prove(directory: string, id: string, secret: Uint8Array): Promise<Buffer> {
  const covered = { purpose: 'made here 1', id, place: await realpath(path.resolve(directory)) };
  return createHmac('sha256', secret).update(JSON.stringify(covered)).digest();
}
