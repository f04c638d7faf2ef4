// Empties the trash of the window's runs folders of what has lain there for longer than the person wants.

import { emptyOldTrash } from '../../runs/trash/emptyTrash.ts';
import type { Disposable } from '../editor/disposableStore.ts';

const everyMilliseconds = 6 * 3_600_000;

export interface TrashKeeping {
  readonly folders: () => readonly string[];
  /** Zero: what was deleted stays until a person empties the trash. */
  readonly days: () => number;
  /** Whether files of the workspace may be removed without a click. */
  readonly mayRemove: () => boolean;
  readonly onEmptied: (folder: string, runs: number) => void;
  readonly onError: (error: unknown) => void;
}

export class TrashKeeper implements Disposable {
  readonly #keeping: TrashKeeping;
  readonly #timer: NodeJS.Timeout;

  constructor(keeping: TrashKeeping, interval: number = everyMilliseconds) {
    this.#keeping = keeping;
    this.#timer = setInterval(() => void this.look(), interval);
    this.#timer.unref();
  }

  /** Looks now, and from then on several times a day. */
  async look(): Promise<void> {
    const { folders, days, mayRemove, onEmptied, onError } = this.#keeping;
    if (!mayRemove() || days() <= 0) return;
    for (const folder of folders()) {
      try {
        const { removed, kept } = await emptyOldTrash(folder, days());
        if (removed.length > 0) onEmptied(folder, removed.length);
        for (const { error } of kept) onError(error);
      } catch (error) {
        onError(error);
      }
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}
