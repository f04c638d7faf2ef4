// Whose a run is: a proof in its manifest says that this user made it on this machine, or agreed to what it executes.

import type { Manifest } from '../runs/manifest.ts';
import { readManifest, writeManifestOf } from '../runs/manifestFile.ts';
import { RunLockedError } from '../runs/runHold.ts';
import { withRunLock } from '../runs/runLock.ts';
import { frozenPart, isProof, proofOf, refuseOtherThan } from './frozenPart.ts';

/**
 * For the manifest of the run that lies in `directory`, in hexadecimal digits. @throws {ExperimentRefused}
 * {RefusedFileError} as reading it does
 */
export async function proveMadeHere(directory: string, manifest: Manifest, secret: Uint8Array): Promise<string> {
  return (await prove(directory, manifest, secret)).toString('hex');
}

/**
 * Whether the manifest's proof is by this user, for this run as it is, and for the place where it lies; false also
 * where that cannot be told.
 */
export async function isMadeHere(directory: string, manifest: Manifest, secret: Uint8Array): Promise<boolean> {
  const { madeHere } = manifest;
  if (madeHere === null) return false;
  try {
    return isProof(madeHere, await prove(directory, manifest, secret));
  } catch {
    // It is gone: there is nothing to agree to.
    return false;
  }
}

/**
 * Writes the proof into the run's manifest; not where a trainer has the run, whose only writer it is.
 * @param agreed what the person was asked about, see `agreementOn`; undefined for a run that was just made here
 * @throws {LaunchError} where the run is another by now
 */
export async function recordMadeHere(directory: string, secret: Uint8Array, agreed?: string): Promise<void> {
  try {
    await withRunLock(directory, async (hold) => {
      const manifest = await readManifest(directory);
      if (agreed !== undefined) await refuseOtherThan(agreed, directory, manifest);
      await writeManifestOf(hold, { ...manifest, madeHere: await proveMadeHere(directory, manifest, secret) });
    });
  } catch (error) {
    if (!(error instanceof RunLockedError)) throw error;
  }
}

/**
 * What a run executes may not be exchanged under the proof. What the module itself says may change: it is the person's
 * own work.
 */
async function prove(directory: string, manifest: Manifest, secret: Uint8Array): Promise<Buffer> {
  return proofOf({ purpose: 'made here 2', ...(await frozenPart(directory, manifest)) }, secret);
}
