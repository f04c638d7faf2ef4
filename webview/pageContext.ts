// What the page's sections can do besides being shown: change the page's state, ask the host, speak.

import type { RunKey, RunMessage } from '../src/panel/panelMessages.ts';
import type { ChartPage } from './charts/chartPage.ts';
import type { PanelAction } from './model.ts';

export interface PageContext extends ChartPage {
  /** Of the run that the sections show. */
  readonly runKey: RunKey;
  dispatch(action: PanelAction): void;
  post(message: RunMessage): void;
}
