// The charts of a page: each lives as long as its canvas, and is drawn once the page around it is up to date, if what
// it shows has changed.

import type { ChartName } from '../looks.ts';
import type { Palette } from '../theme.ts';
import { translate } from '../translate.ts';
import type { ChartView } from './chartView.ts';
import { listenToKeys } from './keyboard.ts';
import { LineChart } from './lineChart.ts';

/** What happens at a chart by a person's hand. */
interface ChartEvents {
  zoomed(chart: ChartName, isZoomed: boolean): void;
  announce(text: string): void;
  /** Other charts than before cannot be drawn. */
  failuresChanged(): void;
}

interface Hung {
  readonly chart: LineChart;
  view: ChartView;
  hidden: ReadonlySet<string>;
}

export class Charts {
  readonly #events: ChartEvents;
  readonly #hung = new Map<ChartName, Hung>();
  readonly #failed = new Set<ChartName>();

  constructor(events: ChartEvents) {
    this.#events = events;
  }

  /** The next `draw` shows `view`, without the groups in `hidden`, on `canvas`. */
  hang(name: ChartName, canvas: HTMLCanvasElement, view: ChartView, hidden: ReadonlySet<string>): void {
    const hung = this.#hung.get(name);
    if (hung?.chart.canvas === canvas) {
      hung.view = view;
      hung.hidden = hidden;
      return;
    }
    hung?.chart.dispose();
    this.#hung.set(name, { chart: this.#create(name, canvas), view, hidden });
  }

  /** The canvas is gone. */
  takeDown(name: ChartName): void {
    this.#hung.get(name)?.chart.dispose();
    this.#hung.delete(name);
    this.#failed.delete(name);
  }

  draw(palette: Palette): void {
    for (const [name, { chart, view, hidden }] of this.#hung) {
      try {
        if (chart.show(view, hidden, palette)) this.#note(name, false);
      } catch (error) {
        console.error(error);
        chart.dispose();
        this.#note(name, true);
      }
    }
  }

  /** Whether what it was to show last could not be drawn. */
  hasFailed(name: ChartName): boolean {
    return this.#failed.has(name);
  }

  #note(name: ChartName, hasFailed: boolean): void {
    if (this.#failed.has(name) === hasFailed) return;
    if (hasFailed) this.#failed.add(name);
    else this.#failed.delete(name);
    this.#events.failuresChanged();
  }

  resetZoom(name: ChartName): void {
    this.#hung.get(name)?.chart.resetZoom();
  }

  focus(name: ChartName): void {
    this.#hung.get(name)?.chart.canvas.focus();
  }

  /** The chart as it looks. */
  async toPng(name: ChartName): Promise<Blob> {
    const hung = this.#hung.get(name);
    if (hung === undefined) throw new Error(translate('The chart is not shown any more.'));
    return hung.chart.toPng();
  }

  #create(name: ChartName, canvas: HTMLCanvasElement): LineChart {
    const chart = new LineChart(canvas, (isZoomed) => this.#events.zoomed(name, isZoomed));
    listenToKeys(chart, (text) => this.#events.announce(text));
    canvas.addEventListener('dblclick', () => chart.resetZoom());
    return chart;
  }
}
