// Feeds one page with one run: everything when the page is ready, then what is new, at most ten times a second.

import { messageOf } from '../../base/systemErrors.ts';
import { publishedFiguresOf } from '../../experiment/publishedFigures.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { EvaluationListing } from '../../runs/evaluations.ts';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import type { Manifest } from '../../runs/manifest.ts';
import type { RunState } from '../../runs/runState.ts';
import type { DrawnSample } from '../../runs/samples.ts';
import { type RunUpdate, tailRun } from '../../runs/tailRun.ts';
import type { Disposable } from '../disposableStore.ts';
import type { EvaluationList, HostMessage, RunSummary } from '../panelMessages.ts';
import { PaceMeter } from '../runs/timeLeft.ts';
import { summarizeEvaluations } from './evaluationSummaries.ts';
import { RunHistory } from './runHistory.ts';
import { summarizeRun } from './runSummary.ts';

const leastMillisecondsBetweenMessages = 100;

/** What was read of the run so far. */
interface Reading {
  readonly history: RunHistory;
  manifest: { readonly manifest: Manifest; readonly state: RunState } | undefined;
  drawn: DrawnSample | undefined;
  evaluations: readonly EvaluationListing[];
}

export class RunFeed implements Disposable {
  readonly #directory: string;
  readonly #send: (message: HostMessage) => void;
  readonly #pace = new PaceMeter();
  #runId: string;
  #experiment: Experiment | undefined;
  /** What the page is told of; replaced once a new reading, begun when the page came back, has caught up. */
  #shown: Reading | undefined;
  /** Why the run cannot be shown just now. */
  #problem: string | undefined;
  #stopReading: (() => void) | undefined;
  #isPageReady = false;
  #timer: NodeJS.Timeout | undefined;
  #lastSent = Number.NEGATIVE_INFINITY;
  #needsSnapshot = true;
  #summaryChanged = false;
  #sampleChanged = false;
  #evaluationsChanged = false;

  /** `runId` is used until the run's manifest has been read. */
  constructor(directory: string, runId: string, send: (message: HostMessage) => void) {
    this.#directory = directory;
    this.#runId = runId;
    this.#send = send;
  }

  /** Begins to read, so that there is something to tell when the page will be ready. */
  prepare(): void {
    if (this.#stopReading !== undefined) return;
    const reading: Reading = { history: new RunHistory(), manifest: undefined, drawn: undefined, evaluations: [] };
    this.#stopReading = tailRun(this.#directory, (updates) => this.#take(reading, updates));
  }

  /** The page is there, and knows nothing. It is told at once what was read so far, by an earlier reading if need be. */
  start(): void {
    this.#isPageReady = true;
    this.#needsSnapshot = true;
    this.prepare();
    this.#sendNow();
  }

  /** The page is gone or hidden: nothing is read or sent until the next `start`. */
  stop(): void {
    this.#isPageReady = false;
    this.#stopReading?.();
    this.#stopReading = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.stop();
  }

  #take(reading: Reading, updates: readonly RunUpdate[]): void {
    for (const update of updates) this.#takeOne(reading, update);
    if (this.#shown === reading || this.#problem !== undefined) this.#sendSoon();
  }

  #takeOne(reading: Reading, update: RunUpdate): void {
    switch (update.kind) {
      case 'figures':
        reading.history.add(update.figures);
        return;
      case 'withdrawn':
        reading.history.withdraw(update.fromIteration);
        this.#needsSnapshot = true;
        return;
      case 'manifest':
        reading.manifest = update;
        this.#runId = update.manifest.id;
        this.#problem = undefined;
        this.#pace.note(update.manifest);
        this.#summaryChanged = true;
        return;
      case 'sample':
        reading.drawn = update.drawn;
        this.#sampleChanged = true;
        return;
      case 'evaluations':
        reading.evaluations = update.listings;
        this.#evaluationsChanged = true;
        return;
      case 'caughtUp':
        void this.#show(reading);
        return;
      case 'damaged':
        // What comes after the damage is lost; the rest of the run can be shown, and its log tells of it.
        return;
      case 'unavailable':
        this.#problem = update.message;
        this.#needsSnapshot = true;
        return;
    }
  }

  async #show(reading: Reading): Promise<void> {
    try {
      // Before its manifest is read a run has no experiment; the message that follows shows it.
      if (reading.manifest !== undefined)
        this.#experiment ??= await readExperimentOfRun(this.#directory, reading.manifest.manifest);
      this.#shown = reading;
    } catch (error) {
      this.#problem = messageOf(error);
    }
    this.#needsSnapshot = true;
    this.#sendNow();
  }

  #sendSoon(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#lastSent + leastMillisecondsBetweenMessages - performance.now();
    if (wait <= 0) this.#sendNow();
    else this.#timer = setTimeout(() => this.#sendNow(), wait);
  }

  #sendNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isPageReady) return;
    const message = this.#nextMessage();
    if (message === undefined) return;
    this.#lastSent = performance.now();
    this.#send(message);
  }

  #nextMessage(): HostMessage | undefined {
    if (this.#problem !== undefined) return { kind: 'unavailable', runId: this.#runId, message: this.#problem };
    const run = this.#summary();
    if (this.#shown === undefined || run === undefined) return undefined;
    const message = this.#needsSnapshot ? this.#snapshot(this.#shown, run) : this.#delta(this.#shown, run);
    this.#needsSnapshot = false;
    this.#summaryChanged = false;
    this.#sampleChanged = false;
    this.#evaluationsChanged = false;
    return message;
  }

  #snapshot({ history, drawn, evaluations }: Reading, run: RunSummary): HostMessage {
    const list = this.#evaluationList(evaluations);
    return { kind: 'snapshot', run, ...history.takeAll(), ...sampleParts(drawn), evaluations: list };
  }

  #delta({ history, drawn, evaluations }: Reading, run: RunSummary): HostMessage | undefined {
    const figures = history.takeNew();
    const somethingChanged = this.#summaryChanged || this.#sampleChanged || this.#evaluationsChanged;
    if (figures.series.length + figures.curves.length === 0 && !somethingChanged) return undefined;
    return {
      kind: 'delta',
      runId: run.id,
      run: this.#summaryChanged ? run : null,
      ...figures,
      ...sampleParts(this.#sampleChanged ? drawn : undefined),
      evaluations: this.#evaluationsChanged ? this.#evaluationList(evaluations) : null,
    };
  }

  #evaluationList(listings: readonly EvaluationListing[]): EvaluationList {
    return this.#experiment === undefined ? { evaluations: [], problems: [] } : summarizeEvaluations(listings, this.#experiment);
  }

  #summary(): RunSummary | undefined {
    const seen = this.#shown?.manifest;
    if (seen === undefined || this.#experiment === undefined) return undefined;
    return summarizeRun(seen.manifest, seen.state, this.#experiment, this.#pace.secondsPerIteration());
  }
}

function sampleParts(
  drawn: DrawnSample | undefined,
): Pick<Extract<HostMessage, { kind: 'snapshot' }>, 'sample' | 'sampleIteration'> {
  return { sample: drawn?.sample ?? null, sampleIteration: drawn?.iteration ?? null };
}

/** With the figures that are published for its settings. */
async function readExperimentOfRun(directory: string, manifest: Manifest): Promise<Experiment> {
  const { experiment } = await readFrozenExperiment(directory, manifest);
  // Looked up once: it takes reading the presets.
  return { ...experiment, published: [...publishedFiguresOf(experiment)] };
}
