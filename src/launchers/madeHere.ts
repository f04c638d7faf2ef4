// Whose a run is: a proof in its manifest says that this user made it on this machine, or agreed to what it executes.

import { passingFaultOf } from '../base/systemErrors.ts';
import type { Manifest } from '../runs/manifest.ts';
import { readManifest, writeManifestOf } from '../runs/manifestFile.ts';
import { RunLockedError } from '../runs/runHold.ts';
import { withRunLock } from '../runs/runLock.ts';
import {
  agreementCarriedTo,
  frozenPart,
  frozenPartAndModule,
  isProof,
  type Origin,
  proofOf,
  refuseOtherThan,
} from './frozenPart.ts';
import { LaunchError } from './launcher.ts';

/**
 * Whether the manifest's proof is by this user, for this run as it is, and for the place where it lies: of a run that
 * the user made here, or agreed to as it lies there. False also where that cannot be told by what lies there.
 * @throws {LaunchError} where it cannot be told just now
 */
export async function isMadeHere(directory: string, manifest: Manifest, secret: Uint8Array): Promise<boolean> {
  return (await isOwnWork(directory, manifest, secret)) || (await proves(directory, manifest, secret, proveAgreed));
}

/** Whether the user made it, and did not only agree to it. False, and throws, as `isMadeHere`. */
function isOwnWork(directory: string, manifest: Manifest, secret: Uint8Array): Promise<boolean> {
  return proves(directory, manifest, secret, proveMade);
}

/**
 * The proof for the manifest of the run that lies in `directory`, in hexadecimal digits.
 * @param agreed what the person was asked about, see `agreementOn`; undefined for a run that was just made here
 * @throws {LaunchError} where the run is another by now; as `frozenPartAndModule` does
 */
export async function proofFor(
  directory: string,
  manifest: Manifest,
  secret: Uint8Array,
  agreed: string | undefined,
): Promise<string> {
  if (agreed === undefined) return (await proveMade(directory, manifest, secret)).toString('hex');
  await refuseOtherThan(agreed, directory, manifest);
  // What the person made stays so, whatever becomes of the module.
  if (manifest.madeHere !== null && (await isOwnWork(directory, manifest, secret))) return manifest.madeHere;
  return (await proveAgreed(directory, manifest, secret)).toString('hex');
}

/**
 * Writes the proof into the run's manifest, as `proofFor` gives it; not where a trainer has the run, whose only writer
 * it is.
 * @throws as `proofFor` does
 */
export async function recordMadeHere(directory: string, secret: Uint8Array, agreed?: string): Promise<void> {
  try {
    await withRunLock(directory, async (hold) => {
      const manifest = await readManifest(directory);
      await writeManifestOf(hold, { ...manifest, madeHere: await proofFor(directory, manifest, secret, agreed) });
    });
  } catch (error) {
    if (!(error instanceof RunLockedError)) throw error;
  }
}

/**
 * What is agreed to, see `agreementOn`, of a run that was just made of another one: what a stranger's executes counts no
 * more as the user's own work because it is repeated or gone on with. Undefined where the other one is the user's own.
 * @param secret undefined where none can be kept, so that nobody knows whose a run is
 * @throws as `agreementCarriedTo` does
 */
export async function agreementOnNew(
  made: string,
  origin: Origin,
  secret: Uint8Array | undefined,
): Promise<string | undefined> {
  const isOwn = secret !== undefined && (await isOwnWork(origin.directory, origin.manifest, secret));
  return isOwn ? undefined : agreementCarriedTo(made, await readManifest(made), origin);
}

type Prove = (directory: string, manifest: Manifest, secret: Uint8Array) => Promise<Buffer>;

async function proves(directory: string, manifest: Manifest, secret: Uint8Array, prove: Prove): Promise<boolean> {
  const { madeHere } = manifest;
  if (madeHere === null) return false;
  try {
    return isProof(madeHere, await prove(directory, manifest, secret));
  } catch (error) {
    const fault = passingFaultOf(error);
    if (fault !== undefined) throw untoldJustNow(manifest, fault);
    // It is gone: there is nothing to agree to.
    return false;
  }
}

/** For whoever asked whose the run is. */
export function untoldJustNow({ name }: Manifest, fault: Error): LaunchError {
  return new LaunchError(
    `Whose the run “${name}” is cannot be told just now, because one of its files cannot be read (${fault.message}). Try again in a moment.`,
    { cause: fault },
  );
}

/**
 * What a run executes may not be exchanged under the proof. What the module itself says may change: it is the person's
 * own work.
 */
async function proveMade(directory: string, manifest: Manifest, secret: Uint8Array): Promise<Buffer> {
  return proofOf({ purpose: 'made here 2', ...(await frozenPart(directory, manifest)) }, secret);
}

/** Of a stranger's run the person has agreed to no other module than the one that lay there. */
async function proveAgreed(directory: string, manifest: Manifest, secret: Uint8Array): Promise<Buffer> {
  return proofOf({ purpose: 'agreed to 1', ...(await frozenPartAndModule(directory, manifest)) }, secret);
}
