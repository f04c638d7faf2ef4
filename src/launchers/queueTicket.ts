// A ticket says that this user queued this run on this machine, as it is now. Only runs with a good one start by themselves.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { readBounded } from '../base/boundedFile.ts';
import { experimentLimitBytes } from '../runs/frozenExperiment.ts';
import type { Manifest, QueueTicket } from '../runs/manifest.ts';
import { runFiles } from '../runs/runDirectory.ts';

/** A ticket for the run as it lies in `directory` and as `manifest` describes it. Throws when a file of it cannot be read. */
export async function issueTicket(directory: string, manifest: Manifest, secret: Uint8Array): Promise<QueueTicket> {
  const queuedAt = new Date().toISOString();
  return { queuedAt, proof: (await prove(directory, manifest, { queuedAt, secret })).toString('hex') };
}

/** Whether the manifest's ticket was issued with this secret, and nothing was changed or moved since; false also where it cannot be told. */
export async function hasGoodTicket(directory: string, manifest: Manifest, secret: Uint8Array): Promise<boolean> {
  const { queueTicket } = manifest;
  if (queueTicket === null) return false;
  try {
    const shown = Buffer.from(queueTicket.proof, 'hex');
    const expected = await prove(directory, manifest, { queuedAt: queueTicket.queuedAt, secret });
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  } catch {
    // A file of the run is gone, or is none that would be read: it must not be started either.
    return false;
  }
}

interface Moment {
  readonly queuedAt: string;
  readonly secret: Uint8Array;
}

/**
 * Covers where the run lies, everything that says what would be executed, and how far the run had come, so that a ticket is worth nothing
 * elsewhere, for another experiment, or once the run has been at work.
 */
async function prove(directory: string, manifest: Manifest, { queuedAt, secret }: Moment): Promise<Buffer> {
  const { source, experiment } = runFiles(directory);
  const { id, overrides, experimentPath, experimentFromRun, createdAt, startedAt, activeSeconds, iteration } = manifest;
  const covered = {
    purpose: 'queue ticket 1',
    place: await realpath(path.resolve(directory)),
    files: [await digestOf(source), await digestOf(experiment)],
    ...{ id, overrides, experimentPath, experimentFromRun },
    ...{ queuedAt, createdAt, startedAt, activeSeconds, iteration },
  };
  return createHmac('sha256', secret).update(JSON.stringify(covered)).digest();
}

async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readBounded(file, experimentLimitBytes))
    .digest('hex');
}
