// A section around one chart: heading with controls, legend, canvas or what is waited for, caption, and copying of its picture and points.

import { copyPicture, copyText } from '../clipboard.ts';
import { createIconButton } from '../controls.ts';
import { create, setAttribute, setHidden, setText, uniqueId } from '../dom.ts';
import type { Announce } from '../liveRegion.ts';
import type { Palette } from '../theme.ts';
import type { ChartView } from './chartView.ts';
import { fitScale } from './fitScale.ts';
import { keyboardHint, listenToKeys } from './keyboard.ts';
import { createLegend } from './legend.ts';
import { LineChart } from './lineChart.ts';

export interface ChartSectionDescription {
  readonly title: string;
  readonly controls: readonly HTMLElement[];
  readonly announce: Announce;
}

export interface ChartSection {
  readonly element: HTMLElement;
  /** `emptyText`: what is said where there is nothing to draw. */
  update(view: ChartView | undefined, palette: Palette, emptyText?: string): void;
  setTitle(title: string): void;
  dispose(): void;
}

export function createChartSection({ title, controls, announce }: ChartSectionDescription): ChartSection {
  let view: ChartView | undefined;
  let palette: Palette | undefined;

  const canvas = create('canvas', { attributes: { role: 'img', tabindex: '0' } });
  const resetZoom = createIconButton('resetZoom', 'Show everything again', () => {
    chart.resetZoom();
    canvas.focus();
  });
  const chart = new LineChart(canvas, (zoomed) => setHidden(resetZoom.element, !zoomed));
  const legend = createLegend(() => draw());
  const heading = create('h2', { text: title, attributes: { id: uniqueId('section') } });
  const empty = create('p', { class: 'empty' });
  const caption = create('p', { class: 'caption' });
  const copyImage = createIconButton('image', 'Copy chart as picture', () =>
    copyPicture(copyImage, () => chart.toPng(), announce),
  );
  const copyCsv = createIconButton('copy', 'Copy data (CSV): the points shown here; the run’s event file holds every one', () =>
    copyText(copyCsv, view?.csv() ?? '', announce),
  );
  const tools = create('div', { class: 'tools' }, [resetZoom.element, copyImage.element, copyCsv.element]);
  const frame = create('div', { class: 'chart-frame', title: '' }, [canvas, empty]);
  const element = create('section', { class: 'chart-section', attributes: { 'aria-labelledby': heading.id } }, [
    create('div', { class: 'section-head' }, [heading, create('div', { class: 'section-controls' }, [...controls, tools])]),
    legend.element,
    frame,
    caption,
  ]);
  listenToKeys(chart, announce);
  canvas.addEventListener('dblclick', () => chart.resetZoom());
  setHidden(resetZoom.element, true);
  showEmptiness(true);

  function showEmptiness(isEmpty: boolean): void {
    for (const part of [canvas, legend.element, caption, copyImage.element, copyCsv.element]) setHidden(part, isEmpty);
    setHidden(empty, !isEmpty);
  }

  function draw(): void {
    if (view !== undefined && palette !== undefined) chart.show(view, legend.hidden, palette);
  }

  return {
    element,
    update: (nextView, nextPalette, emptyText = '') => {
      view = nextView && fitScale(nextView);
      palette = nextPalette;
      showEmptiness(view === undefined);
      setText(empty, emptyText);
      if (view === undefined) return;
      legend.update(view.legend);
      setText(caption, view.caption);
      setAttribute(canvas, 'aria-label', `${view.summary} ${keyboardHint}`);
      draw();
    },
    setTitle: (next) => setText(heading, next),
    dispose: () => chart.dispose(),
  };
}
