// A run that this process holds the lock of, and what everybody does who carries one out: says so in the manifest, hears
// requests, warns.

import path from 'node:path';
import { currentProcess } from '../base/processIdentity.ts';
import { messageOf } from '../base/systemErrors.ts';
import { removeLaunchClaim } from '../runs/leftovers.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import { platformVersions } from '../runs/manifest.ts';
import type { ManifestWriter } from '../runs/manifestFile.ts';
import type { RunHold } from '../runs/runHold.ts';
import type { CleanUp } from './cleanUp.ts';
import { readGitState } from './gitState.ts';
import type { RunProgress } from './runEvents.ts';
import type { Log } from './runLog.ts';
import { RunRequests } from './runRequests.ts';
import { answerRequests } from './trainingControl.ts';

export interface HeldRun {
  readonly hold: RunHold;
  readonly manifest: ManifestWriter;
  readonly log: Log;
  /** Aborts when the run is to stop; whoever asks for that through the run's folder is told to `askToStop`. */
  readonly signal: AbortSignal;
  readonly askToStop: () => void;
  /** Whether to go on where the data no longer hold the split that the run keeps; undefined: as its manifest says. */
  readonly acceptsChangedData: boolean | undefined;
  /** What the files have to say that its program consists of, see `digestOfAll`; undefined: whatever they do. */
  readonly programFiles: string | undefined;
  /** Aborts when nothing is waited for any more: threads are ended in the middle of what they compute. */
  readonly abandoned: AbortSignal;
  /** Ends the run with an error that came up beside its training. */
  readonly fail: (error: unknown) => void;
  readonly onProgress: (progress: RunProgress) => void;
  /** Hears of everything that has to be closed, whether this function returns or throws. */
  readonly cleanUp: CleanUp;
}

/** Says that this process has taken the run up: what asked for that has been answered. */
export async function noteStart({ hold, manifest }: HeldRun, stopSignal: AbortSignal): Promise<void> {
  await manifest.write({
    state: stopSignal.aborted ? 'stopping' : 'starting',
    loading: null,
    startedAt: manifest.manifest.startedAt ?? now(),
    endedAt: null,
    failure: null,
    queueTicket: null,
    queuePlace: null,
    acceptsChangedData: false,
    heartbeatAt: now(),
    process: hold.owner.place === undefined ? currentProcess() : { ...currentProcess(), place: hold.owner.place },
    versions: { ...manifest.manifest.versions, ...platformVersions() },
  });
  // Whoever started this process may be gone, and would leave it for good.
  await removeLaunchClaim(hold);
}

export function warnOf({ log, onProgress }: HeldRun, message: string): void {
  log(message);
  onProgress({ kind: 'warning', message });
}

/** From here on requests are noticed; a stop is recorded as soon as it is asked for. */
export function takeRequests({
  hold,
  manifest,
  log,
  signal,
  askToStop,
  abandoned,
  onProgress,
  cleanUp,
}: HeldRun): RunRequests {
  const requests = new RunRequests(hold, { signal, askToStop }, log);
  cleanUp.add(() => requests.end());
  const answer = () =>
    answerRequests(requests, manifest, { state: 'stopping' }).catch((error: unknown) =>
      log(`run.json could not be written: ${messageOf(error)}`),
    );
  requests.stopSignal.addEventListener('abort', () => {
    onProgress({ kind: 'state', state: 'stopping' });
    void answer();
  });
  abandoned.addEventListener('abort', () => {
    if (requests.stopSignal.aborted) void answer();
  });
  return requests;
}

/** Asking git can take long on a large repository; training does not wait for it. */
export async function recordGitState(directory: string, manifest: ManifestWriter, signal: AbortSignal): Promise<void> {
  if (manifest.manifest.gitCommit !== null) return;
  const git = await readGitState(path.dirname(locateExperiment(directory, manifest.manifest)), signal);
  if (git !== undefined) manifest.update({ gitCommit: git.commit, gitDirty: git.isDirty });
}

function now(): string {
  return new Date().toISOString();
}
