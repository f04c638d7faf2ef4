// Carries one run out, from its directory alone: begins a queued run, continues a stopped, failed or lost one.

import path from 'node:path';
import { modelFor } from '../meta/learningContext.ts';
import type { MetaState } from '../meta/metaState.ts';
import { type MetaTrainingOptions, metaTrain } from '../meta/metaTrainer.ts';
import { loadNewestCheckpoint, removeUnfinishedCheckpoints } from '../runs/checkpoints.ts';
import { readFigures } from '../runs/eventReader.ts';
import { EventWriter } from '../runs/eventWriter.ts';
import { type Manifest, platformVersions } from '../runs/manifest.ts';
import { ManifestWriter, readManifest } from '../runs/manifestFile.ts';
import { currentProcess } from '../runs/processIdentity.ts';
import { lockRun } from '../runs/runLock.ts';
import { messageOf } from '../runs/systemErrors.ts';
import { createTaskDistributionFrom } from '../tasks/createTaskDistribution.ts';
import { createExecutor } from './createExecutor.ts';
import { explainFailure } from './explainFailure.ts';
import { readGitState } from './gitState.ts';
import { prepareRun } from './prepareRun.ts';
import { RunClock } from './runClock.ts';
import type { RunOutcome, RunProgress } from './runEvents.ts';
import { type RecordedFigures, recordedFigures } from './runFigures.ts';
import { type Log, openRunLog } from './runLog.ts';
import { RunRecorder } from './runRecorder.ts';
import { RunRequests } from './runRequests.ts';

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
 * Trains until the run is completed, stopped or failed, and leaves its directory so that it can be resumed bit for bit. A failure while
 * training is recorded and returned, not thrown.
 * @throws {ManifestError} {RunLockedError} {RunCompletedError} when the run cannot be taken up; then its directory is as before
 */
export async function carryOutRun(directory: string, options: CarryOutOptions = {}): Promise<RunOutcome> {
  // A folder that is no run gets no lock file.
  await readManifest(directory);
  const unlock = await lockRun(directory);
  try {
    const manifest = await readManifest(directory);
    if (manifest.state === 'completed') {
      throw new RunCompletedError(`${directory} has completed all of its meta-iterations: there is nothing to resume.`);
    }
    return await carryOutLocked(directory, manifest, options);
  } finally {
    await unlock();
  }
}

async function carryOutLocked(directory: string, found: Manifest, options: CarryOutOptions): Promise<RunOutcome> {
  const log = openRunLog(directory);
  const manifest = new ManifestWriter(directory, found, {
    interval: manifestIntervalMilliseconds,
    onError: (error) => log(`run.json could not be written: ${messageOf(error)}`),
  });
  const heartbeat = setInterval(() => manifest.update({ heartbeatAt: now() }), manifestIntervalMilliseconds);
  const cleanUp = new CleanUp();
  cleanUp.add(() => clearInterval(heartbeat));
  try {
    const state = await train(directory, manifest, log, options, cleanUp);
    await cleanUp.run();
    await manifest.close({ state, endedAt: now(), process: null });
    log(`The run ${state === 'completed' ? 'has completed' : 'was stopped'} at meta-iteration ${manifest.manifest.iteration}.`);
    return { state, manifest: manifest.manifest };
  } catch (error) {
    const failure = explainFailure(error);
    log(`The run failed: ${failure.message}${failure.detail === undefined ? '' : `\n${failure.detail}`}`);
    await cleanUp.run().catch((second: unknown) => log(`Closing its files failed as well: ${messageOf(second)}`));
    await manifest
      .close({ state: 'failed', failure, endedAt: now(), process: null })
      .catch((second: unknown) => log(`run.json could not be written: ${messageOf(second)}`));
    return { state: 'failed', manifest: manifest.manifest };
  }
}

