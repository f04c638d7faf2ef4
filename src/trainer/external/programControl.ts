// Tells a program what is asked of its run: to stop, within its time, to pause and to go on, as far as it says that it
// understands; and ends one that gives no sign of life.

import { lookAtEntry } from '../../base/boundedFile.ts';
import type { ExternalExperiment } from '../../experiment/schema.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { type HeldRun, warnOf } from '../heldRun.ts';
import type { RunClock } from '../runClock.ts';
import type { RunRequests } from '../runRequests.ts';
import { answerRequests } from '../trainingControl.ts';
import { makeRequest, withdrawRequest } from './programFolder.ts';
import type { Program } from './startProgram.ts';
import { WakingTime } from './wakingTime.ts';

/** In milliseconds: looks lie a tenth of a second apart, unless a disk is slow. */
const mostOfALook = 1000;

export interface ControlledProgram {
  readonly experiment: ExternalExperiment;
  readonly requests: RunRequests;
  readonly program: Program;
  readonly clock: RunClock;
}

export class ProgramControl {
  readonly #run: HeldRun;
  readonly #controlled: ControlledProgram;
  #isPaused = false;
  /** Since it was told to stop; undefined before. */
  #givenTime: WakingTime | undefined;
  #isForced = false;
  /** Since it gave the last sign of life. */
  readonly #silence: WakingTime;
  #logBytes = -1;
  #hangAfter: number | undefined;

  constructor(run: HeldRun, controlled: ControlledProgram) {
    this.#run = run;
    this.#controlled = controlled;
    const { hangAfterSeconds = Number.POSITIVE_INFINITY } = controlled.experiment.trainer;
    this.#silence = new WakingTime(Math.min(mostOfALook, 250 * hangAfterSeconds));
  }

  /** So many seconds it was silent for which it was ended; undefined for one that was not. */
  get hangAfter(): number | undefined {
    return this.#hangAfter;
  }

  /** Whether it was told to stop, and what it has started may still be saving what it needs. */
  get isGivingTime(): boolean {
    return this.#givenTime !== undefined && !this.#isForced && this.#controlled.program.isGroupAtWork();
  }

  /** It has written a figure. */
  noteLife(): void {
    this.#silence.begin();
  }

  /** All that it has written was read, and no figure came. */
  noteSilence(): void {
    this.#silence.count();
  }

  /** Carries out what is asked by now. */
  async look(): Promise<void> {
    const { requests } = this.#controlled;
    if (requests.stopSignal.aborted) await this.#stop();
    else await this.#obey();
    await this.#lookForLife();
  }

  async #stop(): Promise<void> {
    const { experiment, program } = this.#controlled;
    const { stop, stopSeconds } = experiment.trainer;
    if (this.#givenTime === undefined) {
      this.#givenTime = new WakingTime(mostOfALook);
      // First, so that it finds the word when it goes on.
      if (stop === 'file') await makeRequest(this.#run.hold, 'stop');
      else program.signal('SIGTERM');
      await this.#resume();
      return;
    }
    this.#givenTime.count();
    if (this.#isForced || this.#givenTime.seconds < stopSeconds) return;
    this.#isForced = true;
    warnOf(this.#run, `The program did not stop within ${stopSeconds} s, and is ended by force.`);
    await program.endAll();
  }

  async #obey(): Promise<void> {
    const { requests, experiment, clock } = this.#controlled;
    const { manifest, onProgress } = this.#run;
    if (!requests.areWaiting) return;
    if (requests.takeCheckpointRequest())
      warnOf(this.#run, 'Checkpoints of this run are the business of the program that trains it: none was saved.');
    if (requests.isPaused === this.#isPaused) return answerRequests(requests, manifest);
    if (experiment.trainer.pause === 'none') {
      warnOf(this.#run, 'The program that trains this run does not say that it can pause ("pause" of the trainer).');
      return answerRequests(requests, manifest);
    }
    if (!requests.isPaused) {
      await this.#resume();
      await answerRequests(requests, manifest, { state: 'running' });
      onProgress({ kind: 'state', state: 'running' });
      return;
    }
    this.#isPaused = true;
    if (experiment.trainer.pause === 'file') await makeRequest(this.#run.hold, 'pause');
    else this.#controlled.program.signal('SIGSTOP');
    clock.stop();
    await answerRequests(requests, manifest, { state: 'paused', activeSeconds: clock.activeSeconds });
    onProgress({ kind: 'state', state: 'paused' });
  }

  async #resume(): Promise<void> {
    const { experiment, program, clock } = this.#controlled;
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (experiment.trainer.pause === 'file') await withdrawRequest(this.#run.hold, 'pause');
    else program.signal('SIGCONT');
    clock.start();
    this.noteLife();
  }

  /** Output counts as well as figures; a pause does not. */
  async #lookForLife(): Promise<void> {
    const { hangAfterSeconds } = this.#controlled.experiment.trainer;
    if (hangAfterSeconds === undefined || this.#hangAfter !== undefined) return;
    const log = await lookAtEntry(runFiles(this.#run.hold.directory).log).catch(() => undefined);
    if (this.#isPaused || (log !== undefined && log.size !== this.#logBytes)) this.noteLife();
    this.#logBytes = log?.size ?? this.#logBytes;
    if (this.#givenTime !== undefined || this.#silence.seconds < hangAfterSeconds) return;
    this.#hangAfter = hangAfterSeconds;
    await this.#controlled.program.endAll();
  }
}
