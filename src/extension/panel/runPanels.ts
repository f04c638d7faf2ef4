// All panels of the window: one for each run, opened beside the experiment file, and shown again after a reload.

import path from 'node:path';
import { type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { lookAtEntry } from '../../base/boundedFile.ts';
import type { RunMessage } from '../../panel/panelMessages.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { titleOfRun } from '../../runs/runLabel.ts';
import { createPanel, tabTitle } from '../doors/panelTab.ts';
import { panelViewType } from '../editor/contributions.ts';
import { mayLookInto } from '../editor/dataLookup.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { pageOptions } from '../editor/webviewPage.ts';
import type { RunFolders } from '../runs/runFolders.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import { titleOfRecord } from '../runs/runRecord.ts';
import type { WaitingApprovals } from '../runs/waitingApprovals.ts';
import { tailsAmong } from './openTail.ts';
import { ofOneLog } from './runHistory.ts';
import { RunPanel } from './runPanel.ts';

/** What a page asked for, and of which run. */
export interface PanelRequest {
  readonly directory: string;
  readonly message: RunMessage;
}

export class RunPanels implements Disposable {
  readonly #extensionUri: Uri;
  readonly #index: RunIndex;
  readonly #folders: RunFolders;
  readonly #approvals: WaitingApprovals;
  readonly #onRequest: (request: PanelRequest) => void;
  readonly #panels = new Map<string, RunPanel>();
  readonly #store = new DisposableStore();

  constructor(
    extensionUri: Uri,
    {
      index,
      folders,
      approvals,
    }: { readonly index: RunIndex; readonly folders: RunFolders; readonly approvals: WaitingApprovals },
    onRequest: (request: PanelRequest) => void,
  ) {
    this.#extensionUri = extensionUri;
    this.#index = index;
    this.#folders = folders;
    this.#approvals = approvals;
    this.#onRequest = onRequest;
    folders.keepFor(() => this.#panels.keys());
    this.#store.add(
      window.registerWebviewPanelSerializer(panelViewType, {
        deserializeWebviewPanel: async (panel, state: unknown) => this.#restore(panel, state),
      }),
    );
    this.#store.add(
      approvals.onDidChange((directories) => {
        for (const directory of directories) this.#panels.get(directory)?.noteStanding();
      }),
    );
    this.#store.add(
      index.onDidChange(({ added, changed }) => {
        for (const run of [...added, ...changed.map(({ current }) => current)]) {
          const panel = this.#panels.get(run.directory);
          if (panel !== undefined) panel.title = titleOfRecord(run);
        }
        for (const { previous, current } of changed)
          if (titleOfRecord(previous) !== titleOfRecord(current)) this.#panels.get(current.directory)?.noteStanding();
      }),
    );
  }

  /**
   * Shows the run's panel: the one it has, or a new one beside the active editor. Focus stays where it is if asked to.
   */
  open(directory: string, title: string, { preserveFocus }: { readonly preserveFocus: boolean }): void {
    const open = this.#panels.get(directory);
    if (open !== undefined) {
      open.reveal(preserveFocus);
      return;
    }
    const panel = createPanel(
      panelViewType,
      title,
      { viewColumn: this.#columnForNewPanel(), preserveFocus },
      pageOptions(this.#extensionUri),
    );
    this.#adopt(panel, directory, title);
  }

  /**
   * Closes the run's panel, if there is one; one of an earlier session, which the editor has not shown again yet, is
   * known by `title` alone.
   */
  async close(directory: string, title: string): Promise<void> {
    const panel = this.#panels.get(directory);
    if (panel !== undefined) {
      panel.close();
      return;
    }
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    const [tab, ...others] = tabs.filter(({ input, label }) => isPanelInput(input) && label === tabTitle(title));
    const isAnothers = [...this.#panels.values()].some((other) => other.shownTitle === tabTitle(title));
    // Where another run is called the same, the tab closes when it is shown.
    if (tab !== undefined && others.length === 0 && !isAnothers) await window.tabGroups.close(tab, true);
  }

  /** The run whose panel has the focus. */
  get activeDirectory(): string | undefined {
    for (const [directory, panel] of this.#panels) if (panel.isActive) return directory;
    return undefined;
  }

  dispose(): void {
    this.#store.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
    this.#panels.clear();
  }

  // Panels gather in one column instead of splitting the window for each.
  #columnForNewPanel(): ViewColumn {
    for (const group of window.tabGroups.all) {
      const holdsPanel = group.tabs.some(({ input }) => isPanelInput(input));
      if (holdsPanel) return group.viewColumn;
    }
    return window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
  }

  async #restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const directory = directoryOf(state);
    if (directory === undefined || (mayLookInto(directory) && (await isDeleted(directory)))) {
      panel.dispose();
      return;
    }
    // A log of another program is known once the folders of logs were looked at.
    const isRun = mayLookInto(directory) ? await hasManifest(directory) : undefined;
    if (isRun !== true) await this.#index.logs.refresh();
    // What may not be looked into is watched once it may be.
    const isWatched = isRun ?? this.#index.logs.get(directory) === undefined;
    if (isWatched) void this.#folders.add(path.dirname(directory));
    const run = this.#index.get(directory);
    this.#adopt(panel, directory, run === undefined ? panel.title : titleOfRecord(run));
  }

  #adopt(panel: WebviewPanel, directory: string, title: string): void {
    const adopted: RunPanel = new RunPanel(panel, directory, {
      extensionUri: this.#extensionUri,
      title,
      extent: this.#index.logs.get(directory) === undefined ? undefined : ofOneLog,
      openTail: tailsAmong(this.#index.logs, mayLookInto),
      needsApproval: () => this.#approvals.has(directory),
      titleOf: (name) => {
        const run = this.#index.get(directory);
        return run === undefined ? titleOfRun(name, '') : titleOfRecord(run);
      },
      onRequest: (message) => this.#onRequest({ directory, message }),
      onClosed: () => {
        adopted.dispose();
        if (this.#panels.get(directory) === adopted) this.#panels.delete(directory);
        this.#folders.letGo();
      },
    });
    this.#panels.set(directory, adopted);
    if (this.#store.isDisposed) adopted.dispose();
  }
}

async function hasManifest(directory: string): Promise<boolean> {
  return (await lookAtEntry(runFiles(directory).manifest).catch(() => undefined)) !== undefined;
}

/** Whether the run is gone for good, rather than with the drive or the folder that holds it. */
async function isDeleted(directory: string): Promise<boolean> {
  const look = (folder: string) => lookAtEntry(folder).catch(() => 'unknown' as const);
  return (await look(directory)) === undefined && (await look(path.dirname(directory))) !== undefined;
}

function directoryOf(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('runDirectory' in state)) return undefined;
  const { runDirectory } = state;
  return typeof runDirectory === 'string' && path.isAbsolute(runDirectory) ? runDirectory : undefined;
}

function isPanelInput(input: unknown): boolean {
  if (typeof input !== 'object' || input === null || !('viewType' in input)) return false;
  // VS Code puts a prefix of its own before the view types of panels.
  return typeof input.viewType === 'string' && input.viewType.endsWith(panelViewType);
}
