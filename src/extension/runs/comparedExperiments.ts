// The experiment that a run carries out, and the one that its file asks for as it is now: both with every default
// written out, so that laid side by side they differ in what would be computed, and in nothing else.

import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, readBounded } from '../../base/boundedFile.ts';
import type { Lookup } from '../../base/cautiousLookup.ts';
import { isOnAnotherHost } from '../../base/otherHosts.ts';
import { RefusedFileError } from '../../base/refusedFile.ts';
import { hasCode, messageOf } from '../../base/systemErrors.ts';
import { decodeExperimentText } from '../../experiment/decodeText.ts';
import { readExperiment } from '../../experiment/readExperiment.ts';
import type { AnyExperiment } from '../../experiment/schema.ts';
import { experimentLimitBytes, readAnyFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import type { Manifest } from '../../runs/manifest.ts';

/** What of the file as it is now cannot be laid beside a run. `message` names the file, says why and what to do. */
export class IncomparableFileError extends Error {
  override readonly name = 'IncomparableFileError';
}

type FileOfRun =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'notFound'; readonly reason: string };

/** The file that the run was made from, where `lookUp` finds it and it is one; otherwise why not, in a sentence. */
export async function findFileToEdit(
  run: { readonly directory: string; readonly manifest: Manifest },
  lookUp: (file: string) => Lookup,
): Promise<FileOfRun> {
  const found = findFileOf(run, lookUp);
  if (found.kind === 'notFound' || (await isFile(found.path))) return found;
  return { kind: 'notFound', reason: `${found.path} is not a file. The run keeps the experiment that it carries out.` };
}

/** Or a link to one, as a person's own file may be; a run may name a folder, a pipe or a device. */
async function isFile(place: string): Promise<boolean> {
  return (await lookAtEntry(await realpath(place)))?.isFile() === true;
}

function findFileOf(
  { directory, manifest }: { readonly directory: string; readonly manifest: Manifest },
  lookUp: (file: string) => Lookup,
): FileOfRun {
  const file = locateExperiment(directory, manifest);
  // Whose name a stranger may have written: no other host is asked for it.
  const found = isOnAnotherHost(file, path.resolve(directory)) ? 'notLookedUp' : lookUp(file);
  switch (found) {
    case 'there':
      return { kind: 'found', path: file };
    case 'missing':
      return { kind: 'notFound', reason: `${file} is gone. The run keeps the experiment that it carries out.` };
    case 'notLookedUp': {
      const reason = `${file} is not looked for: it lies outside of this workspace, which may have to be trusted first.`;
      return { kind: 'notFound', reason };
    }
  }
}

/** @throws {ExperimentRefused} as `readAnyFrozenExperiment` does */
export async function textOfRun(directory: string, manifest: Manifest): Promise<string> {
  return inFull((await readAnyFrozenExperiment(directory, manifest)).experiment);
}

/**
 * The file that the run was made from, as it is now; nothing is read that `lookUp` does not find.
 * @throws {IncomparableFileError} where it is gone, is not looked for or has errors
 */
export async function textOfFile(
  directory: string,
  manifest: Manifest,
  lookUp: (file: string) => Lookup,
): Promise<string> {
  const found = findFileOf({ directory, manifest }, lookUp);
  if (found.kind === 'notFound') throw new IncomparableFileError(found.reason);
  const file = found.path;
  const decoded = decodeExperimentText(await readSource(file));
  const reading = decoded.kind === 'refused' ? undefined : readExperiment(decoded.text);
  const experiment = reading?.experiment ?? reading?.external;
  if (experiment === undefined) {
    throw new IncomparableFileError(
      `${file} has errors as it is now, so it cannot be compared with the run. Open it to see them.`,
    );
  }
  return inFull(experiment);
}

async function readSource(file: string): Promise<Uint8Array> {
  try {
    return await readBounded(file, experimentLimitBytes);
  } catch (error) {
    if (error instanceof RefusedFileError) throw new IncomparableFileError(error.message);
    if (hasCode(error, 'ENOENT'))
      throw new IncomparableFileError(`${file} is gone. The run keeps the experiment that it carries out.`);
    throw new IncomparableFileError(`${file} cannot be read: ${messageOf(error)}.`);
  }
}

function inFull(experiment: AnyExperiment): string {
  return `${JSON.stringify(experiment, null, 2)}\n`;
}
