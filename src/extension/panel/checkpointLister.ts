// The checkpoints that a run has, for its page: listed anew when the manifest, or whoever follows them, tells of
// others.

import type { CheckpointSummary } from '../../panel/panelMessages.ts';
import { figureOfMerit } from '../../runs/figureOfMerit.ts';
import { type KeptCheckpoint, listKeptCheckpoints } from '../../runs/keptCheckpoints.ts';
import type { Manifest } from '../../runs/manifest.ts';

export class CheckpointLister {
  readonly #directory: string;
  readonly #onListed: () => void;
  #known = '';
  #listing: Promise<void> = Promise.resolve();
  /** Of the listing that has not begun yet. */
  #next: Manifest | undefined;
  #listed: readonly CheckpointSummary[] = [];

  /** `onListed` hears when there are others than before. */
  constructor(directory: string, onListed: () => void) {
    this.#directory = directory;
    this.#onListed = onListed;
  }

  /** Newest first. */
  get listed(): readonly CheckpointSummary[] {
    return this.#listed;
  }

  /** Lists them in the background where it tells of others; what cannot be listed the run's own feed tells. */
  note(manifest: Manifest): void {
    const { checkpointIteration, best, state } = manifest;
    const now = JSON.stringify([checkpointIteration, best, state]);
    if (now === this.#known) return;
    this.#known = now;
    this.list(manifest);
  }

  /** Lists them in the background, also where the manifest is the same as before. */
  list(manifest: Manifest): void {
    const isUnderWay = this.#next !== undefined;
    this.#next = manifest;
    const list = () => this.#listNext();
    if (!isUnderWay) this.#listing = this.#listing.then(list, list);
  }

  async #listNext(): Promise<void> {
    const manifest = this.#next;
    this.#next = undefined;
    if (manifest === undefined) return;
    try {
      this.#listed = (await listKeptCheckpoints(this.#directory, manifest)).map(summaryOf);
    } catch {
      // What was listed still holds, and the next word lists them.
      this.#known = '';
      return;
    }
    this.#onListed();
  }
}

function summaryOf({ iteration, bytes, figure, isBest }: KeptCheckpoint): CheckpointSummary {
  const merit = figure === null ? null : figureOfMerit(figure);
  return {
    iteration,
    bytes,
    isBest,
    figure: merit === null ? null : { iteration, value: merit.value, ci95: merit.ci95 },
  };
}
