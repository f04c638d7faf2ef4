// Follows one run: tells everything that is there, then what is new, as soon as it is written.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import type { MayLookInto } from '../base/cautiousLookup.ts';
import { PatientLook } from '../base/folderNames.ts';
import { type EvaluationListing, findEvaluations, type StoredSummary } from './evaluations.ts';
import { EvaluationsReader, summaryOf } from './evaluationsReader.ts';
import { EventReader } from './eventReader.ts';
import type { EventUpdate } from './eventUpdate.ts';
import { meritOf } from './figureOfMerit.ts';
import { FigureReach } from './figureReach.ts';
import { fileProblemOf } from './fileProblem.ts';
import { FollowedCheckpoints } from './followedCheckpoints.ts';
import { FollowedFolder } from './followedFolder.ts';
import type { Manifest } from './manifest.ts';
import { ManifestError } from './manifestFile.ts';
import { observeRun } from './observeRun.ts';
import { isHeldOutMean } from './quantities.ts';
import { runFiles } from './runDirectory.ts';
import type { RunNotice } from './runNotice.ts';
import { isEnded, type RunState } from './runState.ts';
import { type DrawnSample, readNewestSample, type SampleProblem } from './samples.ts';

export type RunUpdate =
  | EventUpdate
  | { readonly kind: 'manifest'; readonly manifest: Manifest; readonly state: RunState }
  | { readonly kind: 'sample'; readonly drawn: DrawnSample }
  /** All stored evaluations, whenever one was added or removed; never before there is one. */
  | { readonly kind: 'evaluations'; readonly listings: readonly EvaluationListing<StoredSummary>[] }
  /** Checkpoints came or went since the manifest was told first, or can be listed again. */
  | { readonly kind: 'checkpoints' }
  /** Everything that is on the disk has been told once; again after `restarted`. */
  | { readonly kind: 'caughtUp' }
  /**
   * The run cannot be read at the moment; told once for each reason. Following goes on, and a `manifest` says that it
   * can be read again.
   */
  | { readonly kind: 'unavailable'; readonly notice: RunNotice };

export type HearRun = (updates: readonly RunUpdate[]) => void;

/** Even without a word from the file system, the run is looked at this often. */
const lookEveryMilliseconds = 100;

/** Follows the run from `start` to `stop`; started again, it goes on where it stopped. */
export class RunTail {
  readonly #directory: string;
  readonly #hear: HearRun;
  readonly #mayLookInto: MayLookInto;
  readonly #reader: EventReader;
  readonly #readEvaluations: (signal: AbortSignal) => Promise<readonly EvaluationListing<StoredSummary>[] | undefined>;
  readonly #readsSamples: boolean;
  /** Where all figures are told. */
  readonly #reach: FigureReach | undefined;
  readonly #problems = new Map<string, RunNotice>();
  #manifestText = '';
  #state: RunState | undefined;
  #sampleIteration = -1;
  /** A sample of a later one is not the run's. */
  #metaIterations = 0;
  #unavailable: RunNotice | undefined;
  #isCaughtUp = false;
  /** Whether there may be a sample that was not told yet. */
  #bringsSample: boolean;
  /** Where something is wrong with samples, and the stamp that it had before they were read. */
  #damagedSample: Pick<SampleProblem, 'file' | 'stamp'> | undefined;
  /** Of the folder of samples before they were read. */
  #samplesStamp = '';
  readonly #checkpoints: FollowedCheckpoints;
  readonly #folder: FollowedFolder;

