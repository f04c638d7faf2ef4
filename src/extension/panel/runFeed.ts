// Feeds one page with one run: everything when the page is ready, then what is new, at most ten times a second.

import type { EvaluationList, HostMessage, RunKey, RunSummary } from '../../panel/panelMessages.ts';
import { noteProblem } from '../../runs/checkEvents.ts';
import type { EvaluationListing, StoredSummary } from '../../runs/evaluations.ts';
import type { Manifest } from '../../runs/manifest.ts';
import type { RunNotice } from '../../runs/runNotice.ts';
import { isEnded, type RunState } from '../../runs/runState.ts';
import type { DrawnSample } from '../../runs/samples.ts';
import type { RunUpdate } from '../../runs/tailRun.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { PaceMeter } from '../runs/timeLeft.ts';
import { CheckpointLister } from './checkpointLister.ts';
import { summarizeEvaluations } from './evaluationSummaries.ts';
import { FollowedExperiment } from './followedExperiment.ts';
import { HeadPace } from './headPace.ts';
import { type OpenTail, runTails, type Tail } from './openTail.ts';
import { type HistoryExtent, RunHistory } from './runHistory.ts';
import { hasOtherData, noteOfChange, type RunReading, sampleParts } from './runReading.ts';
import { summarizeRun } from './runSummary.ts';

const leastMillisecondsBetweenMessages = 100;

export class RunFeed implements Disposable {
  readonly #runKey: RunKey;
  readonly #send: (message: HostMessage) => void;
  readonly #needsApproval: () => boolean;
  readonly #titleOf: ((name: string) => string) | undefined;
  readonly #newReading: () => RunReading;
  readonly #tail: Tail;
  readonly #checkpoints: CheckpointLister;
  readonly #pace = new PaceMeter();
  readonly #headPace = new HeadPace(() => this.#sendSoon());
  #manifest: { readonly manifest: Manifest; readonly state: RunState } | undefined;
  readonly #experiment: FollowedExperiment;
  #drawn: DrawnSample | undefined;
  #evaluations: readonly EvaluationListing<StoredSummary>[] = [];
  #reading: RunReading;
  /** What the page is told of: the reading that has caught up last. It is kept while the page is hidden. */
  #shown: RunReading | undefined;
  #isRereading = false;
  /** Why the run cannot be shown just now. */
  #problem: RunNotice | undefined;
  #isPageReady = false;
  #timer: NodeJS.Timeout | undefined;
  #lastSent = Number.NEGATIVE_INFINITY;
  #needsSnapshot = true;
  #summaryChanged = false;
  #sampleChanged = false;
  #evaluationsChanged = false;
  #noticesChanged = false;

  /** `runKey` stands in every message; `needsApproval` and `titleOf`, which is told the experiment's name, are asked whenever the run is summarized. */
  constructor(
    directory: string,
    runKey: RunKey,
    send: (message: HostMessage) => void,
    needsApproval: () => boolean = () => false,
    titleOf?: (name: string) => string,
    extent?: HistoryExtent,
    openTail: OpenTail = runTails(() => true),
  ) {
    this.#experiment = new FollowedExperiment(directory, () => this.#sendAll());
    this.#checkpoints = new CheckpointLister(directory, () => this.noteStanding());
    this.#runKey = runKey;
    this.#send = send;
    this.#needsApproval = needsApproval;
    this.#titleOf = titleOf;
    this.#newReading = () => ({ history: new RunHistory(extent), problems: new Map() });
    this.#reading = this.#newReading();
    this.#tail = openTail(directory, (updates) => this.#take(updates), extent);
  }

  /**
   * Begins to read, or goes on where `stop` ended it, so that there is something to tell when the page will be ready.
   */
  prepare(): void {
    this.#tail.start();
  }

