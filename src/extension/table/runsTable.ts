// The runs table: an editor tab with all runs of the window, of which there is one.

import { l10n, ViewColumn, type WebviewPanel, window } from 'vscode';
import { createPanel } from '../doors/panelTab.ts';
import { tableViewType } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { pageOptions } from '../editor/webviewPage.ts';
import type { TableServices } from './tableServices.ts';
import { TableTab } from './tableTab.ts';

export class RunsTable implements Disposable {
  readonly #services: TableServices;
  readonly #store = new DisposableStore();
  #tab: TableTab | undefined;

  constructor(services: TableServices) {
    this.#services = services;
    this.#store.add(
      window.registerWebviewPanelSerializer(tableViewType, {
        deserializeWebviewPanel: async (panel) => void this.#adopt(panel),
      }),
    );
  }

  /**
   * Shows the tab, in the active group of editors where it is not open yet. @param called may hold, as `filter`, what
   * takes the place of the one that was chosen. From the title of a tree the editor passes the row that is selected,
   * which is none.
   */
  async open(called?: unknown): Promise<void> {
    this.#tab?.reveal();
    this.#tab ??= this.#create();
    if (typeof called === 'object' && called !== null && 'filter' in called && typeof called.filter === 'string')
      await this.#tab.filterBy(called.filter);
  }

  dispose(): void {
    this.#store.dispose();
    this.#tab?.dispose();
    this.#tab = undefined;
  }

  #create(): TableTab {
    const place = { viewColumn: ViewColumn.Active, preserveFocus: false };
    // Thousands of rows, and what is selected of them, are kept while another tab lies over it.
    const options = { ...pageOptions(this.#services.extensionUri), retainContextWhenHidden: true };
    return this.#adopt(createPanel(tableViewType, l10n.t('Runs'), place, options));
  }

  #adopt(panel: WebviewPanel): TableTab {
    const tab: TableTab = new TableTab(panel, this.#services, () => {
      tab.dispose();
      if (this.#tab === tab) this.#tab = undefined;
    });
    this.#tab = tab;
    if (this.#store.isDisposed) tab.dispose();
    return tab;
  }
}
