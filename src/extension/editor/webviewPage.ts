// The panel's HTML: an empty page that may load its own script and style and nothing else.

import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';
import { escapeHtml, htmlText } from '../../base/webText.ts';
import { pagePolicy } from '../../panel/pagePolicy.ts';
import type { RunKey } from '../../panel/panelMessages.ts';

/** Folders that the page may load from. */
export function pageRoots(extensionUri: Uri): Uri[] {
  return [Uri.joinPath(extensionUri, 'dist')];
}

/** @param runKey of the run that the page is for; the page finds it in its body's attribute */
export function panelHtml(webview: Webview, extensionUri: Uri, title: string, runKey: RunKey): string {
  const resource = (name: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', name)).toString();
  const nonce = randomBytes(16).toString('base64url');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${pagePolicy(nonce, webview.cspSource)}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${htmlText(title)}</title>
    <link rel="stylesheet" href="${resource('panel.css')}">
    <script type="module" nonce="${nonce}" src="${resource('panel.js')}"></script>
  </head>
  <body data-run-key="${escapeHtml(runKey)}"></body>
</html>
`;
}
