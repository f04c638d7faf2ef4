// The folder of a run that is the program's own: what lies there for it to read, and what it may write.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, openForAppending, openForReading } from '../../base/boundedFile.ts';
import { makeFolder } from '../../base/plainFolder.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';
import type { ExternalExperiment } from '../../experiment/schema.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import type { RunHold } from '../../runs/runHold.ts';

/** Absolute paths: part of the contract with programs, see `docs/external-trainers.md`. */
export function programFiles(directory: string) {
  const folder = runFiles(directory).program;
  const inside = (name: string) => path.join(folder, name);
  return {
    folder,
    /** The parameters by name, and the seed. */
    parameters: inside('parameters.json'),
    /** Figures as JSON lines. */
    metrics: inside('metrics.jsonl'),
    checkpoints: inside('checkpoints'),
    stop: inside('stop'),
    pause: inside('pause'),
  } as const;
}

/** Asks the program for something by a file of this name that is there. */
export type Request = 'stop' | 'pause';

/**
 * Makes the folder, and writes what the program reads there. What an earlier process was asked for is asked for no
 * more. @throws {LockLostError} {RefusedFileError}, the system's error
 */
export async function prepareProgramFolder(hold: RunHold, { trainer, seed }: ExternalExperiment): Promise<void> {
  const { folder, parameters, checkpoints } = programFiles(hold.directory);
  hold.assertHeld();
  await makeFolder(folder);
  await makeFolder(checkpoints);
  await withdrawRequest(hold, 'stop');
  await withdrawRequest(hold, 'pause');
  const text = `${JSON.stringify({ parameters: trainer.parameters, seed }, null, 2)}\n`;
  await writeAtomically(parameters, text, { mayReplace: () => hold.assertHeld() });
}

/**
 * Ends the line within which an earlier process ended: whoever appends to the file would write its first figures behind
 * it, where nobody can read them. A file that is not there, or none of those that are read, stays as it is.
 * @throws {LockLostError}; the system's error
 */
export async function endLastLine(hold: RunHold): Promise<void> {
  const { metrics } = programFiles(hold.directory);
  const found = await lookAtEntry(metrics);
  if (found === undefined || !found.isFile() || found.size === 0) return;
  const reading = await openForReading(metrics);
  const last = new Uint8Array(1);
  try {
    await reading.read(last, 0, 1, found.size - 1);
  } finally {
    await reading.close();
  }
  if (last[0] === lineBreak) return;
  hold.assertHeld();
  const appending = await openForAppending(metrics);
  try {
    await appending.appendFile('\n');
  } finally {
    await appending.close();
  }
}

const lineBreak = 10;

export async function makeRequest(hold: RunHold, request: Request): Promise<void> {
  await writeAtomically(programFiles(hold.directory)[request], '', { mayReplace: () => hold.assertHeld() });
}

export async function withdrawRequest(hold: RunHold, request: Request): Promise<void> {
  hold.assertHeld();
  await rm(programFiles(hold.directory)[request], { force: true });
}
