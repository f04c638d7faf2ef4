// The panel's page by itself in a browser.

import type { Page } from 'playwright-core';
import type { HostMessage } from '../../../src/panel/panelMessages.ts';
import { openPageAlone, type PageAlone, type ThemeKind } from './pageAlone.ts';

export type PanelPage = PageAlone<HostMessage>;

/** Loads the page into `page`; it waits for its first message then. */
export function openPanelPage(page: Page, theme: ThemeKind): Promise<PanelPage> {
  return openPageAlone<HostMessage>(page, { name: 'panel', data: 'data-run-key="run-1"', theme });
}
