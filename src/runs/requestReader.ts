// Looks into a run's `control/` again and again for new requests; what else lies there costs next to nothing and holds
// up none.

import { lookAtEntry } from '../base/boundedFile.ts';
import { crowdIn, describeCrowd } from '../base/crowd.ts';
import { untranslated } from '../base/translate.ts';
import { type ControlRequest, listRequestNames, readRequest } from './control.ts';
import { runFiles } from './runDirectory.ts';

/** So many files are opened, one after another, in one look. */
const mostFilesInOneLook = 64;
/** A file that somebody is just writing is looked at so many times. */
const mostTries = 20;
/**
 * A folder that did not change for this long is trusted not to have changed: the times of some file systems are that
 * coarse.
 */
const restMilliseconds = 3000;
/** In any case the folder is listed this often, or so many times the time that listing it took. */
const listAtLeastEveryMilliseconds = 5000;
const restShare = 20;

export class RequestReader {
  readonly #directory: string;
  /** What is known already, by name: how often it was looked at in vain, or that it needs no more looks. */
  #known = new Map<string, number>();
  readonly #onCrowded: (problem: string) => void;
  #names: readonly string[] = [];
  #isBehind = false;
  #isCrowdTold = false;
  #stamp = '';
  #stampSince = Number.NEGATIVE_INFINITY;
  #listedAt = Number.NEGATIVE_INFINITY;
  #listedFor = 0;

  /** `onCrowded` is told once where there are more files than are looked at. */
  constructor(directory: string, onCrowded: (problem: string) => void = () => {}) {
    this.#directory = directory;
    this.#onCrowded = onCrowded;
  }

  /**
   * Requests that came since the last look, oldest first; of very many the oldest only. Throws the system's error when
   * the folder cannot be read.
   */
  async readNew(): Promise<ControlRequest[]> {
    if (await this.#mayHaveChanged()) await this.#list();
    else if (!this.#isBehind) return [];
    const open = this.#names.filter((name) => (this.#known.get(name) ?? 0) < mostTries);
    this.#isBehind = open.length > 0;
    const requests: ControlRequest[] = [];
    // Those that were never looked at come first.
    const ordered = open.toSorted((a, b) => Math.sign(this.#known.get(a) ?? 0) - Math.sign(this.#known.get(b) ?? 0));
    for (const name of ordered.slice(0, mostFilesInOneLook)) {
      const found = await readRequest(this.#directory, name);
      this.#known.set(name, found.kind === 'unfinished' ? (this.#known.get(name) ?? 0) + 1 : mostTries);
      if (found.kind === 'request') requests.push(found.request);
    }
    return requests;
  }

  async #list(): Promise<void> {
    const startedAt = performance.now();
    const chosen = await listRequestNames(this.#directory);
    this.#listedAt = performance.now();
    this.#listedFor = this.#listedAt - startedAt;
    this.#names = chosen.names;
    this.#known = new Map(
      chosen.names.flatMap((name) => {
        const tries = this.#known.get(name);
        return tries === undefined ? [] : [[name, tries] as const];
      }),
    );
    const crowd = crowdIn(runFiles(this.#directory).control, chosen, 'files');
    if (crowd === undefined || this.#isCrowdTold) return;
    this.#isCrowdTold = true;
    this.#onCrowded(describeCrowd(crowd, untranslated));
  }

  async #mayHaveChanged(): Promise<boolean> {
    const found = await lookAtEntry(runFiles(this.#directory).control);
    const stamp = found === undefined ? 'absent' : `${found.mtimeMs} ${found.ctimeMs} ${found.ino}`;
    const now = performance.now();
    if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#stampSince = now;
    }
    const restsFor = Math.max(listAtLeastEveryMilliseconds, restShare * this.#listedFor);
    return now - this.#stampSince < restMilliseconds || now - this.#listedAt > restsFor;
  }
}
