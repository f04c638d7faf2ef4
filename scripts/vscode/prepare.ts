// The browser-served VS Code and the browser that drives it, installed side by side.

import type { Report } from './cacheFolder.ts';
import { type Chromium, ensureChromium } from './installChromium.ts';
import { type CodeServer, ensureCodeServer } from './installCodeServer.ts';

export interface Vscode {
  readonly codeServer: CodeServer;
  readonly chromium: Chromium;
}

/** Throws UnavailableError where one of them cannot be had; nothing goes on in the background then. */
export async function prepareVscode(report: Report): Promise<Vscode> {
  const [codeServer, chromium] = await Promise.allSettled([ensureCodeServer(report), ensureChromium(report)]);
  if (codeServer.status === 'rejected') throw codeServer.reason;
  if (chromium.status === 'rejected') throw chromium.reason;
  return { codeServer: codeServer.value, chromium: chromium.value };
}
