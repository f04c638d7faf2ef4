// Reads a run's stored evaluations as they are added; each file, which is never changed, once.

import { type EvaluationListing, evaluationFiles, readEvaluation } from './evaluations.ts';

export class EvaluationsReader {
  readonly #directory: string;
  #known = new Map<string, EvaluationListing>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All evaluations, newest first, where one was added or removed since the last call; undefined where nothing changed. */
  async readChanged(): Promise<readonly EvaluationListing[] | undefined> {
    // Names begin with the time.
    const files = (await evaluationFiles(this.#directory)).sort().reverse();
    if (files.length === this.#known.size && files.every((file) => this.#known.has(file))) return undefined;
    const listings = await Promise.all(files.map((file) => this.#known.get(file) ?? readEvaluation(file)));
    this.#known = new Map(listings.map((listing) => [listing.file, listing]));
    return listings;
  }
}
