// One panel with one run: its page, its feed, and what the page asks for.

import { Uri, type WebviewPanel } from 'vscode';
import type { HostMessage, PanelMessage, RunMessage } from '../../panel/panelMessages.ts';
import { titlePanel } from '../doors/panelTab.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { pageHtml, pageOptions } from '../editor/webviewPage.ts';
import type { OpenTail } from './openTail.ts';
import { RunFeed } from './runFeed.ts';
import type { HistoryExtent } from './runHistory.ts';

export class RunPanel implements Disposable {
  readonly directory: string;
  readonly #panel: WebviewPanel;
  readonly #store = new DisposableStore();
  readonly #feed: RunFeed;

  constructor(
    panel: WebviewPanel,
    directory: string,
    options: {
      readonly extensionUri: Uri;
      readonly title: string;
      /** How much is kept of it; by default what is of a run of ours. */
      readonly extent: HistoryExtent | undefined;
      readonly openTail: OpenTail;
      readonly needsApproval: () => boolean;
      readonly titleOf: (name: string) => string;
      readonly onRequest: (message: RunMessage) => void;
      readonly onClosed: () => void;
    },
  ) {
    this.directory = directory;
    this.#panel = panel;
    const send = (message: HostMessage) => void panel.webview.postMessage(message);
    this.#feed = this.#store.add(
      new RunFeed(directory, directory, send, options.needsApproval, options.titleOf, options.extent, options.openTail),
    );
    this.#store.add(
      panel.webview.onDidReceiveMessage((message: PanelMessage) => {
        if (message.kind === 'ready') this.#feed.start();
        else if (message.runKey === directory) options.onRequest(message);
      }),
    );
    // A hidden page is thrown away; the one that is made when it shows again says that it is ready.
    this.#store.add(panel.onDidChangeViewState(() => (panel.visible ? this.#feed.prepare() : this.#feed.stop())));
    this.#store.add(panel.onDidDispose(() => options.onClosed()));
    panel.iconPath = {
      light: Uri.joinPath(options.extensionUri, 'media', 'panel-light.svg'),
      dark: Uri.joinPath(options.extensionUri, 'media', 'panel-dark.svg'),
    };
    panel.webview.options = pageOptions(options.extensionUri);
    const page = { name: 'panel', title: options.title, data: { 'run-key': directory } } as const;
    panel.webview.html = pageHtml(panel.webview, options.extensionUri, page);
    this.title = options.title;
    if (panel.visible) this.#feed.prepare();
  }

  set title(title: string) {
    titlePanel(this.#panel, title);
  }

  /** As it stands in the tab. */
  get shownTitle(): string {
    return this.#panel.title;
  }

  /** Whether the run needs the person's approval, or what it is called, has changed. */
  noteStanding(): void {
    this.#feed.noteStanding();
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  /** Brings the panel to the front where it is. */
  reveal(preserveFocus: boolean): void {
    this.#panel.reveal(undefined, preserveFocus);
  }

  close(): void {
    this.#panel.dispose();
  }

  /** Ends the feed. The panel itself stays: VS Code shows it again when the window, or the extension, comes back. */
  dispose(): void {
    this.#store.dispose();
  }
}
