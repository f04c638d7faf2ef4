// Trains a run that this process holds the lock of, from where it stands until it is completed or stopped.

import { addressLimit, warnOfAddresses } from '../base/addressSpace.ts';
import { nameOfAlgorithm } from '../experiment/algorithms.ts';
import { modelFor } from '../meta/learningContext.ts';
import { metaParameterLayout } from '../meta/metaParameters.ts';
import { type MetaTrainingOptions, metaTrain } from '../meta/metaTrainer.ts';
import { standBesideBeginning } from '../runs/besideBeginning.ts';
import { checkpointOwnerOf } from '../runs/checkpointOwner.ts';
import { listCheckpoints } from '../runs/checkpoints.ts';
import { EventWriter } from '../runs/eventWriter.ts';
import { removeSamplesAfter } from '../runs/samples.ts';
import { withSeen } from '../tasks/heldOutDescription.ts';
import { requireHeldOutTasks } from '../tasks/requireHeldOutTasks.ts';
import { describeEngine } from '../words/describeEngine.ts';
import { untranslated } from '../words/translate.ts';
import { createExecutor, workersFor } from '../workers/createExecutor.ts';
import { describeTasks } from '../workers/describeTasks.ts';
import { chooseRunEngine, warningsOf } from './chooseRunEngine.ts';
import { refuseForeignState } from './foreignState.ts';
import { type HeldRun, noteStart, recordGitState, takeRequests, warnOf } from './heldRun.ts';
import { initialStateOf } from './initialState.ts';
import { recordSplit } from './keptSplit.ts';
import { type PreparedRun, type PreparingOptions, prepareRun } from './prepareRun.ts';
import { recordBaselines } from './runBaselines.ts';
import { RunClock } from './runClock.ts';
import { RunRecorder } from './runRecorder.ts';
import type { RunRequests } from './runRequests.ts';
import { findRunStart, type RunStart } from './runStart.ts';
import { startOfSession } from './sessionRecords.ts';
import { obeyRequests } from './trainingControl.ts';

export async function trainToEnd(run: HeldRun): Promise<'completed' | 'stopped'> {
  const { hold, manifest, onProgress } = run;
  const { directory } = hold;
  const acceptsChangedData = run.acceptsChangedData ?? manifest.manifest.acceptsChangedData;
  const requests = takeRequests(run);
  const { stopSignal } = requests;
  await noteStart(run, stopSignal);
  // Where they cannot be listed, finding the start says why.
  const hasTrained = (await listCheckpoints(directory).catch(() => [])).some((iteration) => iteration > 0);
  const loading = { ...loadingOf(run, stopSignal), acceptsChangedData, hasTrained };
  const preparing = settled(prepareRun(directory, manifest.manifest, loading));
  const owner = await checkpointOwnerOf(directory, manifest.manifest);
  const start = await findRunStart(hold, { ...manifest.manifest, ...owner });
  onProgress({
    kind: 'started',
    directory,
    manifest: manifest.manifest,
    resumedAt: start.isResumed ? start.iteration : undefined,
  });
  for (const warning of start.warnings) warnOf(run, warning);
  const prepared = await preparing;
  if (prepared.status === 'rejected') {
    if (stopSignal.aborted && prepared.reason === stopSignal.reason) return 'stopped';
    throw prepared.reason;
  }
  try {
    // Figures of the untrained initialization on other data count no more.
    const isRedrawn = prepared.value.standing.kind === 'redrawn';
    const begin = isRedrawn ? await findRunStart(hold, { ...manifest.manifest, ...owner, isAnew: true }) : start;
    return await train(run, requests, begin, prepared.value);
  } catch (error) {
    // Whatever was just starting gave up.
    if (stopSignal.aborted && error === stopSignal.reason) return 'stopped';
    throw error;
  }
}

