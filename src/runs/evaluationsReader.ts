// Reads a run's stored evaluations as they are added; each file, which is never changed, once.

import { type EvaluationListing, evaluationFiles, readEvaluations } from './evaluations.ts';

export class EvaluationsReader {
  readonly #directory: string;
  #known = new Map<string, EvaluationListing>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All evaluations, newest first, where one was added or removed since the last call; undefined where nothing changed. */
  async readChanged(): Promise<readonly EvaluationListing[] | undefined> {
    const files = await evaluationFiles(this.#directory);
    if (files.length === this.#known.size && files.every((file) => this.#known.has(file))) return undefined;
    const read = await readEvaluations(files.filter((file) => !this.#known.has(file)));
    const all = new Map([...this.#known.values(), ...read].map((listing) => [listing.file, listing]));
    const listings = files.flatMap((file) => all.get(file) ?? []);
    this.#known = new Map(listings.map((listing) => [listing.file, listing]));
    return listings;
  }
}
