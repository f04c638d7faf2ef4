// What the page's sections can do besides being shown: change the page's state, ask the host, speak.

import type { RunKey, RunMessage } from '../src/panel/panelMessages.ts';
import type { Charts } from './charts/charts.ts';
import type { PanelAction } from './model.ts';

export interface PageContext {
  /** Of the run that the sections show. */
  readonly runKey: RunKey;
  readonly charts: Charts;
  dispatch(action: PanelAction): void;
  post(message: RunMessage): void;
  /** Tells people who cannot see it what happened. */
  announce(text: string): void;
}
