// A chart by keyboard: arrow keys walk along its points and say them, plus and minus zoom, arrow keys with Shift move what
// is zoomed, Escape shows everything again. A wheel that is turned sideways moves it, too.

import { translate } from '../translate.ts';
import type { LineChart } from './lineChart.ts';

/** What a screen reader says about the keys, after the chart's summary. */
export function keyboardHint(): string {
  return translate(
    'Arrow keys walk along the points, plus and minus zoom, arrow keys with Shift move a zoomed chart, Escape resets.',
  );
}

const zoomIn = 1.5;
/** Of the chart's width, at each press. */
const panShare = 0.1;

/** @param announce speaks the point that was walked to */
export function listenToKeys(chart: LineChart, announce: (text: string) => void): void {
  let position: number | undefined;
  const walk = (target: (index: number, count: number) => number): void => {
    const values = chart.pointableValues();
    if (values.length === 0) return;
    const at = position === undefined ? values.length : values.findIndex((x) => x >= (position ?? 0));
    const index = Math.min(values.length - 1, Math.max(0, target(at < 0 ? values.length - 1 : at, values.length)));
    position = values[index];
    if (position !== undefined) announce(chart.pointTo(position));
  };
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => walk((index) => index - 1),
    ArrowRight: () => walk((index) => index + 1),
    PageUp: () => walk((index, count) => index - pageOf(count)),
    PageDown: () => walk((index, count) => index + pageOf(count)),
    Home: () => walk(() => 0),
    End: () => walk((_, count) => count - 1),
    '+': () => chart.zoom(zoomIn),
    '=': () => chart.zoom(zoomIn),
    '-': () => chart.zoom(1 / zoomIn),
    Escape: () => {
      chart.resetZoom();
      chart.clearPointing();
    },
  };
  const movements: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => chart.pan(-panShare),
    ArrowRight: () => chart.pan(panShare),
  };
  chart.canvas.addEventListener('wheel', ({ deltaX, ctrlKey }) => {
    if (!ctrlKey && deltaX !== 0) chart.pan(deltaX / chart.canvas.clientWidth);
  });
  chart.canvas.addEventListener('keydown', (event) => {
    const isOthers = event.ctrlKey || event.metaKey || event.altKey;
    const action = isOthers ? undefined : ((event.shiftKey ? movements[event.key] : undefined) ?? actions[event.key]);
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  chart.canvas.addEventListener('blur', () => {
    position = undefined;
    chart.clearPointing();
  });
}

function pageOf(count: number): number {
  return Math.max(1, Math.round(count / 10));
}