  /** The page is there, and knows nothing. It is told at once what was read so far. */
  start(): void {
    this.#isPageReady = true;
    this.#needsSnapshot = true;
    this.prepare();
    if (this.#manifest !== undefined) this.#checkpoints.note(this.#manifest.manifest);
    this.#sendNow();
    // It may have been put right since.
    if (this.#shown !== undefined && this.#experiment.known === undefined) void this.#show();
    this.#experiment.follow();
  }

  /** Whether the run needs the person's approval, or what it is called, has changed. */
  noteStanding(): void {
    this.#summaryChanged = true;
    if (this.#shown !== undefined) this.#sendSoon();
  }

  /** The page is gone or hidden: nothing is read or sent until the next `start`. */
  stop(): void {
    this.#isPageReady = false;
    this.#tail.stop();
    this.#experiment.dispose();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#headPace.stop();
  }

  dispose(): void {
    this.stop();
  }

  #take(updates: readonly RunUpdate[]): void {
    for (const update of updates) this.#takeOne(update);
    if (this.#shown !== undefined || this.#problem !== undefined) this.#sendSoon();
  }

  #takeOne(update: RunUpdate): void {
    switch (update.kind) {
      case 'figures':
        this.#reading.history.add(update.figures);
        return;
      case 'withdrawn':
        this.#withdraw(update.fromIteration);
        return;
      case 'restarted':
        this.#reading = this.#newReading();
        return;
      case 'manifest':
        if (hasOtherData(this.#manifest?.manifest, update.manifest)) {
          this.#noticesChanged = true;
          this.#evaluationsChanged = true;
        }
        this.#manifest = update;
        this.#experiment.note(update.manifest, update.state);
        this.#problem = undefined;
        this.#pace.note(update.manifest);
        this.#checkpoints.note(update.manifest);
        this.#summaryChanged = true;
        return;
      case 'checkpoints':
        if (this.#manifest !== undefined) this.#checkpoints.list(this.#manifest.manifest);
        return;
      case 'sample':
        this.#drawn = update.drawn;
        this.#sampleChanged = true;
        return;
      case 'evaluations':
        this.#evaluations = update.listings;
        this.#evaluationsChanged = true;
        return;
      case 'caughtUp':
        this.#isRereading = false;
        void this.#show();
        return;
      case 'damaged':
      case 'unreadable':
      case 'readable':
        noteProblem(update, this.#reading.problems);
        this.#noticesChanged = true;
        return;
      case 'unavailable':
        this.#problem = update.notice;
        this.#needsSnapshot = true;
        return;
    }
  }

  #withdraw(fromIteration: number): void {
    this.#needsSnapshot = true;
    if (this.#reading.history.withdraw(fromIteration) || this.#isRereading) return;
    this.#isRereading = true;
    this.#tail.reread();
  }

  /** Without its experiment, the curves can be shown all the same. */
  async #show(): Promise<void> {
    const reading = this.#reading;
    await this.#experiment.read();
    this.#shown = reading;
    this.#sendAll();
  }

  #sendAll(): void {
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
    if (this.#problem !== undefined) return { kind: 'unavailable', runKey: this.#runKey, notice: this.#problem };
    const run = this.#summary();
    if (this.#shown === undefined || run === undefined) return undefined;
    const isWhole = this.#needsSnapshot || this.#shown.history.isReordered;
    const message = isWhole ? this.#snapshot(this.#shown, run) : this.#delta(this.#shown, run);
    this.#headPace.note(
      run.iteration,
      message?.kind === 'snapshot' || (message?.kind === 'delta' && message.run !== null),
    );
    this.#needsSnapshot = false;
    this.#summaryChanged = false;
    this.#sampleChanged = false;
    this.#evaluationsChanged = false;
    this.#noticesChanged = false;
    return message;
  }

  #snapshot(shown: RunReading, run: RunSummary): HostMessage {
    return {
      kind: 'snapshot',
      runKey: this.#runKey,
      run,
      ...shown.history.takeAll(),
      ...sampleParts(this.#drawn),
      evaluations: this.#evaluationList(),
      notices: this.#notices(shown),
    };
  }

  #delta(shown: RunReading, run: RunSummary): HostMessage | undefined {
    const figures = shown.history.takeNew();
    const somethingChanged =
      this.#summaryChanged ||
      this.#headPace.isDue(run.iteration) ||
      this.#sampleChanged ||
      this.#evaluationsChanged ||
      this.#noticesChanged;
    if (figures.series.length + figures.curves.length === 0 && !somethingChanged) return undefined;
    return {
      kind: 'delta',
      runKey: this.#runKey,
      run: this.#summaryChanged || this.#headPace.isDue(run.iteration) ? run : null,
      ...figures,
      ...sampleParts(this.#sampleChanged ? this.#drawn : undefined),
      evaluations: this.#evaluationsChanged ? this.#evaluationList() : null,
      notices: this.#noticesChanged ? this.#notices(shown) : null,
    };
  }

  #notices({ problems }: RunReading): readonly RunNotice[] {
    const ofExperiment = this.#experiment.problem === undefined ? [] : [this.#experiment.problem];
    const changes = this.#manifest?.manifest.dataChanges ?? [];
    return [...problems.values(), ...ofExperiment, ...changes.map(noteOfChange)];
  }

  #evaluationList(): EvaluationList {
    return summarizeEvaluations(
      this.#evaluations,
      this.#experiment.known,
      this.#manifest?.manifest ?? { splitDigest: null, dataChanges: [], initializedFrom: null, earlierLengths: [] },
    );
  }

  /** A manifest is written once a second: a fast run's figures are further on, and the head must not stay behind them. */
  #reachedIteration({ iteration, metaIterations }: Manifest): number {
    return Math.max(iteration, Math.min(metaIterations, this.#shown?.history.newestIteration ?? 0));
  }

  #summary(): RunSummary | undefined {
    if (this.#manifest === undefined) return undefined;
    const { manifest, state } = this.#manifest;
    const pace = this.#pace.secondsPerIteration();
    const iteration = isEnded(state) ? manifest.iteration : this.#reachedIteration(manifest);
    const [needsApproval, title] = [this.#needsApproval(), this.#titleOf?.(manifest.name)];
    const summary = summarizeRun({ ...manifest, iteration }, state, this.#experiment.known, pace, needsApproval, title);
    return { ...summary, checkpoints: this.#checkpoints.listed };
  }
}
