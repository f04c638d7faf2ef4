// Removes samples of a run at work that no reader comes to any more: a run may be evaluated a million times.

import { RefusedFileError } from '../base/refusedFile.ts';
import { isSystemError } from '../base/systemErrors.ts';
import { listCheckpoints } from './checkpoints.ts';
import type { RunHold } from './runHold.ts';
import { listSamples, readNewestSample, removeSamples } from './samples.ts';

/** So many of the newest stay, whatever they are: one that is damaged later has an older one in its place. */
const newestThatStay = 100;
/** So many are written before it is looked again. */
const writtenBetween = 50;
/** So many are read at a time, more than may have come in between. */
const mostRead = 2 * writtenBetween;
/** So many go at a time, the oldest first: an earlier version has left all that it ever wrote. */
const mostRemoved = 1000;

export class SampleThinning {
  readonly #hold: RunHold;
  #written = writtenBetween;
  /** By sample: the newest up to it that can be drawn. */
  #drawnFor = new Map<number, number | undefined>();

  constructor(hold: RunHold) {
    this.#hold = hold;
  }

  /**
   * To be called once for each sample that was written. Beside the newest ones stay the newest that can be drawn, and what
   * is drawn where the run goes on from one of its checkpoints or another run is begun there; and `named`. Where a folder
   * cannot be read, all stay.
   * @param named iterations of the figures that the run is known by
   * @throws {LockLostError}
   */
  async noteWritten(named: readonly number[]): Promise<void> {
    if (++this.#written < writtenBetween) return;
    this.#written = 0;
    try {
      await this.#thin(named);
    } catch (error) {
      if (!isSystemError(error) && !(error instanceof RefusedFileError)) throw error;
    }
  }

  async #thin(named: readonly number[]): Promise<void> {
    const { directory } = this.#hold;
    const samples = await listSamples(directory);
    const old = samples.slice(newestThatStay);
    if (old.length === 0) return;
    const beginnings = [...samples.slice(0, 1), ...newestUpTo(samples, await listCheckpoints(directory))];
    if (!(await this.#findDrawn(new Set(beginnings)))) return;
    const stay = new Set([...named, ...beginnings, ...this.#drawnFor.values()]);
    const superfluous = old.filter((iteration) => !stay.has(iteration));
    await removeSamples(this.#hold, superfluous.slice(-mostRemoved));
  }

  /** False where that is not known of all of them yet. */
  async #findDrawn(samples: ReadonlySet<number>): Promise<boolean> {
    this.#drawnFor = new Map([...this.#drawnFor].filter(([sample]) => samples.has(sample)));
    const unknown = [...samples].filter((sample) => !this.#drawnFor.has(sample));
    for (const sample of unknown.slice(0, mostRead)) {
      const { drawn } = await readNewestSample(this.#hold.directory, { lastIteration: sample });
      this.#drawnFor.set(sample, drawn?.iteration);
    }
    return unknown.length <= mostRead;
  }
}

/** Of each checkpoint the newest sample up to it. Both stand with the newest first. */
function* newestUpTo(samples: readonly number[], checkpoints: readonly number[]): Generator<number, void, undefined> {
  let place = 0;
  for (const checkpoint of checkpoints) {
    while ((samples[place] ?? -1) > checkpoint) place++;
    const sample = samples[place];
    if (sample === undefined) return;
    yield sample;
  }
}
