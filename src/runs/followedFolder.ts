// Looks at a folder again and again while it is followed, one look after another, also across an end and a new beginning.

import type { MayLookInto } from '../base/cautiousLookup.ts';
import { FolderPulse } from './folderPulse.ts';

export class FollowedFolder {
  readonly #folder: string;
  readonly #interval: number;
  readonly #mayLookInto: MayLookInto;
  readonly #look: (signal: AbortSignal) => Promise<void>;
  #looking: Promise<void> = Promise.resolve();
  #following: { readonly pulse: FolderPulse; readonly stopped: AbortController } | undefined;

  /**
   * @param interval milliseconds: it is looked at this often without a word from the file system, too
   * @param look is told by its signal when nobody follows any more; it is called whatever `mayLookInto` says, which the
   *   file system's words depend on
   */
  constructor(
    folder: string,
    interval: number,
    look: (signal: AbortSignal) => Promise<void>,
    mayLookInto: MayLookInto = () => true,
  ) {
    this.#mayLookInto = mayLookInto;
    this.#folder = folder;
    this.#interval = interval;
    this.#look = look;
  }

  /** False where it is followed already. */
  start(): boolean {
    if (this.#following !== undefined) return false;
    const stopped = new AbortController();
    // A look that was stopped may not have ended yet.
    const look = () => {
      const looking = this.#looking.then(() => this.#look(stopped.signal));
      this.#looking = looking.catch(() => undefined);
      return looking;
    };
    const watched = this.#mayLookInto(this.#folder) ? [this.#folder] : [];
    this.#following = { pulse: new FolderPulse(watched, this.#interval, look), stopped };
    return true;
  }

  stop(): void {
    this.#following?.pulse.dispose();
    this.#following?.stopped.abort();
    this.#following = undefined;
  }
}
