// A ticket says that this user queued this run on this machine, as it is now. Only runs with a good one start by
// themselves.

import { passingFaultOf } from '../base/systemErrors.ts';
import type { ReadDigest } from '../runs/knownDigests.ts';
import type { Manifest, QueueTicket } from '../runs/manifest.ts';
import { digestOfAll } from '../runs/programFiles.ts';
import { frozenPartAndModule, isProof, proofOf } from './frozenPart.ts';
import type { OutstandingTickets } from './outstandingTickets.ts';

/** Who issues tickets, and knows which of them still count. */
export interface TicketIssuer {
  readonly secret: Uint8Array;
  readonly outstanding: OutstandingTickets;
}

/** `spent`: a trainer was started with it, and may be on its way. */
export type TicketQuality = 'bad' | 'good' | 'spent';

export type JudgedTicket =
  | {
      readonly quality: TicketQuality;
      /** Of what the files said when it was judged that the run's program consists of, see `digestOfAll`. */
      readonly programFiles: string | undefined;
    }
  /** Nobody can tell just now: what it covers cannot be read. */
  | { readonly quality: 'untold'; readonly fault: Error };

const badTicket: JudgedTicket = { quality: 'bad', programFiles: undefined };

/**
 * A ticket for the run as it lies in `directory` and as `manifest` describes it; earlier ones of the run count no more.
 * @throws {LaunchError} {ExperimentRefused} when what would be executed cannot be read
 */
export async function issueTicket(directory: string, manifest: Manifest, issuer: TicketIssuer): Promise<QueueTicket> {
  const queuedAt = new Date().toISOString();
  const proof = (await prove(directory, manifest, { queuedAt, secret: issuer.secret })).proof.toString('hex');
  await issuer.outstanding.keep(directory, proof);
  return { queuedAt, proof };
}

/**
 * Good where the manifest's ticket was issued last, and nothing was changed or moved since; bad also where it cannot be
 * told by what lies there.
 * @param read as `frozenPartAndModule` takes it
 */
export async function judgeTicket(
  directory: string,
  manifest: Manifest,
  issuer: TicketIssuer,
  read?: ReadDigest,
): Promise<JudgedTicket> {
  const { queueTicket } = manifest;
  if (queueTicket === null) return badTicket;
  try {
    // Before anything that a stranger's run names is looked up.
    const standing = await issuer.outstanding.standingOf(directory, queueTicket.proof);
    if (standing === 'unknown') return badTicket;
    const moment = { queuedAt: queueTicket.queuedAt, secret: issuer.secret };
    const { proof, programFiles } = await prove(directory, manifest, moment, read);
    if (!isProof(queueTicket.proof, proof)) return badTicket;
    return { quality: standing === 'spent' ? 'spent' : 'good', programFiles };
  } catch (error) {
    const fault = passingFaultOf(error);
    if (fault !== undefined) return { quality: 'untold', fault };
    // A file of the run is gone, or is none that would be read: it must not be started either.
    return badTicket;
  }
}

interface Moment {
  readonly queuedAt: string;
  readonly secret: Uint8Array;
}

/**
 * Covers where the run lies, everything that says what would be executed, the task module itself, where a TensorFlow.js
 * beside the experiment lies, whether changed data are accepted, and how far the run had come, so that a ticket is worth
 * nothing elsewhere, for another experiment, for another module, or once the run has been at work. What the module
 * imports is not covered.
 */
async function prove(directory: string, manifest: Manifest, { queuedAt, secret }: Moment, read?: ReadDigest) {
  const { createdAt, startedAt, activeSeconds, iteration, acceptsChangedData } = manifest;
  const { backend, engineVariant, checkpointIteration } = manifest;
  const part = await frozenPartAndModule(directory, manifest, read);
  const covered = {
    purpose: 'queue ticket 5',
    ...part,
    queuedAt,
    createdAt,
    startedAt,
    activeSeconds,
    iteration,
    acceptsChangedData,
    backend,
    engineVariant,
    checkpointIteration,
  };
  return { proof: proofOf(covered, secret), programFiles: part.programFiles && digestOfAll(part.programFiles) };
}
