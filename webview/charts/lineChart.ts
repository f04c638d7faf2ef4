// LineChart: draws a ChartView on a canvas with Chart.js. One chart lives as long as its canvas.

import { Chart, type ChartDataset, type ChartOptions } from 'chart.js';
import { runDashes } from '../../src/panel/runColours.ts';
import type { ChartPoint } from '../series.ts';
import type { Palette } from '../theme.ts';
import { translate } from '../translate.ts';
import { bandOpacity, setAnnotations, withOpacity } from './annotations.ts';
import { type ChartContext, chartOptions } from './chartOptions.ts';
import type { ChartBand, ChartLine, ChartView } from './chartView.ts';
import { nearestIndex } from './nearestOfEach.ts';
import { isSameDrawing } from './sameDrawing.ts';

type LineDataset = ChartDataset<'line', ChartPoint[]>;

export class LineChart {
  readonly canvas: HTMLCanvasElement;
  #chart: Chart<'line', ChartPoint[]> | undefined;
  #view: ChartView | undefined;
  #palette: Palette | undefined;
  #hidden: ReadonlySet<string> = new Set();
  #lines = new Map<string, ChartLine>();
  #datasets = new Map<string, LineDataset>();
  /** As given to Chart.js, which reads it anew at each update; `chart.options` is a resolved copy. */
  #options: ChartOptions<'line'> = {};
  readonly #onZoom: (zoomed: boolean) => void;

  /** @param onZoom told whether a part of the x axis is shown, whenever that changes */
  constructor(canvas: HTMLCanvasElement, onZoom: (zoomed: boolean) => void) {
    this.canvas = canvas;
    this.#onZoom = onZoom;
  }

