// All tabs of the window that compare runs: one for each set of runs, shown again after a reload.

import path from 'node:path';
import { l10n, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { mostCompared } from '../../panel/compareMessages.ts';
import { createPanel } from '../doors/panelTab.ts';
import { compareViewType } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { pageOptions } from '../editor/webviewPage.ts';
import type { RunFolders } from '../runs/runFolders.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import type { RunRows } from '../runs/runRows.ts';
import { ComparePage, type CompareRequest } from './comparePage.ts';

interface PageSources {
  readonly extensionUri: Uri;
  readonly index: RunIndex;
  readonly rows: RunRows;
  readonly folders: RunFolders;
  readonly onError: (error: unknown) => void;
}

/** What a page asks for, and of which runs it is. */
export interface AskedOfPage {
  readonly request: CompareRequest;
  readonly directories: readonly string[];
  /** Compares these in the same tab from now on. */
  readonly compare: (directories: readonly string[]) => void;
}

export class ComparePages implements Disposable {
  readonly #sources: PageSources;
  readonly #onRequest: (asked: AskedOfPage) => void;
  readonly #pages = new Set<ComparePage>();
  readonly #store = new DisposableStore();

  constructor(sources: PageSources, onRequest: (asked: AskedOfPage) => void) {
    this.#sources = sources;
    this.#onRequest = onRequest;
    sources.folders.keepFor(() => [...this.#pages].flatMap(({ directories }) => directories));
    this.#store.add(
      window.registerWebviewPanelSerializer(compareViewType, {
        deserializeWebviewPanel: async (panel, state: unknown) => this.#restore(panel, state),
      }),
    );
  }

  /** Shows the tab that compares these runs, or makes one. */
  open(directories: readonly string[]): void {
    const known = [...this.#pages].find((page) => isSameSet(page.directories, directories));
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const panel = createPanel(
      compareViewType,
      titleFor(directories.length),
      { viewColumn: ViewColumn.Active, preserveFocus: false },
      pageOptions(this.#sources.extensionUri),
    );
    this.#adopt(panel, directories);
  }

  dispose(): void {
    this.#store.dispose();
    for (const page of this.#pages) page.dispose();
    this.#pages.clear();
  }

  #restore(panel: WebviewPanel, state: unknown): void {
    const directories = directoriesIn(state);
    if (directories.length === 0) {
      panel.dispose();
      return;
    }
    for (const folder of new Set(directories.map((directory) => path.dirname(directory))))
      void this.#sources.folders.add(folder);
    this.#adopt(panel, directories);
  }

  #adopt(panel: WebviewPanel, directories: readonly string[]): void {
    const { extensionUri, index, rows, folders, onError } = this.#sources;
    const page: ComparePage = new ComparePage(panel, directories, {
      extensionUri,
      index,
      rows,
      whenLoaded: folders.whenLoaded,
      onError,
      title: titleFor,
      onRequest: (request) =>
        this.#onRequest({
          request,
          directories: page.directories,
          compare: (others) => {
            page.directories = others;
          },
        }),
      onClosed: () => {
        page.dispose();
        this.#pages.delete(page);
        folders.letGo();
      },
    });
    this.#pages.add(page);
    if (this.#store.isDisposed) page.dispose();
  }
}

function titleFor(runs: number): string {
  return l10n.t('Compare {0} Runs', runs);
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === new Set(other).size && other.every((directory) => one.includes(directory));
}

/** Of a state that the page stored, which anybody may have written. */
function directoriesIn(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null || !('directories' in state)) return [];
  const { directories } = state;
  if (!Array.isArray(directories)) return [];
  return directories
    .filter((directory: unknown) => typeof directory === 'string' && path.isAbsolute(directory))
    .slice(0, mostCompared);
}
