// The compare page by itself in a browser.

import type { Page } from 'playwright-core';
import type { CompareHostMessage } from '../../../src/panel/compareMessages.ts';
import { besideOf, type GeneratedRun, pairingOf, snapshotOf } from '../../unit/webview/compareMessages.ts';
import { openPageAlone, type PageAlone, type ThemeKind } from './pageAlone.ts';

/** Loads the page into `page`, and shows these runs on it. */
export async function openComparePage(
  page: Page,
  theme: ThemeKind,
  runs: readonly GeneratedRun[],
): Promise<PageAlone<CompareHostMessage>> {
  const opened = await openPageAlone<CompareHostMessage>(page, { entry: 'compare/main.ts', data: '', theme });
  await opened.receive(besideOf(runs));
  for (const run of runs) await opened.receive(snapshotOf(run));
  await opened.receive({ kind: 'pairing', pairing: pairingOf(runs) });
  return opened;
}
