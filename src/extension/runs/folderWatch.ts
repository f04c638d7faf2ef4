// Says at once when runs appear in a folder or vanish from it, where the system can tell; the index looks by itself now
// and then anyway.

import { existsSync, type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../editor/disposableStore.ts';

export class FolderWatch implements Disposable {
  readonly #folder: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | undefined;

  constructor(folder: string, onChange: () => void) {
    this.#folder = folder;
    this.#onChange = onChange;
  }

  /**
   * Watches the folder if it exists by now; forgets one that is gone, since a new one of the same name needs a watch of
   * its own.
   */
  ensureWatching(): void {
    const exists = existsSync(this.#folder);
    if (!exists) this.dispose();
    else if (this.#watcher === undefined) this.#watch();
  }

  dispose(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, this.#onChange);
      this.#watcher.on('error', () => this.dispose());
    } catch {
      // Network drives and exhausted watches: the regular look goes on without.
      this.#watcher = undefined;
    }
  }
}
