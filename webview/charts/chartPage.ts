// What charts need of the page that they are on.

import type { LooksChange } from '../looks.ts';
import type { Charts } from './charts.ts';

export interface ChartPage {
  readonly charts: Charts;
  /** Shows something otherwise. */
  look(change: LooksChange): void;
  /** Tells people who cannot see it what happened. */
  announce(text: string): void;
}