async function train(
  directory: string,
  manifest: ManifestWriter,
  log: Log,
  { signal = new AbortController().signal, onProgress = () => {} }: CarryOutOptions,
  cleanUp: CleanUp,
): Promise<'completed' | 'stopped'> {
  const requests = new RunRequests(directory, {
    signal,
    notBefore: manifest.manifest.startedAt === null ? 0 : performance.timeOrigin,
    onAnswered: (answered) =>
      manifest.write({
        answeredRequests: [...manifest.manifest.answeredRequests, ...answered.map(({ name }) => name)].slice(-100),
      }),
    onError: (error) => log(`Requests could not be read: ${messageOf(error)}`),
  });
  cleanUp.add(() => requests.dispose());
  requests.stopSignal.addEventListener('abort', () => {
    manifest.write({ state: 'stopping' }).catch((error: unknown) => log(`run.json could not be written: ${messageOf(error)}`));
  });
  await manifest.write({
    state: 'starting',
    startedAt: manifest.manifest.startedAt ?? now(),
    endedAt: null,
    failure: null,
    heartbeatAt: now(),
    process: currentProcess(),
    versions: { ...manifest.manifest.versions, ...platformVersions() },
  });
  const [prepared, start] = await Promise.all([prepareRun(directory, manifest.manifest), findStart(directory)]);
  const { experiment, data } = prepared;
  for (const warning of start.warnings) {
    log(warning);
    onProgress({ kind: 'warning', message: warning });
  }
  onProgress({
    kind: 'started',
    directory,
    manifest: manifest.manifest,
    resumedAt: start.isResumed ? start.iteration : undefined,
  });
  const executor = await createExecutor(experiment, data);
  cleanUp.add(() => executor.dispose());
  const distribution = createTaskDistributionFrom(experiment.task, data);
  const events = await EventWriter.create(directory, start.isResumed ? { resumedAt: start.iteration } : {});
  cleanUp.add(() => events.close());
  const clock = new RunClock(manifest.manifest.activeSeconds);
  await manifest.write({
    state: requests.stopSignal.aborted ? 'stopping' : 'running',
    engineVariant: executor.variant,
    workers: executor.workers,
    parameterCount: executor.parameterCount,
    heldOut: distribution.heldOutDescription,
    iteration: Math.max(0, start.iteration),
    checkpointIteration: start.state?.iteration ?? null,
    latestTrainingLoss: start.recorded.latestTrainingLoss,
    ...start.recorded.figures,
  });
  log(
    `${start.isResumed ? `Resumed at meta-iteration ${Math.max(0, start.iteration)}` : 'Started'}: ${executor.variant}, ` +
      `${executor.workers} ${executor.workers === 1 ? 'worker' : 'workers'}, ${executor.parameterCount} parameters.`,
  );
  onProgress({ kind: 'training', manifest: manifest.manifest });
  const asking = new AbortController();
  cleanUp.add(() => asking.abort());
  void recordGitState(manifest, asking.signal);

  const recorder = new RunRecorder(
    {
      directory,
      manifest,
      events,
      clock,
      executor,
      layout: layoutOf(experiment, distribution),
      seed: experiment.seed,
      keepCheckpoints: experiment.checkpoint.keep,
      onProgress,
    },
    start.state?.iteration,
  );
  const training = metaTrain({ experiment, distribution, executor, signal: requests.stopSignal, ...resumption(start) });
  let latest = start.state;
  clock.start();
  for await (const event of training) {
    if (event.kind === 'iteration') latest = event.state;
    await recorder.record(event);
    if (event.kind === 'ended') {
      clock.stop();
      manifest.update({ activeSeconds: clock.activeSeconds });
      return event.outcome;
    }
    if (latest !== undefined && requests.takeCheckpointRequest()) await recorder.save(latest);
    if (requests.isPaused) await pause(requests, clock, manifest, events, onProgress, () => latest && recorder.save(latest));
  }
  throw new Error('Training ended without a last word.');
}

/** Holds the training until it is continued or stopped; asks for a checkpoint are still served. */
async function pause(
  requests: RunRequests,
  clock: RunClock,
  manifest: ManifestWriter,
  events: EventWriter,
  onProgress: (progress: RunProgress) => void,
  save: () => Promise<void> | undefined,
): Promise<void> {
  clock.stop();
  await events.flush();
  await manifest.write({ state: 'paused', activeSeconds: clock.activeSeconds });
  onProgress({ kind: 'state', state: 'paused' });
  while (requests.isPaused) {
    if (requests.takeCheckpointRequest()) await save();
    await requests.nextRequest();
  }
  clock.start();
  const state = requests.stopSignal.aborted ? 'stopping' : 'running';
  await manifest.write({ state });
  onProgress({ kind: 'state', state });
}

/** Where a run continues. */
interface RunStart {
  /** Undefined for a new run, or one without a single good checkpoint. */
  readonly state: MetaState | undefined;
  readonly iteration: number;
  /** Whether an earlier process wrote figures, some of which may have to be withdrawn. */
  readonly isResumed: boolean;
  readonly recorded: RecordedFigures;
  readonly warnings: readonly string[];
}

async function findStart(directory: string): Promise<RunStart> {
  await removeUnfinishedCheckpoints(directory);
  const [{ state, damaged }, series] = await Promise.all([loadNewestCheckpoint(directory), readFigures(directory)]);
  const isResumed = state !== undefined || series.size > 0;
  // Without any checkpoint nothing counts that an earlier process wrote, iteration 0 included.
  const iteration = state?.iteration ?? (isResumed ? -1 : 0);
  return {
    state,
    iteration,
    isResumed,
    recorded: recordedFigures(series, iteration),
    warnings: damaged.map(({ folder, reason }) => `The checkpoint ${path.basename(folder)} is passed over: ${reason}`),
  };
}

function resumption({ state, recorded }: RunStart): Pick<MetaTrainingOptions, 'resumeFrom'> {
  return state === undefined ? {} : { resumeFrom: { state, evaluatedUpTo: recorded.evaluatedUpTo } };
}

function layoutOf(...model: Parameters<typeof modelFor>) {
  return modelFor(...model).layers.flatMap(({ parameters }) =>
    parameters.map(({ name, shape, offset }) => ({ name, shape: [...shape], offset })),
  );
}

/** Asking git can take long on a large repository; training does not wait for it. */
async function recordGitState(manifest: ManifestWriter, signal: AbortSignal): Promise<void> {
  if (manifest.manifest.gitCommit !== null) return;
  const git = await readGitState(path.dirname(manifest.manifest.experimentPath), signal);
  if (git !== undefined) manifest.update({ gitCommit: git.commit, gitDirty: git.isDirty });
}

function now(): string {
  return new Date().toISOString();
}

/** What has to be closed when a run ends, however it ends: last opened, first closed. */
class CleanUp {
  #actions: (() => void | Promise<void>)[] = [];

  add(action: () => void | Promise<void>): void {
    this.#actions.push(action);
  }

  /** Runs every action once, even when one fails; then throws the first failure. */
  async run(): Promise<void> {
    const actions = this.#actions.reverse();
    this.#actions = [];
    const failures: unknown[] = [];
    for (const action of actions) {
      try {
        await action();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
