// The compare page by itself in a browser.

import type { Page } from 'playwright-core';
import { type CompareHostMessage, mostSamples } from '../../../src/panel/compareMessages.ts';
import { besideOf, type GeneratedRun, pairingOf, snapshotOf } from '../../unit/webview/compareMessages.ts';
import { sampleMessageOf, sineSampleOf } from '../../unit/webview/oneTaskMessages.ts';
import { openPageAlone, type PageAlone, type ThemeKind } from './pageAlone.ts';

/** Loads the page into `page`, and shows these runs on it. */
export async function openComparePage(
  page: Page,
  theme: ThemeKind,
  runs: readonly GeneratedRun[],
  sampleOf = sineSampleOf,
): Promise<PageAlone<CompareHostMessage>> {
  const opened = await openPageAlone<CompareHostMessage>(page, { name: 'compare', data: '', theme });
  await opened.receive(besideOf(runs));
  for (const run of runs) await opened.receive(snapshotOf(run));
  await opened.receive({ kind: 'pairing', pairing: pairingOf(runs) });
  for (const run of runs.filter(({ seed }) => seed === 0).slice(0, mostSamples))
    await opened.receive(sampleMessageOf(run, sampleOf));
  return opened;
}
