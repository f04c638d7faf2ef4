// The tab with the form of a start: what is typed is checked as it is typed, by the rules of the file as it stands in
// the editor.

import path from 'node:path';
import { l10n, Uri, ViewColumn, type WebviewPanel, workspace } from 'vscode';
import type { StartChoices, StartHostMessage, StartPageMessage } from '../../panel/startMessages.ts';
import { createPanel } from '../doors/panelTab.ts';
import { startViewType } from '../editor/contributions.ts';
import { DisposableStore } from '../editor/disposableStore.ts';
import { pageHtml, pageOptions } from '../editor/webviewPage.ts';
import { formInTurns } from './formOf.ts';

interface FormOptions {
  /** What is set from the start. */
  readonly choices: StartChoices;
  /** Starts what was set, which the person may be asked about. */
  readonly start: (choices: StartChoices) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Shows a form of the experiment file `file`. */
export function openStartForm(extensionUri: Uri, file: Uri, { choices, start, onError }: FormOptions): void {
  const title = l10n.t('Start {0}', path.basename(file.fsPath));
  const place = { viewColumn: ViewColumn.Active, preserveFocus: false };
  const panel = createPanel(startViewType, title, place, pageOptions(extensionUri));
  const store = new DisposableStore();
  let current = choices;
  let isReady = false;
  const send = (message: StartHostMessage) => {
    if (!store.isDisposed) void panel.webview.postMessage(message);
  };
  let asked = 0;
  const tell = async () => {
    const own = ++asked;
    const document = await workspace.openTextDocument(file);
    // Whatever was typed since is told of by who was asked then.
    const isOutdated = () => own !== asked || store.isDisposed;
    const form = await formInTurns(document.getText(), current, { translate: l10n.t, isOutdated });
    if (form !== undefined && !isOutdated()) send(form);
  };
  store.add(
    panel.webview.onDidReceiveMessage((message: StartPageMessage) => {
      if (message.kind !== 'ready' || isReady) current = message.choices;
      isReady = true;
      if (message.kind === 'start')
        void start(current)
          .catch(onError)
          .finally(() => send({ kind: 'ended' }));
      else void tell().catch(onError);
    }),
  );
  store.add(
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() === file.toString()) void tell().catch(onError);
    }),
  );
  store.add(panel.onDidDispose(() => store.dispose()));
  showPage(panel, extensionUri);
}

function showPage(panel: WebviewPanel, extensionUri: Uri): void {
  panel.iconPath = {
    light: Uri.joinPath(extensionUri, 'media', 'panel-light.svg'),
    dark: Uri.joinPath(extensionUri, 'media', 'panel-dark.svg'),
  };
  panel.webview.html = pageHtml(panel.webview, extensionUri, { name: 'start', title: panel.title, data: {} });
}
