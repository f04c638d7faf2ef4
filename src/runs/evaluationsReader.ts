// Reads a run's stored evaluations as they are added; each file, which is never changed, once.

import { type EvaluationListing, evaluationFiles, readEvaluation } from './evaluations.ts';

export class EvaluationsReader {
  readonly #directory: string;
  #known = new Map<string, EvaluationListing>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * All evaluations, newest first, where one was added or removed since the last call; undefined where nothing changed, and after an abort:
   * then the next call gives them. Throws the system's error when they cannot be listed.
   */
  async readChanged(signal?: AbortSignal): Promise<readonly EvaluationListing[] | undefined> {
    const files = await evaluationFiles(this.#directory);
    if (files.length === this.#known.size && files.every((file) => this.#known.has(file))) return undefined;
    const listings: EvaluationListing[] = [];
    for (const file of files) {
      const known = this.#known.get(file) ?? (await readEvaluation(file));
      if (signal?.aborted) return undefined;
      listings.push(known);
    }
    this.#known = new Map(listings.map((listing) => [listing.file, listing]));
    return listings;
  }
}
