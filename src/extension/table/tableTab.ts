// The tab of the runs table: its page, its feed, what was chosen, and what the page asks for.

import path from 'node:path';
import { l10n, Uri, type WebviewPanel, workspace } from 'vscode';
import type { TableHostMessage, TablePageMessage } from '../../table/page/tableMessages.ts';
import { reportError, showInformation } from '../doors/messages.ts';
import { saveText } from '../doors/savedFile.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { pageHtml, pageOptions } from '../editor/webviewPage.ts';
import { CourseReader } from './courseReader.ts';
import { carryOut } from './tableActions.ts';
import { TableFeed } from './tableFeed.ts';
import type { TableServices } from './tableServices.ts';
import { TableViews } from './tableViews.ts';

export class TableTab implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #store = new DisposableStore();
  readonly #feed: TableFeed;
  readonly #courses: CourseReader;
  readonly #views: TableViews;

  constructor(panel: WebviewPanel, services: TableServices, onClosed: () => void) {
    this.#panel = panel;
    const { extensionUri, rows, memory, log } = services;
    this.#views = new TableViews(memory);
    this.#feed = this.#store.add(new TableFeed(rows, (message) => this.#send(message)));
    const latestOf = (directory: string) => {
      const latest = rows.get(directory)?.cells.get('latest.iteration');
      return typeof latest === 'number' ? latest : undefined;
    };
    this.#courses = this.#store.add(
      new CourseReader(latestOf, (courses) => void this.#send({ kind: 'courses', courses })),
    );
    this.#store.add(
      panel.webview.onDidReceiveMessage((message: TablePageMessage) => {
        this.#hear(message).catch((error: unknown) => reportError(log, error));
      }),
    );
    this.#store.add(panel.onDidChangeViewState(() => this.#feed.pause(!panel.visible)));
    this.#store.add(panel.onDidDispose(onClosed));
    panel.iconPath = {
      light: Uri.joinPath(extensionUri, 'media', 'table-light.svg'),
      dark: Uri.joinPath(extensionUri, 'media', 'table-dark.svg'),
    };
    panel.webview.options = pageOptions(extensionUri);
    panel.webview.html = pageHtml(panel.webview, extensionUri, { name: 'table', title: l10n.t('Runs'), data: {} });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Shows the runs that `filter` lets through, in the columns and groups that were chosen. */
  async filterBy(filter: string): Promise<void> {
    const choices = { ...this.#views.choices, filter };
    await this.#views.keep(choices, null);
    void this.#send({ kind: 'choices', choices, views: await this.#views.ofWorkspace() });
  }

  /** Ends the feed. The tab itself stays: VS Code shows it again when the window, or the extension, comes back. */
  dispose(): void {
    this.#store.dispose();
  }

  /** Resolves when the page has it, or never will. */
  #send(message: TableHostMessage): Thenable<boolean> {
    return this.#panel.webview.postMessage(message);
  }

  async #hear(message: TablePageMessage): Promise<void> {
    switch (message.kind) {
      case 'ready': {
        const views = await this.#views.ofWorkspace();
        void this.#send({ kind: 'rows', ...this.#feed.begin(), choices: this.#views.choices, views });
        return;
      }
      case 'act':
        return carryOut(message.action, message.directories);
      case 'choose':
        return this.#views.keep(message.choices);
      case 'openView': {
        const choices = await this.#views.open(message.name);
        void this.#send({ kind: 'choices', choices, views: await this.#views.ofWorkspace() });
        return;
      }
      case 'leaveView':
        await this.#views.keep(this.#views.choices, null);
        return this.#sendViews();
      case 'saveView':
        await this.#views.save(message.choices);
        return this.#sendViews();
      case 'deleteView':
        await this.#views.remove(message.name);
        return this.#sendViews();
      case 'saveCsv':
        return saveCsv(message.text);
      case 'courses':
        this.#courses.ask(message.directories);
        return;
    }
  }

  async #sendViews(): Promise<void> {
    void this.#send({ kind: 'views', views: await this.#views.ofWorkspace() });
  }
}

async function saveCsv(text: string): Promise<void> {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  const name = 'runs.csv';
  const saved = await saveText(text, {
    title: l10n.t('Save the Table as CSV'),
    suggested: folder === undefined ? Uri.file(name) : Uri.joinPath(folder.uri, name),
    endings: { [l10n.t('Comma-separated values')]: ['csv'] },
  });
  if (saved !== undefined) showInformation(l10n.t('Saved {0}.', path.basename(saved.fsPath)));
}
