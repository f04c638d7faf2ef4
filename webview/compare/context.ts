// What the compare page's sections can do besides being shown.

import type { ComparePageMessage } from '../../src/panel/compareMessages.ts';
import type { ChartPage } from '../charts/chartPage.ts';
import type { CompareAction } from './model.ts';

export interface CompareContext extends ChartPage {
  dispatch(action: CompareAction): void;
  post(message: ComparePageMessage): void;
}
