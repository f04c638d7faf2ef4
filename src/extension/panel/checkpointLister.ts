// The checkpoints that a run has, for its page: listed anew when the manifest tells of another one.

import type { CheckpointSummary } from '../../panel/panelMessages.ts';
import { figureOfMerit } from '../../runs/figureOfMerit.ts';
import { type KeptCheckpoint, listKeptCheckpoints } from '../../runs/keptCheckpoints.ts';
import type { Manifest } from '../../runs/manifest.ts';

export class CheckpointLister {
  readonly #directory: string;
  readonly #onListed: () => void;
  #known = '';
  #listing: Promise<void> = Promise.resolve();
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

  /** Lists them in the background; what cannot be listed the run's own feed tells. */
  note(manifest: Manifest): void {
    const { checkpointIteration, best, state } = manifest;
    const now = JSON.stringify([checkpointIteration, best, state]);
    if (now === this.#known) return;
    this.#known = now;
    const list = async () => {
      const kept = await listKeptCheckpoints(this.#directory, manifest).catch(() => []);
      this.#listed = kept.map(summaryOf);
      this.#onListed();
    };
    this.#listing = this.#listing.then(list, list);
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
