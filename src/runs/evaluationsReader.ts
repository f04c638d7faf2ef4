// Reads a run's stored evaluations as they are added; each file, which is never changed, once. Keeps of them what is asked
// for, and that within bounds.

import { lookAtEntry } from '../base/boundedFile.ts';
import { PatientLook } from '../base/folderNames.ts';
import {
  type EvaluationListing,
  type FoundEvaluations,
  findEvaluations,
  readEvaluation,
  type StoredEvaluation,
  type StoredSummary,
} from './evaluations.ts';

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
}

/** @typeParam Kept what is kept of an evaluation */
export class EvaluationsReader<Kept extends object> {
  readonly #shorten: (evaluation: StoredEvaluation) => Kept;
  readonly #finding: PatientLook<FoundEvaluations>;
  readonly #mostKept: number;
  #known = new Map<string, KeptListing<Kept>>();

  /** @param most of what is kept, as JSON in UTF-16 code units */
  constructor(directory: string, shorten: (evaluation: StoredEvaluation) => Kept, most = mostKept) {
    this.#shorten = shorten;
    this.#mostKept = most;
    this.#finding = new PatientLook(() => findEvaluations(directory));
  }

  /**
   * All evaluations, newest first, where one was added or removed since the last call; undefined where nothing changed,
   * and after an abort: then the next call gives them. Throws the system's error when they cannot be listed.
   */
  async readChanged(signal?: AbortSignal): Promise<readonly EvaluationListing<Kept>[] | undefined> {
    const { files, problem } = await this.#finding.now();
    const told = problem === undefined ? files : [...files, problem.file];
    if (told.length === this.#known.size && told.every((file) => this.#known.has(file))) return undefined;
    const known = new Map<string, KeptListing<Kept>>();
    let [room, unread] = [this.#mostKept, mostRead];
    for (const file of files) {
      let kept = this.#known.get(file);
      if (kept === undefined && room > 0) {
        unread -= (await lookAtEntry(file))?.size ?? 0;
        if (unread >= 0) kept = this.#keep(await readEvaluation(file));
      }
      if (signal?.aborted) return undefined;
      room -= kept?.size ?? 0;
      known.set(file, kept !== undefined && room >= 0 ? kept : leaveOut(file));
    }
    if (problem !== undefined) known.set(problem.file, this.#keep(problem));
    this.#known = known;
    return [...known.values()].map(({ listing }) => listing);
  }

  #keep(listing: EvaluationListing): KeptListing<Kept> {
    if (listing.kind === 'unreadable') return { listing, size: JSON.stringify(listing.notice).length };
    const evaluation = this.#shorten(listing.evaluation);
    return { listing: { ...listing, evaluation }, size: JSON.stringify(evaluation).length };
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

function leaveOut(file: string): KeptListing<never> {
  return { listing: { kind: 'unreadable', file, notice: { of: 'evaluationLeftOut', file } }, size: 0 };
}
