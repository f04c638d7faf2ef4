// Opens windows of the browser-served VS Code in a headless Chromium.

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Chromium } from './installChromium.ts';

export interface BrowserSession {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function launchBrowser(browser: Chromium, size = { width: 1440, height: 900 }): Promise<BrowserSession> {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'reptile-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser.executable,
    env: { ...definedEntries(process.env), ...browser.environment },
    headless: true,
    viewport: size,
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
  // A persistent context comes with an empty page.
  await Promise.all(context.pages().map((page) => page.close()));
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Loads a window and waits until the workbench stands. About one boot in 150 loses its connection while it starts; such
 * a boot, and nothing else, is tried once more, and reported. Throws when the second fails too.
 */
export async function openWindow(
  page: Page,
  address: string,
  report: (line: string) => void = console.warn,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await page.goto(address);
    const standing = page.locator('.monaco-workbench .part.statusbar');
    const broken = page.locator('.monaco-dialog-box').filter({ hasText: /reload/i });
    await standing.or(broken).first().waitFor({ timeout: 60_000 });
    if (!(await broken.isVisible())) return;
    if (attempt === 2)
      throw new Error(`VS Code lost its connection while starting, twice: ${await broken.textContent()}`);
    report('VS Code lost its connection while starting; loading the window again');
  }
}

function definedEntries(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