  /**
   * Shows `view` without the groups in `hidden`. Drawn is only what looks otherwise than before; gives whether that is
   * so.
   */
  show(view: ChartView, hidden: ReadonlySet<string>, palette: Palette): boolean {
    const isSame =
      palette === this.#palette && isSameDrawing([...hidden], [...this.#hidden]) && isSameDrawing(this.#view, view);
    const restyled =
      this.#chart === undefined ||
      this.#view === undefined ||
      palette !== this.#palette ||
      needsOtherOptions(this.#view, view);
    const lines = view.lines.filter((line) => !hidden.has(line.group));
    const bands = view.bands.filter((band) => !hidden.has(band.group));
    this.#view = view;
    this.#palette = palette;
    this.#hidden = hidden;
    this.#lines = new Map(lines.map((line) => [line.key, line]));
    if (isSame) return false;
    const datasets = this.#arrange([
      ...bands.flatMap((band) => this.#bandDatasets(band, palette)),
      ...lines.map((line) => this.#lineDataset(line, palette)),
    ]);
    const chart =
      this.#chart ?? new Chart(this.canvas, { type: 'line', data: { datasets: [] }, options: { animation: false } });
    this.#chart = chart;
    if (restyled) {
      this.#options = chartOptions(view, palette, this.#context(view));
      chart.options = this.#options;
      this.#onZoom(false);
    }
    chart.data.datasets = datasets;
    setAnnotations(this.#options, view, hidden, palette);
    setExtent(this.#options, view);
    Object.assign(this.#options.scales?.y ?? {}, { suggestedMin: view.y.reach?.low, suggestedMax: view.y.reach?.high });
    // In the mode 'none' Chart.js keeps the style that points were first drawn in. Nothing is animated all the same:
    // the options say so.
    chart.update();
    return true;
  }

  /** Points, as the pointer would, at the x nearest to `x` that a tooltip can describe; returns what it says. */
  pointTo(x: number): string {
    const chart = this.#chart;
    const view = this.#view;
    const scale = chart?.scales.x;
    if (chart === undefined || view === undefined || scale === undefined) return '';
    const position = { x: scale.getPixelForValue(x), y: (chart.chartArea.top + chart.chartArea.bottom) / 2 };
    const items = chart
      .getSortedVisibleDatasetMetas()
      .flatMap((meta) => {
        const line = this.#lines.get(meta.label);
        if (line?.describe === undefined) return [];
        const index = nearestIndex(line.points.length, (position) => line.points[position]?.x ?? Number.NaN, x);
        return index < 0
          ? []
          : [{ datasetIndex: meta.index, index, text: line.describe(index), rank: this.#rank(line) }];
      })
      .sort((a, b) => a.rank - b.rank);
    chart.setActiveElements(items);
    chart.tooltip?.setActiveElements(items, position);
    chart.update('none');
    return [view.x.describe(x), ...items.map((item) => item.text)].join('. ');
  }

  clearPointing(): void {
    this.#chart?.setActiveElements([]);
    this.#chart?.tooltip?.setActiveElements([], { x: 0, y: 0 });
    this.#chart?.update('none');
  }

  /** The x values that `pointTo` can stand at, within what is shown. */
  pointableValues(): number[] {
    const scale = this.#chart?.scales.x;
    if (scale === undefined) return [];
    const values = new Set(
      [...this.#lines.values()].filter((line) => line.describe).flatMap((line) => line.points.map((point) => point.x)),
    );
    return [...values].filter((x) => x >= scale.min && x <= scale.max).sort((a, b) => a - b);
  }

  /** @param factor above 1 zooms in */
  zoom(factor: number): void {
    this.#chart?.zoom({ x: factor }, 'none');
    this.#onZoom(this.#chart?.isZoomedOrPanned() ?? false);
  }

  /** Moves what a zoomed chart shows. @param share of its width; above 0 to what comes later */
  pan(share: number): void {
    const chart = this.#chart;
    if (chart === undefined || !chart.isZoomedOrPanned()) return;
    const { left, right } = chart.chartArea;
    chart.pan({ x: -share * (right - left) }, undefined, 'none');
  }

  resetZoom(): void {
    this.#chart?.resetZoom('none');
    this.#onZoom(false);
  }

  /** The chart as it looks, on the panel's background. */
  async toPng(): Promise<Blob> {
    const copy = document.createElement('canvas');
    copy.width = this.canvas.width;
    copy.height = this.canvas.height;
    const context = copy.getContext('2d');
    if (context === null) throw new Error(translate('This window cannot draw images.'));
    context.fillStyle = this.#palette?.background ?? 'white';
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(this.canvas, 0, 0);
    return new Promise((resolve, reject) => {
      copy.toBlob((blob) =>
        blob === null ? reject(new Error(translate('The chart could not be written as an image.'))) : resolve(blob),
      );
    });
  }

  dispose(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #context(initial: ChartView): ChartContext {
    return {
      view: () => this.#view ?? initial,
      line: (key) => (key === undefined ? undefined : this.#lines.get(key)),
      rank: (key) => this.#rank(this.#lines.get(key ?? '')),
      zoomed: () => this.#onZoom(this.#chart?.isZoomedOrPanned() ?? false),
    };
  }

  #rank(line: ChartLine | undefined): number {
    return this.#view?.legend.findIndex((entry) => entry.group === line?.group) ?? -1;
  }

  /** Later datasets are drawn over earlier ones. */
  #arrange(datasets: readonly LineDataset[]): LineDataset[] {
    return datasets.map((dataset, index) => Object.assign(dataset, { order: datasets.length - index }));
  }

  #lineDataset(line: ChartLine, palette: Palette): LineDataset {
    const stroke = withOpacity(palette.ink[line.ink], palette.highContrast ? Math.sqrt(line.opacity) : line.opacity);
    const radius = line.markers ? (line.width === 0 ? 4 : 2.5) : 0;
    return this.#dataset(line.key, line.points, {
      showLine: line.width > 0,
      borderColor: stroke,
      borderWidth: line.width,
      borderDash: [...runDashes[line.stroke]],
      borderJoinStyle: 'round',
      backgroundColor: stroke,
      pointRadius: radius,
      pointHoverRadius: line.describe === undefined ? radius : 4,
      pointBackgroundColor: line.width === 0 ? palette.background : stroke,
      pointBorderColor: stroke,
      pointBorderWidth: line.width === 0 ? 1.75 : 0,
      pointHoverBorderWidth: line.width === 0 ? 1.75 : 0,
      fill: false,
    });
  }

  #bandDatasets(band: ChartBand, palette: Palette): LineDataset[] {
    const ink = palette.ink[band.ink];
    const edge = {
      borderColor: palette.highContrast ? withOpacity(ink, 0.7) : 'transparent',
      borderWidth: palette.highContrast ? 1 : 0,
      pointRadius: 0,
      pointHoverRadius: 0,
    };
    return [
      this.#dataset(`${band.key}/lower`, band.lower, { ...edge, fill: false }),
      this.#dataset(`${band.key}/upper`, band.upper, {
        ...edge,
        fill: '-1',
        backgroundColor: withOpacity(ink, bandOpacity),
      }),
    ];
  }

  /** Chart.js recognises a dataset by its object: the one of this key is used again. */
  #dataset(key: string, points: readonly ChartPoint[], style: Partial<LineDataset>): LineDataset {
    const dataset = this.#datasets.get(key) ?? { data: [], label: key };
    this.#datasets.set(key, dataset);
    return Object.assign(dataset, style, { data: [...points] });
  }
}

/** Axes that are titled or scaled otherwise need new options; everything else is read while drawing. */
function needsOtherOptions(before: ChartView, after: ChartView): boolean {
  return before.x.title !== after.x.title || before.y.title !== after.y.title || before.y.scale !== after.y.scale;
}

/** Zooming out ends where the data end. */
function setExtent(options: ChartOptions<'line'>, view: ChartView): void {
  const limits = options.plugins?.zoom?.limits;
  if (limits === undefined) return;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { points } of view.lines) {
    min = Math.min(min, points[0]?.x ?? min);
    max = Math.max(max, points[points.length - 1]?.x ?? max);
  }
  limits.x = max > min ? { min, max, minRange: (max - min) / 1000 } : {};
}
