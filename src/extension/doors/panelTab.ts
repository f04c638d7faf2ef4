// The door to panels' tabs: their titles are text.

import { type ViewColumn, type WebviewOptions, type WebviewPanel, type WebviewPanelOptions, window } from 'vscode';
import { editorText } from '../../base/editorText.ts';

/** As wide as a tab is read. */
const longestTitle = 200;

/** A title as the tab shows it. */
export function tabTitle(title: string): string {
  return editorText(title, longestTitle);
}

export function createPanel(
  viewType: string,
  title: string,
  place: { readonly viewColumn: ViewColumn; readonly preserveFocus: boolean },
  options: WebviewOptions & WebviewPanelOptions,
): WebviewPanel {
  return window.createWebviewPanel(viewType, tabTitle(title), place, options);
}

/** Sets the title where it is another one. */
export function titlePanel(panel: WebviewPanel, title: string): void {
  const shown = tabTitle(title);
  if (panel.title !== shown) panel.title = shown;
}
