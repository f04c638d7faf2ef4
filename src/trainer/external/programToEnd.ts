// Has a program train a run that this process holds the lock of, until it has ended, was stopped, or has failed.

import path from 'node:path';
import { WorkRest } from '../../base/workRest.ts';
import { fillCommand } from '../../experiment/external/fillCommand.ts';
import type { ExternalExperiment } from '../../experiment/schema.ts';
import { isExternal } from '../../experiment/whoTrains.ts';
import { factsOf } from '../../runs/experimentFacts.ts';
import { meritOf } from '../../runs/figureOfMerit.ts';
import { ExperimentRefused, readAnyFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { encodeSessionEnd, encodeSessionStart } from '../../runs/hparams.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import { withProgram } from '../../runs/programDigests.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import type { ProcessEnd } from '../../runs/runFailure.ts';
import { type NamedMerit, type TrainedBy, trainedByOf } from '../../runs/trainedBy.ts';
import { type HeldRun, noteStart, recordGitState, takeRequests, warnOf } from '../heldRun.ts';
import { RunClock } from '../runClock.ts';
import type { RunRequests } from '../runRequests.ts';
import { AgreedFiles } from './agreedFiles.ts';
import { lastWordsIn } from './lastWords.ts';
import { tellWhileReading } from './longReading.ts';
import { ProgramControl } from './programControl.ts';
import { digestOfProgram } from './programDigest.ts';
import { ProgramFailure } from './programFailure.ts';
import { ProgramFigures } from './programFigures.ts';
import { endLastLine, prepareProgramFolder, programFiles } from './programFolder.ts';
import { RelayedEvents } from './relayedEvents.ts';
import { type Program, startProgram } from './startProgram.ts';

/** Figures and requests are looked for this often. */
const lookEveryMilliseconds = 100;

/** After what others have told was told again, event files are left alone so many times as long. */
const restFactor = 10;

export async function programToEnd(run: HeldRun): Promise<'completed' | 'stopped'> {
  const { hold, manifest, onProgress, cleanUp } = run;
  const { directory } = hold;
  const hasBegun = manifest.manifest.startedAt !== null;
  const requests = takeRequests(run);
  // Before the run counts as begun: one that says nothing of how it goes on could not be started again.
  const agreed = run.programFiles === undefined ? undefined : await takeAgreed(run, run.programFiles);
  await noteStart(run, requests.stopSignal);
  onProgress({
    kind: 'started',
    directory,
    manifest: manifest.manifest,
    resumedAt: hasBegun ? manifest.manifest.iteration : undefined,
  });
  const experiment = await readExternal(run);
  if (hasBegun) await endLastLine(hold);
  const figures = new ProgramFigures(programFiles(directory), (message) => warnOf(run, message));
  const { stopSignal } = requests;
  const events = await openEvents(run, experiment, figures, hasBegun ? stopSignal : undefined).catch(
    (error: unknown) => {
      if (error === stopSignal.reason && stopSignal.aborted) return undefined;
      throw error;
    },
  );
  if (events === undefined) return 'stopped';
  cleanUp.add(() => events.close());
  await prepareProgramFolder(hold, experiment);
  await noteProgram(run, experiment);
  if (requests.stopSignal.aborted) return 'stopped';
  const program = await start(run, experiment, { hasBegun, agreed });
  run.log(`The program is ${program.file}`);
  cleanUp.add(() => program.endAll());
  // Nobody waits for it any more.
  run.abandoned.addEventListener('abort', () => void program.endAll());
  if (run.abandoned.aborted) void program.endAll();
  return new ProgramRun(run, { experiment, requests, program, figures, events }).watch();
}

async function readExternal({ hold, manifest }: HeldRun): Promise<ExternalExperiment> {
  const { experiment } = await readAnyFrozenExperiment(hold.directory, manifest.manifest);
  if (isExternal(experiment)) return experiment;
  throw new ExperimentRefused('run.json says that a program trains this run, and experiment.json names none.');
}

async function takeAgreed(run: HeldRun, agreed: string): Promise<AgreedFiles> {
  const { directory } = run.hold;
  return AgreedFiles.take(agreed, await readExternal(run), { directory, folder: folderOfExperiment(run) });
}

function folderOfExperiment({ hold, manifest }: HeldRun): string {
  return path.dirname(locateExperiment(hold.directory, manifest.manifest));
}

async function noteProgram(run: HeldRun, experiment: ExternalExperiment): Promise<void> {
  const { folder } = programFiles(run.hold.directory);
  const digest = await digestOfProgram(experiment, folderOfExperiment(run), folder);
  const { manifest } = run.manifest;
  run.manifest.update({ programDigests: withProgram(manifest, digest) });
}

/**
 * What an earlier process has left to be read is read before the program can write more.
 * @param signal of a run that goes on: when it need not any more
 * @throws {FiguresUnreadableError}, the signal's reason
 */
async function openEvents(
  run: HeldRun,
  experiment: ExternalExperiment,
  figures: ProgramFigures,
  signal: AbortSignal | undefined,
): Promise<RelayedEvents> {
  const { hold, manifest } = run;
  const merit = meritIn(trainedByOf(experiment));
  const warn = (message: string) => warnOf(run, message);
  if (signal !== undefined) {
    const acknowledged = meritIn(manifest.manifest.trainedBy);
    const lines = { file: programFiles(hold.directory).metrics, position: () => figures.linesPosition };
    return tellWhileReading(run, lines, () => RelayedEvents.goOn(hold, figures, { merit, acknowledged, warn, signal }));
  }
  const { name, description } = experiment;
  const metrics = merit === null ? [] : [{ tag: merit.tag, displayName: merit.tag, of: 'heldOut' } as const];
  const described = { name, description, facts: factsOf(experiment), metrics };
  const records = encodeSessionStart(described, manifest.manifest.id, Date.now() / 1000);
  return RelayedEvents.begin(hold, records, { merit, warn });
}

function meritIn(trainedBy: TrainedBy): NamedMerit | null {
  return trainedBy.kind === 'program' ? trainedBy.merit : null;
}

interface Beginning {
  readonly hasBegun: boolean;
  /** Undefined where whatever the program's files say is executed. */
  readonly agreed: AgreedFiles | undefined;
}

function start(run: HeldRun, { trainer, seed }: ExternalExperiment, { hasBegun, agreed }: Beginning) {
  const { log } = run;
  const { directory } = run.hold;
  const files = programFiles(directory);
  const command = hasBegun ? trainer.resume : trainer.command;
  if (command === undefined) throw new ExperimentRefused('The trainer of this run has no "resume".');
  const filled = fillCommand(command, { parameters: trainer.parameters, seed, run: files.folder });
  log(`${hasBegun ? 'Resumed' : 'Started'}: ${filled.map((argument) => JSON.stringify(argument)).join(' ')}`);
  return startProgram({
    arguments: filled,
    folder: folderOfExperiment(run),
    environment: { REPTILE_LAB_RUN: files.folder },
    log: runFiles(directory).log,
    lastLook: async () => agreed?.refuseOthers(),
  });
}

interface Parts {
  readonly experiment: ExternalExperiment;
  readonly requests: RunRequests;
  readonly program: Program;
  readonly figures: ProgramFigures;
  readonly events: RelayedEvents;
}

/** A program at work. */
class ProgramRun {
  readonly #run: HeldRun;
  readonly #parts: Parts;
  readonly #clock: RunClock;
  readonly #control: ProgramControl;
  readonly #firstIteration: number;
  readonly #beganAt = performance.now();
  /** Event files are not read before. */
  readonly #rest = new WorkRest(restFactor);

  constructor(run: HeldRun, parts: Parts) {
    this.#run = run;
    this.#parts = parts;
    this.#clock = new RunClock(run.manifest.manifest.activeSeconds);
    this.#control = new ProgramControl(run, { ...parts, clock: this.#clock });
    this.#firstIteration = parts.events.iteration;
  }

  async watch(): Promise<'completed' | 'stopped'> {
    const { manifest, onProgress, cleanUp } = this.#run;
    const { requests, program, events } = this.#parts;
    const state = requests.stopSignal.aborted ? 'stopping' : 'running';
    await manifest.write({ state, iteration: events.iteration });
    onProgress({ kind: 'training', manifest: manifest.manifest });
    const asking = new AbortController();
    cleanUp.add(() => asking.abort());
    void recordGitState(this.#run.hold.directory, manifest, asking.signal);
    this.#clock.start();
    const over = new AbortController();
    const [ended, relayed] = await Promise.allSettled([this.#controlToEnd(over), this.#relayUntil(over)]);
    this.#clock.stop();
    for (const { reason } of [ended, relayed].filter((each) => each.status === 'rejected')) throw reason;
    // Whatever it has left behind may still write.
    await program.endAll();
    for (let isWhole = false; !isWhole; ) isWhole = await this.#relay({ atLast: true });
    return this.#conclude(await program.ended);
  }

  /** Told to stop, all that it has started has its time, whoever of it ends first. Aborts `over` at the end. */
  async #controlToEnd(over: AbortController): Promise<void> {
    const { ended } = this.#parts.program;
    let hasEnded = false;
    void ended.then(() => {
      hasEnded = true;
    });
    try {
      while (!over.signal.aborted && (!hasEnded || this.#control.isGivingTime)) {
        this.#run.abandoned.throwIfAborted();
        await this.#control.look();
        await nextLook(hasEnded ? undefined : ended);
      }
    } finally {
      over.abort();
    }
  }

  /** Beside the control, which obeys at once however much there is to be relayed. Aborts `over` where it fails. */
  async #relayUntil(over: AbortController): Promise<void> {
    const isOver = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
    try {
      while (!over.signal.aborted) {
        if (await this.#relay({ atLast: false })) await nextLook(isOver);
      }
    } finally {
      over.abort();
    }
  }

  /** Whether there was no more to be read. `atLast` spares nothing. */
  async #relay({ atLast }: { readonly atLast: boolean }): Promise<boolean> {
    const { figures, events } = this.#parts;
    const withEvents = atLast || this.#rest.isOver;
    const { news, isWhole, hasReadLines } = await figures.readNew({ withEvents });
    const beganAt = performance.now();
    await events.take(news, figures);
    // To tell again what others have told takes as long as there is of that, and a program may withdraw at every step.
    if (news.some(({ kind }) => kind === 'withdrawn')) this.#rest.begin(beganAt);
    // Fails where the disk takes no more, also of what was added before.
    await events.flush();
    await events.settle({ atLast: atLast && isWhole });
    if (news.length > 0 || hasReadLines) this.#control.noteLife();
    else if (isWhole && withEvents) this.#control.noteSilence();
    const { manifest, onProgress } = this.#run;
    const { iteration, merit } = events;
    const { trainedBy } = manifest.manifest;
    const seconds = (performance.now() - this.#beganAt) / 1000;
    const speed = (iteration - this.#firstIteration) / seconds;
    manifest.update({
      activeSeconds: this.#clock.activeSeconds,
      ...((news.length > 0 || atLast) && {
        iteration,
        metaIterationsPerSecond: speed > 0 ? speed : null,
        trainedBy: trainedBy.kind === 'program' ? { ...trainedBy, merit } : trainedBy,
      }),
    });
    if (news.length > 0) onProgress({ kind: 'step', iteration, merit: meritOf(manifest.manifest, 'latest') });
    return isWhole;
  }

  async #conclude(end: ProcessEnd): Promise<'completed' | 'stopped'> {
    const { experiment, requests, program, events } = this.#parts;
    const { steps } = experiment.trainer;
    const isWhole = 'exitCode' in end && end.exitCode === 0;
    // Asked to stop it may have come to its end by itself.
    const wasStopped = requests.stopSignal.aborted && !(isWhole && steps !== undefined && events.iteration >= steps);
    const { hangAfter } = this.#control;
    if (hangAfter !== undefined) throw new ProgramFailure({ code: 'programSilent', seconds: hangAfter });
    if (!wasStopped && !isWhole) {
      const text = await lastWordsIn(runFiles(this.#run.hold.directory).log, program.saysFrom);
      throw new ProgramFailure({ code: 'programEnded', end, text });
    }
    await events.close(wasStopped ? [] : [encodeSessionEnd('success', Date.now() / 1000)]);
    return wasStopped ? 'stopped' : 'completed';
  }
}

/** Waits no longer than for `something`. */
async function nextLook(something: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, lookEveryMilliseconds);
  });
  await (something === undefined ? pause : Promise.race([pause, something]));
  clearTimeout(timer);
}
