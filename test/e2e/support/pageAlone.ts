// A page by itself in a browser, without VS Code: fed with messages as the host sends them, in the colours of VS Code's
// own themes, under the policy that the host writes.

import { readFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { projectFolder } from '../../../scripts/vscode/cacheFolder.ts';
import { pagePolicy } from '../../../src/panel/pagePolicy.ts';
import { type PageName, pageStyles } from '../../../src/panel/pageStyles.ts';

/** The classes that VS Code gives a page's body, by the names that themeColors.json has. */
const bodyClasses = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hcDark: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast vscode-high-contrast-light',
} as const;

export type ThemeKind = keyof typeof bodyClasses;

export const themeKinds: readonly ThemeKind[] = ['dark', 'light', 'hcDark', 'hcLight'];

const colors = readFile(new URL('themeColors.json', import.meta.url), 'utf8').then(
  (text): Readonly<Record<ThemeKind, Readonly<Record<string, string>>>> => JSON.parse(text),
);

const nonce = 'n0nce';

interface Bundle {
  readonly script: string;
  readonly style: string;
}

const bundles = new Map<PageName, Promise<Bundle>>();

/**
 * Loads a page of `webview/` into `page`; it waits for its first message then. What it posts stands in `posted`.
 *
 * @param data attributes of the body, `run-key="run-1"` @param state that it kept before
 */
export async function openPageAlone<Message>(
  page: Page,
  {
    name,
    data,
    theme,
    state,
  }: { readonly name: PageName; readonly data: string; readonly theme: ThemeKind; readonly state?: object },
): Promise<PageAlone<Message>> {
  const known = bundles.get(name) ?? bundlePage(name);
  bundles.set(name, known);
  const { script, style } = await known;
  const variables = Object.entries((await colors)[theme]).map(([name, value]) => `${name}: ${value}`);
  const ofRoot = [...variables, '--vscode-font-family: system-ui, Ubuntu, sans-serif', '--vscode-font-size: 13px'].join(
    '; ',
  );
  // All of it is there before the page has loaded, as in VS Code: the toolkit reads the theme's colours when it has.
  // What stands before the policy is not held to it: there VS Code writes the theme by other ways.
  await page.setContent(
    `<!DOCTYPE html><html lang="en" style="${ofRoot}"><head><title>Run</title><style>${style}</style>` +
      `<meta http-equiv="Content-Security-Policy" content="${pagePolicy(nonce, "'self'")}">` +
      `<meta property="csp-nonce" content="${nonce}"></head>` +
      `<body class="${bodyClasses[theme]}" ${data}>` +
      `<script nonce="${nonce}">globalThis.posted = []; globalThis.acquireVsCodeApi = () => ({ getState() { return ${JSON.stringify(state ?? null)} ?? undefined; }, setState() {}, postMessage(message) { posted.push(message); } })</script>` +
      `<script nonce="${nonce}">${script.replaceAll('</script', '<\\/script')}</script></body></html>`,
  );
  return new PageAlone(page);
}

export class PageAlone<Message> {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Gives the page a message of the host, and waits until it is drawn. */
  async receive(message: Message): Promise<void> {
    await this.page.evaluate(
      `new Promise((resolve) => {
        window.postMessage(${JSON.stringify(message)}, '*');
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      })`,
    );
  }
}

async function bundlePage(name: PageName): Promise<Bundle> {
  const { script, style } = await bundle(`webview/${name === 'panel' ? '' : `${name}/`}main.ts`);
  const styles = await Promise.all(
    pageStyles[name].map(async (each) => (each === name ? style : (await bundle(`webview/styles/${each}.css`)).style)),
  );
  return { script, style: styles.join('\n') };
}

async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [`${projectFolder}/${entry}`],
    bundle: true,
    format: 'iife',
    write: false,
    outdir: 'unused',
    loader: { '.css': 'css' },
  });
  const textOf = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
