// The HTML of every page: an empty document that may load its own script and style and nothing else, with the
// translations of the extension's texts where the editor speaks another language than English.

import { randomBytes } from 'node:crypto';
import { env, l10n, Uri, type Webview, type WebviewOptions } from 'vscode';
import { escapeHtml, htmlText } from '../../base/webText.ts';
import { pagePolicy } from '../../panel/pagePolicy.ts';
import { type PageName, pageStyles } from '../../panel/pageStyles.ts';

export interface PageDocument {
  /** Of its script in the built extension, as `scripts/build.mjs` calls it. */
  readonly name: PageName;
  readonly title: string;
  /** Data attributes of the body, where the page finds what it is for: `run-key` is `data-run-key`. */
  readonly data: Readonly<Record<string, string>>;
}

/** What a page is allowed: its script, and files of the built extension. */
export function pageOptions(extensionUri: Uri): WebviewOptions {
  return { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, 'dist')] };
}

export function pageHtml(webview: Webview, extensionUri: Uri, { name, title, data }: PageDocument): string {
  const resource = (file: string) => webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', file)).toString();
  const { bundle } = l10n;
  const handed = bundle === undefined ? data : { ...data, translations: JSON.stringify(bundle) };
  const attributes = Object.entries(handed).map(([key, value]) => ` data-${key}="${escapeHtml(value)}"`);
  const nonce = randomBytes(16).toString('base64url');
  return `<!DOCTYPE html>
<html lang="${bundle === undefined ? 'en' : escapeHtml(env.language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${pagePolicy(nonce, webview.cspSource)}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${htmlText(title)}</title>
    ${pageStyles[name].map((style) => `<link rel="stylesheet" href="${resource(`${style}.css`)}">`).join('')}
    <script type="module" nonce="${nonce}" src="${resource(`${name}.js`)}"></script>
  </head>
  <body${attributes.join('')}></body>
</html>
`;
}
