// Puts a run into the queue as the launcher does when the person asks for it, without starting anything.

import assert from 'node:assert/strict';
import { userSecret } from '../../src/base/userSecret.ts';
import { OutstandingTickets } from '../../src/launchers/outstandingTickets.ts';
import { issueTicket } from '../../src/launchers/queueTicket.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { changeManifest } from './newTestRun.ts';

/** `userFolder` holds the secret of the user who queues it. Gives the run's directory. */
export async function queueRun(directory: string, userFolder: string): Promise<string> {
  const manifest = await readManifest(directory);
  const issuer = {
    secret: await userSecret(userFolder),
    outstanding: OutstandingTickets.keptIn(userFolder, assert.ifError),
  };
  await changeManifest(directory, { queueTicket: await issueTicket(directory, manifest, issuer) });
  return directory;
}
