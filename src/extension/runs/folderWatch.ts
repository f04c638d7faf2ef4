// Says at once when runs appear in a folder or vanish from it, where the system can tell; the index looks by itself now
// and then anyway.

import { existsSync, type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../editor/disposableStore.ts';

export class FolderWatch implements Disposable {
  readonly #folder: string;
  readonly #onChange: (name: string | undefined) => void;
  #watcher: FSWatcher | undefined;

  /** `onChange` hears the name of what appeared, changed or vanished in the folder, where the system says it. */
  constructor(folder: string, onChange: (name: string | undefined) => void) {
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
      this.#watcher = watch(this.#folder, { persistent: false }, (_, name) => this.#onChange(name ?? undefined));
      this.#watcher.on('error', () => this.dispose());
    } catch {
      // Network drives and exhausted watches: the regular look goes on without.
      this.#watcher = undefined;
    }
  }
}
