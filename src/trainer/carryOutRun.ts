// Carries one run out, from its directory alone: begins a queued run, continues a stopped, failed or lost one.

import { existsSync } from 'node:fs';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import { dropRequests } from '../runs/control.ts';
import type { Manifest } from '../runs/manifest.ts';
import { ManifestWriter, readManifest } from '../runs/manifestFile.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { lockRun, RunLockedError } from '../runs/runLock.ts';
import { CleanUp } from './cleanUp.ts';
import { explainFailure } from './explainFailure.ts';
import type { RunOutcome, RunProgress } from './runEvents.ts';
import { openRunLog } from './runLog.ts';
import { trainToEnd } from './trainToEnd.ts';

/** Progress and heartbeat are written this often; changes of state at once. */
const manifestIntervalMilliseconds = 1000;

/** A run that needs no carrying out. */
export class RunCompletedError extends Error {
  override readonly name = 'RunCompletedError';
}

export interface CarryOutOptions {
  /** Stops the run as a `stop` request does: with a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
}

/**
 * Trains until the run is completed, stopped or failed, and leaves its directory so that it can be resumed bit for bit. A failure is
 * recorded, as far as the directory can be written, and returned, not thrown.
 * @throws {ManifestError} {RunLockedError} {RunCompletedError} when the run cannot be taken up; then its directory is as before
 */
export async function carryOutRun(directory: string, options: CarryOutOptions = {}): Promise<RunOutcome> {
  // A folder that is no run gets no lock file.
  const found = await readIncomplete(directory);
  let unlock: () => Promise<void>;
  try {
    unlock = await lockRun(directory);
  } catch (error) {
    if (error instanceof RunLockedError) throw error;
    return { state: 'failed', manifest: { ...found, state: 'failed', failure: explainFailure(error) } };
  }
  try {
    // Read again: between the first look and the lock another process may have finished it.
    return await carryOutLocked(directory, await readIncomplete(directory), options);
  } finally {
    // One that stays belongs to a process that is gone, and keeps nobody out.
    await unlock().catch(() => undefined);
  }
}

async function readIncomplete(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  if (manifest.state !== 'completed') return manifest;
  throw new RunCompletedError(`${directory} has completed all of its meta-iterations: there is nothing to resume.`);
}

async function carryOutLocked(
  directory: string,
  found: Manifest,
  { signal = new AbortController().signal, onProgress = () => {} }: CarryOutOptions,
): Promise<RunOutcome> {
  const log = openRunLog(directory);
  const gone = new AbortController();
  const manifest = new ManifestWriter(directory, found, {
    interval: manifestIntervalMilliseconds,
    onError: (error) => {
      log(`run.json could not be written: ${messageOf(error)}`);
      // Somebody deleted or moved the directory: there is nothing left to train for.
      if (hasCode(error, 'ENOENT')) gone.abort();
    },
  });
  const heartbeat = setInterval(() => manifest.update({ heartbeatAt: now() }), manifestIntervalMilliseconds);
  const cleanUp = new CleanUp();
  cleanUp.add(() => clearInterval(heartbeat));
  try {
    // A run that waited in the queue may have been asked for something; what was asked of an earlier process went unheard.
    if (found.state !== 'queued') await dropRequests(directory);
    const state = await trainToEnd({
      directory,
      manifest,
      log,
      signal: AbortSignal.any([signal, gone.signal]),
      onProgress,
      cleanUp,
    });
    await cleanUp.run();
    await manifest.close({ state, loading: null, endedAt: now(), process: null });
    log(`The run ${state === 'completed' ? 'has completed' : 'was stopped'} at meta-iteration ${manifest.manifest.iteration}.`);
    return { state, manifest: manifest.manifest };
  } catch (error) {
    const failure = existsSync(runFiles(directory).manifest) ? explainFailure(error) : { message: goneMessage(directory) };
    log(`The run failed: ${failure.message}${failure.detail === undefined ? '' : `\n${failure.detail}`}`);
    await cleanUp.run().catch((second: unknown) => log(`Closing its files failed as well: ${messageOf(second)}`));
    await manifest
      .close({ state: 'failed', failure, loading: null, endedAt: now(), process: null })
      .catch((second: unknown) => log(`run.json could not be written: ${messageOf(second)}`));
    return { state: 'failed', manifest: manifest.manifest };
  }
}

function goneMessage(directory: string): string {
  return `The run directory ${directory} was deleted or moved while the run was at work, so the run has ended.`;
}

function now(): string {
  return new Date().toISOString();
}
