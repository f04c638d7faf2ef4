// Carries one run out, from its directory alone: begins a queued run, continues a stopped, failed or lost one.

import { existsSync } from 'node:fs';
import { signalOfCrash } from '../base/crashedNative.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import { dropRequests } from '../runs/control.ts';
import { removeLeftovers } from '../runs/leftovers.ts';
import type { Manifest } from '../runs/manifest.ts';
import { ManifestWriter, readManifest } from '../runs/manifestFile.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { refuseForeignEntries } from '../runs/runEntries.ts';
import type { RunFailure } from '../runs/runFailure.ts';
import { LockLostError, type RunHold, RunLockedError } from '../runs/runHold.ts';
import { lockRun, releaseEarlierLock, withRunLock } from '../runs/runLock.ts';
import { whyNotResumed } from '../runs/runState.ts';
import { describeFailure } from '../words/describeFailure.ts';
import { untranslated } from '../words/translate.ts';
import { CleanUp } from './cleanUp.ts';
import { explainFailure } from './explainFailure.ts';
import { programToEnd } from './external/programToEnd.ts';
import type { RunOutcome, RunProgress } from './runEvents.ts';
import { type Log, openRunLog } from './runLog.ts';
import { StopRequests } from './stopRequests.ts';
import { trainToEnd } from './trainToEnd.ts';

/** Progress and heartbeat are written this often; changes of state at once. */
const manifestIntervalMilliseconds = 1000;
/** How long a run that is left at once waits for its own threads to end; what still writes then is not waited for. */
const graceMilliseconds = 300;

/** A run that needs no carrying out, or cannot be carried out any further. */
export class RunCompletedError extends Error {
  override readonly name = 'RunCompletedError';
}

export interface CarryOutOptions {
  /** Stops the run as a `stop` request does: with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Hears of requests to stop from elsewhere, and is told of those that come through the run's folder. */
  readonly stops?: StopRequests;
  /** Aborts with an error that nobody handled: the run fails with it. */
  readonly crash?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  /**
   * Whether to go on where the data no longer hold the split that the run keeps. By default as its manifest says, which
   * is the person's word only in a run that a queue starts: there its ticket covers it.
   */
  readonly acceptsChangedData?: boolean | undefined;
  /**
   * What the files have to say that the run's program consists of, see `digestOfAll`: whoever starts the run has looked
   * at them. By default whatever they say is executed.
   */
  readonly programFiles?: string | undefined;
}

/**
 * Trains until the run is completed, stopped or failed, and leaves its directory so that it can be resumed bit for bit.
 * A failure is recorded, as far as the directory can be written, and returned, not thrown.
 * @throws {ManifestError} {RunLockedError} {RunCompletedError} when the run cannot be taken up; then its directory is
 * as before
 * @throws {LockLostError} when another process took the run over; then nothing was written since
 */
export async function carryOutRun(
  directory: string,
  { signal, stops = new StopRequests(), crash, onProgress = () => {}, ...asked }: CarryOutOptions = {},
): Promise<RunOutcome> {
  if (signal?.aborted) stops.ask();
  signal?.addEventListener('abort', () => stops.ask());
  // A folder that is no run gets no lock file.
  const found = await readIncomplete(directory).catch(async (error: unknown) => {
    // A process that was killed after its last word left its lock, which nobody else will take away.
    if (error instanceof RunCompletedError) await withRunLock(directory, removeLeftovers).catch(() => undefined);
    throw error;
  });
  const onWaiting = (message: string) => {
    openRunLog(directory)(message);
    onProgress({ kind: 'warning', message });
  };
  let hold: RunHold;
  try {
    if (isStartedAgain()) await releaseEarlierLock(directory);
    hold = await lockRun(directory, { signal: stops.stop, onWaiting });
  } catch (error) {
    if (error instanceof RunLockedError) throw error;
    if (stops.stop.aborted && error === stops.stop.reason) return { state: 'stopped', manifest: found };
    return { state: 'failed', manifest: { ...found, state: 'failed', failure: explainFailure(error) } };
  }
  try {
    // Read again: between the first look and the lock another process may have finished it.
    return await carryOutHeld(hold, await readIncomplete(directory), { ...asked, stops, crash, onProgress });
  } finally {
    // One that stays belongs to a process that is gone, and keeps nobody out.
    await hold.release().catch(() => undefined);
  }
}

/** Whether this process is at work on the run already, and native kernels have crashed. */
function isStartedAgain(): boolean {
  return signalOfCrash() !== undefined;
}

async function readIncomplete(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  const obstacle = whyNotResumed(manifest);
  if (obstacle !== undefined) throw new RunCompletedError(obstacle);
  if (manifest.state !== 'completed') return manifest;
  throw new RunCompletedError(
    `${directory} has completed all of its ${stepWord(manifest)}s: there is nothing to resume.`,
  );
}

/** A run that this process has the lock of, and what is open for it. */
interface OpenRun {
  readonly hold: RunHold;
  readonly manifest: ManifestWriter;
  readonly log: Log;
  readonly cleanUp: CleanUp;
  /** Aborts, with the reason, when whatever is at work is not waited for any more. */
  readonly ending: AbortController;
  /** Aborts when there is no directory left to train for. */
  readonly gone: AbortController;
}

