// Ties a canvas of the page to its chart: hangs it up when the canvas comes, takes it down when the canvas goes.

import { AsyncDirective, directive, type ElementPart, noChange } from '../html.ts';
import type { ChartName } from '../looks.ts';
import type { Charts } from './charts.ts';
import type { ChartView } from './chartView.ts';

class ChartCanvas extends AsyncDirective {
  #takeDown: (() => void) | undefined;

  override render(
    _charts: Charts,
    _name: ChartName,
    _view: ChartView | undefined,
    _hidden: ReadonlySet<string>,
  ): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [charts, name, view, hidden]: Parameters<ChartCanvas['render']>): unknown {
    if (view === undefined || !(element instanceof HTMLCanvasElement)) return noChange;
    charts.hang(name, element, view, hidden);
    this.#takeDown = () => charts.takeDown(name);
    return noChange;
  }

  override disconnected(): void {
    this.#takeDown?.();
  }
}

/** For the canvas: shows the view on it, without the groups in the set. Without a view what was drawn stays. */
export const chartCanvas = directive(ChartCanvas);
