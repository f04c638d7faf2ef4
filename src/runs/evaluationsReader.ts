// Reads a run's stored evaluations as they are added; each file, which is never changed, once, and one that could not be
// read again until it can. Keeps of them what is asked for, and that within bounds.

import { isDeepStrictEqual } from 'node:util';
import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import { PatientLook } from '../base/folderNames.ts';
import { WorkRest } from '../base/workRest.ts';
import {
  type EvaluationListing,
  type FoundEvaluations,
  findEvaluations,
  readEvaluation,
  type StoredEvaluation,
  type StoredSummary,
} from './evaluations.ts';
import { isPassing } from './fileProblem.ts';

/**
 * Of all that is kept together, as JSON in UTF-16 code units: summaries go to the panel in one word. Ordinary ones take
 * some ten thousand.
 */
const mostKept = 1 << 23;
/**
 * Bytes of all files that are read in one look: a thousand of ordinary evaluations take half of it, and reading it some
 * two seconds.
 */
const mostRead = 1 << 26;

interface KeptListing<Kept> {
  readonly listing: EvaluationListing<Kept>;
  readonly size: number;
  /** Of the file when it was read; empty where it was not. */
  readonly stamp: string;
}

/** @typeParam Kept what is kept of an evaluation */
export class EvaluationsReader<Kept extends object> {
  readonly #shorten: (evaluation: StoredEvaluation) => Kept;
  readonly #finding: PatientLook<FoundEvaluations>;
  readonly #mostKept: number;
  #known = new Map<string, KeptListing<Kept>>();
  /** From looking for what was mended. */
  readonly #rest = new WorkRest();

  /** @param most of what is kept, as JSON in UTF-16 code units */
  constructor(directory: string, shorten: (evaluation: StoredEvaluation) => Kept, most = mostKept) {
    this.#shorten = shorten;
    this.#mostKept = most;
    this.#finding = new PatientLook(() => findEvaluations(directory));
  }

  /**
   * All evaluations, newest first, where one was added, removed or mended since the last call; undefined where nothing
   * changed, and after an abort: then the next call gives them. Throws the system's error when they cannot be listed.
   */
  async readChanged(signal?: AbortSignal): Promise<readonly EvaluationListing<Kept>[] | undefined> {
    const { files, problem } = await this.#finding.now();
    const told = problem === undefined ? files : [...files, problem.file];
    const isSame = told.length === this.#known.size && told.every((file) => this.#known.has(file));
    const startedAt = performance.now();
    const again = this.#rest.isOver ? await this.#findToReadAgain(files) : noFiles;
    if (isSame && again.size === 0) return undefined;
    const known = new Map<string, KeptListing<Kept>>();
    let [room, unread] = [this.#mostKept, mostRead];
    for (const file of files) {
      let kept = again.has(file) || this.#isLeftOut(file) ? undefined : this.#known.get(file);
      if (kept === undefined && room > 0) {
        const found = await lookAtEntry(file);
        unread -= found?.size ?? 0;
        if (unread >= 0) kept = this.#keep(await readEvaluation(file), stampOf(found));
      }
      if (signal?.aborted) return undefined;
      room -= kept?.size ?? 0;
      known.set(file, kept !== undefined && room >= 0 ? kept : leaveOut(file));
    }
    if (problem !== undefined) known.set(problem.file, this.#keep(problem, ''));
    const isNews = !isSame || files.some((file) => isAnother(known.get(file), this.#known.get(file)));
    this.#known = known;
    if (again.size > 0) this.#rest.begin(startedAt);
    return isNews ? [...known.values()].map(({ listing }) => listing) : undefined;
  }

  /** Those that were damaged and were written since, and those that could not be opened, which leaves no trace in them. */
  async #findToReadAgain(files: readonly string[]): Promise<ReadonlySet<string>> {
    const startedAt = performance.now();
    const again = new Set<string>();
    for (const file of files) {
      const known = this.#known.get(file);
      if (known?.listing.kind !== 'unreadable' || this.#isLeftOut(file)) continue;
      const { notice } = known.listing;
      const isWorthIt = notice.of === 'evaluation' && isPassing(notice.problem);
      if (isWorthIt || stampOf(await lookAtEntry(file)) !== known.stamp) again.add(file);
    }
    this.#rest.begin(startedAt);
    return again;
  }

  #isLeftOut(file: string): boolean {
    const listing = this.#known.get(file)?.listing;
    return listing?.kind === 'unreadable' && listing.notice.of === 'evaluationLeftOut';
  }

  #keep(listing: EvaluationListing, stamp: string): KeptListing<Kept> {
    if (listing.kind === 'unreadable') return { listing, size: JSON.stringify(listing.notice).length, stamp };
    const evaluation = this.#shorten(listing.evaluation);
    return { listing: { ...listing, evaluation }, size: JSON.stringify(evaluation).length, stamp };
  }
}

/**
 * One look at the run's evaluations, newest first; none where the run was never evaluated. Throws as `readChanged`
 * does.
 */
export async function listEvaluations(directory: string): Promise<readonly EvaluationListing<StoredSummary>[]> {
  const listings = (await new EvaluationsReader(directory, summaryOf).readChanged()) ?? [];
  const timeOf = (listing: EvaluationListing<StoredSummary>) =>
    listing.kind === 'evaluation' ? listing.evaluation.createdAt : '';
  return listings.toSorted((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) < timeOf(b) ? 1 : -1));
}

/** All but the figures of single tasks, which are nearly all of it. */
export function summaryOf(evaluation: StoredEvaluation): StoredSummary {
  const { tasks: _, samples: _samples, baselines, ...figures } = evaluation;
  return {
    ...figures,
    ...(baselines && { baselines: baselines.map(({ values: _values, ...baseline }) => baseline) }),
  };
}

const noFiles: ReadonlySet<string> = new Set();

function isAnother(now: KeptListing<unknown> | undefined, before: KeptListing<unknown> | undefined): boolean {
  return now !== before && !isDeepStrictEqual(now?.listing, before?.listing);
}

function leaveOut(file: string): KeptListing<never> {
  return { listing: { kind: 'unreadable', file, notice: { of: 'evaluationLeftOut', file } }, size: 0, stamp: '' };
}