interface Watch {
  readonly stops: StopRequests;
  readonly crash: AbortSignal | undefined;
  readonly onProgress: (progress: RunProgress) => void;
  readonly acceptsChangedData?: boolean | undefined;
  readonly programFiles?: string | undefined;
}

async function carryOutHeld(
  hold: RunHold,
  found: Manifest,
  { stops, crash, onProgress, acceptsChangedData, programFiles }: Watch,
): Promise<RunOutcome> {
  const run = openRun(hold, found);
  const { manifest, log, cleanUp, ending, gone } = run;
  whenAborted(stops.leave, () => ending.abort(new LeftAtOnce()));
  whenAborted(crash, (reason) => ending.abort(reason));
  try {
    await refuseForeignEntries(hold.directory);
    await removeLeftovers(hold);
    // A run that waited in the queue may have been asked for something; what was asked of an earlier process went
    // unheard. Where this process was that earlier one, it was not to end.
    if (isStartedAgain()) {
      if (found.state === 'stopping') stops.ask();
    } else if (found.state !== 'queued') await dropRequests(hold.directory);
    const carryOut = found.trainedBy.kind === 'program' ? programToEnd : trainToEnd;
    const training = carryOut({
      hold,
      manifest,
      log,
      signal: AbortSignal.any([stops.stop, gone.signal]),
      askToStop: () => stops.ask(),
      acceptsChangedData,
      programFiles,
      abandoned: ending.signal,
      fail: (error) => ending.abort(error),
      onProgress,
      cleanUp,
    });
    const state = await settledUnlessEnding(training, ending.signal);
    await cleanUp.run();
    await close(run, { state });
    log(
      `The run ${state === 'completed' ? 'has completed' : 'was stopped'} at ${stepWord(manifest.manifest)} ${manifest.manifest.iteration}.`,
    );
    return { state, manifest: manifest.manifest };
  } catch (error) {
    return endEarly(run, ending.signal.aborted ? ending.signal.reason : error);
  }
}

function openRun(hold: RunHold, found: Manifest): OpenRun {
  const writeLog = openRunLog(hold.directory);
  const log: Log = (line) => {
    if (!hold.isLost()) writeLog(line);
  };
  const [ending, gone, cleanUp] = [new AbortController(), new AbortController(), new CleanUp()];
  const manifest = new ManifestWriter(hold, found, {
    interval: manifestIntervalMilliseconds,
    onError: (error) => {
      if (error instanceof LockLostError) return ending.abort(error);
      log(`run.json could not be written: ${messageOf(error)}`);
      // Somebody deleted or moved the directory.
      if (hasCode(error, 'ENOENT')) gone.abort();
    },
  });
  const heartbeat = setInterval(() => manifest.update({ heartbeatAt: now() }), manifestIntervalMilliseconds);
  cleanUp.add(() => clearInterval(heartbeat));
  return { hold, manifest, log, cleanUp, ending, gone };
}

/** @throws {LockLostError} without having written anything, when the run is another process's */
async function endEarly(run: OpenRun, error: unknown): Promise<RunOutcome> {
  const { hold, manifest, log, cleanUp } = run;
  const loss = hold.loss();
  if (loss !== undefined) {
    await cleanUp.run().catch(() => undefined);
    throw loss;
  }
  const isGone = !existsSync(runFiles(hold.directory).manifest);
  const wasLeft = error instanceof LeftAtOnce && !isGone;
  const failure: RunFailure = isGone ? { code: 'directoryGone', directory: hold.directory } : explainFailure(error);
  log(
    wasLeft
      ? `The run was asked to stop again and left at once, at ${stepWord(manifest.manifest)} ${manifest.manifest.iteration}.`
      : `The run failed: ${describeFailure(failure, untranslated)}${failure.detail === undefined ? '' : `\n${failure.detail}`}`,
  );
  await cleanUp.run().catch((second: unknown) => log(`Closing its files failed as well: ${messageOf(second)}`));
  const end = wasLeft ? ({ state: 'stopped' } as const) : ({ state: 'failed', failure } as const);
  await close(run, end).catch((second: unknown) => log(`run.json could not be written: ${messageOf(second)}`));
  return { state: end.state, manifest: manifest.manifest };
}

function close(
  { manifest }: OpenRun,
  end: Pick<RunOutcome, 'state'> & Partial<Pick<Manifest, 'failure'>>,
): Promise<void> {
  return manifest.close({ ...end, loading: null, endedAt: now(), process: null });
}

function stepWord({ trainedBy }: Manifest): string {
  return trainedBy.kind === 'program' ? 'step' : 'meta-iteration';
}

/** Why whatever is at work is not waited for: somebody asked twice. */
class LeftAtOnce extends Error {
  override readonly name = 'LeftAtOnce';
}

/**
 * What the training comes to. Once it is to end at once it gets a moment to notice, so that nothing is left
 * half-written.
 */
async function settledUnlessEnding<T>(training: Promise<T>, ending: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    whenAborted(ending, (reason) => {
      timer = setTimeout(() => reject(reason), graceMilliseconds);
    });
  });
  try {
    return await Promise.race([training, patience]);
  } finally {
    clearTimeout(timer);
  }
}

function whenAborted(signal: AbortSignal | undefined, act: (reason: unknown) => void): void {
  if (signal?.aborted) act(signal.reason);
  else signal?.addEventListener('abort', () => act(signal.reason), { once: true });
}

function now(): string {
  return new Date().toISOString();
}
