// Annotations of a chart: lines to compare with, and marks, as Chart.js's plugin draws them.

import type { ChartOptions } from 'chart.js';
import { color } from 'chart.js/helpers';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import { plainText } from '../../src/base/shownText.ts';
import { runDashes } from '../../src/panel/runColours.ts';
import type { Palette } from '../theme.ts';
import type { ChartMark, ChartView, ReferenceLine } from './chartView.ts';

export const bandOpacity = 0.18;

/** Puts those of the view into the chart's options, except those of the groups that are hidden. */
export function setAnnotations(
  options: ChartOptions<'line'>,
  view: ChartView,
  hidden: ReadonlySet<string>,
  palette: Palette,
): void {
  const plugin = options.plugins?.annotation;
  if (plugin === undefined) return;
  const shown = <Item extends { readonly group: string }>(items: readonly Item[]) =>
    items.filter((item) => !hidden.has(item.group));
  plugin.annotations = [
    ...shown(view.references).flatMap((reference) => drawReference(reference, palette)),
    ...shown(view.marks).map((mark) => drawMark(mark, palette)),
  ];
}

function drawReference(
  { y, ink, stroke, halfWidth = 0, label }: ReferenceLine,
  palette: Palette,
): AnnotationOptions<'line' | 'box'>[] {
  const color = palette.ink[ink];
  const line: AnnotationOptions<'line'> = {
    type: 'line',
    scaleID: 'y',
    value: y,
    borderColor: color,
    borderWidth: 1.5,
    borderDash: [...runDashes[stroke]],
    drawTime: 'beforeDatasetsDraw',
    ...(label === undefined ? {} : { label: lineLabel(label, color, palette) }),
  };
  const band: AnnotationOptions<'box'> = {
    type: 'box',
    yScaleID: 'y',
    yMin: y - halfWidth,
    yMax: y + halfWidth,
    backgroundColor: withOpacity(color, bandOpacity),
    borderWidth: 0,
    drawTime: 'beforeDatasetsDraw',
  };
  return halfWidth > 0 ? [band, line] : [line];
}

/** At the right end, above the line where there is room. */
function lineLabel(content: string, color: string, { background, fontFamily, fontSize }: Palette) {
  return {
    display: true,
    content: plainText(content),
    position: 'end' as const,
    color,
    backgroundColor: withOpacity(background, 0.85),
    font: { family: fontFamily, size: fontSize, weight: 'normal' as const },
    padding: { x: 4, y: 1 },
    yAdjust: -9,
    drawTime: 'afterDatasetsDraw' as const,
  };
}

function drawMark({ x, y, ink }: ChartMark, palette: Palette): AnnotationOptions<'point'> {
  return {
    type: 'point',
    xValue: x,
    yValue: y,
    radius: 6,
    backgroundColor: 'transparent',
    borderColor: palette.ink[ink],
    borderWidth: 2,
    adjustScaleRange: false,
  };
}

/** The color, seen through; as it is where it cannot be read. */
export function withOpacity(stroke: string, opacity: number): string {
  const parsed = color(stroke);
  return opacity >= 1 || !parsed.valid ? stroke : parsed.alpha(opacity * (parsed.rgb?.a ?? 1)).rgbString();
}
