// Which runs folders the window watches: those of the workspace folders, and those of files outside of all that were
// used here.

import { workspace } from 'vscode';
import { knownLogFolders } from '../../foreign/knownFolders.ts';
import { workspaceLogFolders, workspaceRunsFolders } from '../editor/configuration.ts';
import { settingIds } from '../editor/contributions.ts';
import { mayLookInto } from '../editor/dataLookup.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { RunIndex } from './runIndex.ts';

export class RunFolders implements Disposable {
  readonly #index: RunIndex;
  readonly #others = new Set<string>();
  readonly #onError: (error: unknown) => void;
  readonly #store = new DisposableStore();
  /** Resolves when the runs of the folders known at the start are known. Never rejects. */
  readonly whenLoaded: Promise<void>;

  constructor(index: RunIndex, onError: (error: unknown) => void) {
    this.#index = index;
    this.#onError = onError;
    this.whenLoaded = this.#update();
    this.#index.logs.follow(
      async () => workspaceLogFolders(),
      () => this.#importedFolders(),
    );
    this.#store.add(workspace.onDidChangeWorkspaceFolders(() => void this.#update()));
    this.#store.add(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingIds.runsFolder)) void this.#update();
        if (change.affectsConfiguration(settingIds.logFolders)) void this.#index.logs.refresh();
      }),
    );
    // The setting of a workspace that is not trusted does not count.
    this.#store.add(workspace.onDidGrantWorkspaceTrust(() => void this.#update()));
  }

  /** Watches this folder, too. */
  async add(folder: string): Promise<void> {
    if (this.#index.folders.includes(folder)) return;
    this.#others.add(folder);
    await this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** With logs that were imported in a terminal. */
  async #importedFolders(): Promise<readonly string[]> {
    const imported = await Promise.all(this.#index.folders.map((folder) => knownLogFolders(folder)));
    return imported.flat();
  }

  /** Whatever is wrong with folders, the window has all else of its own. */
  async #update(): Promise<void> {
    try {
      await this.#index.setFolders([...new Set([...workspaceRunsFolders(), ...[...this.#others].filter(mayLookInto)])]);
    } catch (error) {
      this.#onError(error);
    }
  }
}
