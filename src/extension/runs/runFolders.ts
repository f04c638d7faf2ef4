// Which runs folders the window watches: those of the workspace folders, those of files outside of all that were used
// here, and those of runs that are shown.

import path from 'node:path';
import { TabInputText, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import { firstOfEachPlace } from '../../base/folderPlaces.ts';
import { knownLogFolders } from '../../foreign/knownFolders.ts';
import { workspaceLogFolders, workspaceRunsFolders } from '../editor/configuration.ts';
import { noteScheme, runDocumentScheme, settingIds } from '../editor/contributions.ts';
import { mayLookInto } from '../editor/dataLookup.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { RunIndex } from './runIndex.ts';

export class RunFolders implements Disposable {
  readonly #index: RunIndex;
  readonly #others = new Set<string>();
  /** Each names the directories of runs that are shown. */
  readonly #showing: (() => Iterable<string>)[] = [directoriesInTabs];
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
    this.#store.add(
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) this.letGo();
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

  /**
   * A folder that leaves the workspace stays watched for as long as `directories` names a run of it: what shows a run
   * offers to stop it, and to change what is said of it.
   */
  keepFor(directories: () => Iterable<string>): void {
    this.#showing.push(directories);
  }

  /** To be called where fewer runs are shown than before. */
  letGo(): void {
    const wanted = this.#wanted();
    if (this.#index.folders.some((folder) => !wanted.includes(folder))) void this.#update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** With logs that were imported in a terminal. */
  async #importedFolders(): Promise<readonly string[]> {
    const imported = await Promise.all(this.#index.folders.map((folder) => knownLogFolders(folder)));
    return imported.flat();
  }

  #wanted(): string[] {
    const shown = new Set(this.#showing.flatMap((directories) => [...directories()].map(folderInAddresses)));
    const kept = this.#index.folders.filter((folder) => shown.has(Uri.file(folder).fsPath));
    return firstOfEachPlace([...workspaceRunsFolders(), ...[...this.#others].filter(mayLookInto), ...kept]);
  }

  /** Whatever is wrong with folders, the window has all else of its own. */
  async #update(): Promise<void> {
    try {
      await this.#index.setFolders(this.#wanted());
    } catch (error) {
      this.#onError(error);
    }
  }
}

/** Where the run lies, as addresses write it: with a small letter for a drive. */
function folderInAddresses(directory: string): string {
  return Uri.file(path.dirname(directory)).fsPath;
}

/** Of the runs whose notes and other documents have a tab, in whatever state. */
function directoriesInTabs(): string[] {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs.flatMap(({ input }) => addressesOf(input)))
    .filter(({ scheme }) => scheme === noteScheme || scheme === runDocumentScheme)
    .map((address) => path.dirname(address.with({ scheme: 'file' }).fsPath));
}

function addressesOf(input: unknown): readonly Uri[] {
  if (input instanceof TabInputText) return [input.uri];
  return input instanceof TabInputTextDiff ? [input.original, input.modified] : [];
}