async function train(
  run: HeldRun,
  requests: RunRequests,
  start: RunStart,
  prepared: PreparedRun,
): Promise<'completed' | 'stopped'> {
  const { hold, manifest, log, onProgress, cleanUp } = run;
  const { experiment, data } = prepared;
  const { directory } = hold;
  const signal = AbortSignal.any([requests.stopSignal, run.abandoned]);
  const tasks = await describeTasks(experiment.task, data, { signal, onFailure: run.fail });
  cleanUp.add(() => tasks.dispose());
  const distribution = tasks.outline;
  requireHeldOutTasks(experiment, distribution);
  const choice = await chooseRunEngine(
    directory,
    manifest.manifest,
    { experiment, distribution },
    start.state === undefined ? 'begin' : 'goOn',
  );
  for (const warning of warningsOf(choice)) warnOf(run, warning);
  const shortage = warnOfAddresses(workersFor(experiment), addressLimit());
  if (shortage !== undefined) warnOf(run, shortage);
  const executor = await createExecutor(experiment, data, choice, { outline: distribution, signal });
  let disposing: Promise<void> | undefined;
  const dispose = () => {
    disposing ??= executor.dispose();
    return disposing;
  };
  cleanUp.add(dispose);
  run.abandoned.throwIfAborted();
  // Whoever waits for its threads then hears that they have ended.
  run.abandoned.addEventListener('abort', () => void dispose().catch(() => undefined));
  if (start.state !== undefined) refuseForeignState(start.state, experiment, executor);
  for (const warning of await recordSplit(hold, manifest, prepared, start.iteration)) warnOf(run, warning);
  const { seen, warnings } = await standBesideBeginning(directory);
  for (const warning of warnings) warnOf(run, warning);
  await recordBaselines(manifest, prepared, { workers: executor.workers, signal });
  await removeSamplesAfter(hold, start.figuresUpTo);
  const warn = (message: string) => warnOf(run, message);
  const resumed = start.isResumed ? { resumedAt: start.figuresUpTo } : {};
  const events = await EventWriter.create(hold, { ...resumed, warn });
  cleanUp.add(() => events.close());
  events.addRecords(startOfSession(experiment, distribution, manifest.manifest.id));
  const clock = new RunClock(manifest.manifest.activeSeconds);
  await manifest.write({
    state: requests.stopSignal.aborted ? 'stopping' : 'running',
    loading: null,
    backend: choice.backend,
    engineVariant: executor.variant,
    engineReason: choice.reason,
    workers: executor.workers,
    memoryBytes: executor.memoryBytes,
    parameterCount: executor.parameterCount,
    heldOut: withSeen(distribution.heldOutDescription, seen),
    iteration: start.iteration,
    checkpointIteration: start.state?.iteration ?? null,
    latestTrainingLoss: start.recorded.latestTrainingLoss,
    ...start.recorded.figures,
  });
  log(
    `${start.isResumed ? `Resumed at meta-iteration ${start.iteration}` : 'Started'}: ${nameOfAlgorithm(experiment.algorithm.kind)}, ${describeEngine(manifest.manifest, untranslated)}, ` +
      `${executor.parameterCount} parameters.`,
  );
  onProgress({ kind: 'training', manifest: manifest.manifest });
  const asking = new AbortController();
  cleanUp.add(() => asking.abort());
  void recordGitState(directory, manifest, asking.signal);

  const layout = metaParameterLayout(experiment.algorithm, modelFor(experiment, distribution)).map(
    ({ name, shape, offset }) => ({
      name,
      shape: [...shape],
      offset,
    }),
  );
  const recorder = new RunRecorder(
    {
      hold,
      manifest,
      events,
      clock,
      executor,
      layout,
      seed: experiment.seed,
      keepCheckpoints: experiment.checkpoint.keep,
      onProgress,
      onWarning: warn,
    },
    start.state?.iteration,
  );
  // Later it is of no use any more, whatever became of it.
  const isInitialNeeded = start.state === undefined || start.recorded.evaluatedUpTo === undefined;
  const initial = isInitialNeeded
    ? { initial: await initialStateOf(directory, manifest.manifest, { experiment, distribution }, warn) }
    : {};
  const controlled = { requests, manifest, events, clock, recorder, onProgress };
  const { stopSignal } = requests;
  const training = metaTrain({
    experiment,
    distribution,
    executor,
    ...initial,
    signal: stopSignal,
    ...resumption(start),
  });
  let latest = start.state;
  clock.start();
  for await (const event of recorder.notingDivergence(training)) {
    run.abandoned.throwIfAborted();
    if (event.kind === 'iteration' || event.kind === 'checkpointDue') latest = event.state;
    await recorder.record(event);
    if (event.kind === 'ended') {
      clock.stop();
      manifest.update({ activeSeconds: clock.activeSeconds });
      return event.outcome;
    }
    if (latest !== undefined && requests.areWaiting) await obeyRequests(controlled, latest);
  }
  throw new Error('Training ended without a last word.');
}

/** What is told of loading: progress to whoever watches, and in `run.json`; notes as warnings. */
function loadingOf(run: HeldRun, signal: AbortSignal): Omit<PreparingOptions, 'acceptsChangedData' | 'hasTrained'> {
  return {
    signal,
    onProgress: (progress) => {
      run.manifest.update({ loading: progress });
      run.onProgress({ kind: 'loading', progress });
    },
    onNote: (note) => warnOf(run, note),
  };
}

function resumption({ state, recorded }: RunStart): Pick<MetaTrainingOptions, 'resumeFrom'> {
  return state === undefined ? {} : { resumeFrom: { state, evaluatedUpTo: recorded.evaluatedUpTo } };
}

/** A promise that may fail while nobody waits for it yet. */
async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}