  /**
   * `hear` is told in the order in which things were written. `isWanted`: names of the figures that are told; by
   * default all. `isOneOfMany`: of samples nothing is told, and of evaluations only that they are others than before.
   * `mayLookInto` is asked before each look; where it may not, the run is unavailable.
   */
  constructor(
    directory: string,
    hear: HearRun,
    isWanted?: (tag: string) => boolean,
    isOneOfMany = false,
    mayLookInto: MayLookInto = () => true,
  ) {
    this.#mayLookInto = mayLookInto;
    this.#directory = directory;
    this.#folder = new FollowedFolder(directory, lookEveryMilliseconds, (signal) => this.#look(signal), mayLookInto);
    this.#hear = hear;
    this.#reader = new EventReader(directory, isWanted);
    this.#reach = isWanted === undefined ? new FigureReach() : undefined;
    const evaluations = isOneOfMany ? undefined : new EvaluationsReader(directory, summaryOf);
    this.#readEvaluations = evaluations?.readChanged.bind(evaluations) ?? watchNames(directory);
    this.#readsSamples = !isOneOfMany;
    this.#bringsSample = this.#readsSamples;
    this.#checkpoints = new FollowedCheckpoints(directory, {
      onOthers: () => this.#hear([{ kind: 'checkpoints' }]),
      tellProblem: (file, notice) => this.#tellProblem(file, notice),
    });
  }

  start(): void {
    if (this.#folder.start()) this.#checkpoints.beginAgain();
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#folder.stop();
  }

  /** All figures are told again, after the word `restarted`. */
  reread(): void {
    this.#reader.restart();
  }

  async #look(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (!this.#mayLookInto(this.#directory)) {
      this.#tellUnavailable({ of: 'file', problem: { code: 'notLookedInto', file: this.#directory } });
      return;
    }
    const checkpoints = await this.#checkpoints.stampNow();
    const manifest = await this.#lookAtManifest(signal);
    if (manifest === undefined) return;
    await this.#reader.read((updates) => this.#hearEvents(updates), signal);
    if (signal.aborted) return;
    this.#tellMissing(manifest);
    const { samples, evaluations } = runFiles(this.#directory);
    await this.#tryTo(samples, () => this.#lookAtSample(signal), signal);
    if (signal.aborted) return;
    if (!this.#isCaughtUp) this.#hear([{ kind: 'caughtUp' }]);
    this.#isCaughtUp = true;
    // Neither keeps anybody waiting who wants to see the curves.
    this.#checkpoints.look(manifest, checkpoints, signal);
    await this.#tryTo(evaluations, () => this.#lookAtEvaluations(signal), signal);
  }

  /** Undefined where the run cannot be read. */
  async #lookAtManifest(signal: AbortSignal): Promise<Manifest | undefined> {
    try {
      const { manifest, state } = await observeRun(this.#directory);
      if (signal.aborted) return undefined;
      const text = JSON.stringify(manifest);
      this.#metaIterations = manifest.metaIterations;
      // After a problem the manifest is told again: it says that the run can be read once more.
      const isNews = text !== this.#manifestText || state !== this.#state || this.#unavailable !== undefined;
      this.#manifestText = text;
      this.#state = state;
      this.#unavailable = undefined;
      if (isNews) this.#hear([{ kind: 'manifest', manifest, state }]);
      return manifest;
    } catch (error) {
      if (signal.aborted) return undefined;
      const notice: RunNotice =
        error instanceof ManifestError ? error.notice : { of: 'file', problem: fileProblemOf(this.#directory, error) };
      this.#tellUnavailable(notice);
      return undefined;
    }
  }

  #tellUnavailable(notice: RunNotice): void {
    if (isDeepStrictEqual(notice, this.#unavailable)) return;
    this.#unavailable = notice;
    this.#hear([{ kind: 'unavailable', notice }]);
  }

  #hearEvents(updates: readonly EventUpdate[]): void {
    for (const update of updates) {
      this.#reach?.take(update);
      if (update.kind === 'restarted') {
        this.#isCaughtUp = false;
        this.#problems.clear();
        this.#damagedSample = undefined;
        this.#bringsSample = this.#readsSamples;
        this.#checkpoints.beginAgain();
      }
      this.#bringsSample ||= this.#readsSamples && bringsSample(update);
    }
    this.#hear(updates);
  }

  /** The manifest was read before: of a run that has ended the files lack for good what they do not hold by now. */
  #tellMissing(manifest: Manifest): void {
    if (this.#reach === undefined) return;
    const isOver = this.#state !== undefined && isEnded(this.#state);
    const missing = isOver ? this.#reach.whatIsMissing(meritOf(manifest, 'latest')?.iteration) : undefined;
    this.#tellProblem(path.join(this.#directory, 'events.out.tfevents.*'), missing);
  }

  async #lookAtSample(signal: AbortSignal): Promise<void> {
    if (!this.#readsSamples) return;
    const { samples } = runFiles(this.#directory);
    const stamp = await stampNow(samples);
    // While a run is at work its figures tell of new ones, and the folder changes several times for each.
    const isStill = this.#sampleIteration < 0 || (this.#state !== undefined && isEnded(this.#state));
    this.#bringsSample ||= (isStill && stamp !== this.#samplesStamp) || (await this.#isSampleMended());
    if (!this.#bringsSample) return;
    const { drawn, problem } = await readNewestSample(this.#directory, { lastIteration: this.#metaIterations });
    if (signal.aborted) return;
    this.#bringsSample = false;
    this.#samplesStamp = stamp;
    const earlier = this.#damagedSample?.file;
    this.#damagedSample = problem;
    if (problem?.file !== samples) this.#tellProblem(samples, undefined);
    if (earlier !== undefined && earlier !== problem?.file) this.#tellProblem(earlier, undefined);
    if (problem !== undefined) this.#tellProblem(problem.file, problem.notice);
    if (drawn === undefined || drawn.iteration === this.#sampleIteration) return;
    this.#sampleIteration = drawn.iteration;
    this.#hear([{ kind: 'sample', drawn }]);
  }

  async #isSampleMended(): Promise<boolean> {
    const damaged = this.#damagedSample;
    return damaged !== undefined && (await stampNow(damaged.file)) !== damaged.stamp;
  }

  async #lookAtEvaluations(signal: AbortSignal): Promise<void> {
    const listings = await this.#readEvaluations(signal);
    if (signal.aborted) return;
    this.#tellProblem(runFiles(this.#directory).evaluations, undefined);
    if (listings !== undefined) this.#hear([{ kind: 'evaluations', listings }]);
  }

  /** What goes wrong is told once, and that it goes well again. */
  async #tryTo(file: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.#tellProblem(file, { of: 'file', problem: fileProblemOf(file, error) });
    }
  }

  /** Without a notice: that there is none any more. */
  #tellProblem(file: string, notice: RunNotice | undefined): void {
    if (isDeepStrictEqual(this.#problems.get(file), notice)) return;
    if (notice === undefined) this.#problems.delete(file);
    else this.#problems.set(file, notice);
    this.#hear([notice === undefined ? { kind: 'readable', file } : { kind: 'unreadable', file, notice }]);
  }
}

/** No evaluations, whenever they are others than before: of many runs together they would take more memory than there is. */
function watchNames(directory: string): () => Promise<readonly EvaluationListing<StoredSummary>[] | undefined> {
  const finding = new PatientLook(() => findEvaluations(directory));
  let known = '';
  return async () => {
    const names = (await finding.now()).files.join('\0');
    if (names === known) return undefined;
    known = names;
    return [];
  };
}

/** Of what cannot be looked at as of nothing: reading it says why. */
async function stampNow(file: string): Promise<string> {
  return stampOf(await lookAtEntry(file).catch(() => undefined));
}

/** A sample is written just before the figures of its evaluation. */
function bringsSample(update: EventUpdate): boolean {
  return update.kind === 'withdrawn' || (update.kind === 'figures' && update.figures.tags.some(isHeldOutMean));
}
