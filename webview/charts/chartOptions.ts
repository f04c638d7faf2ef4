// The options that all charts share: theme, axes, tooltip, zoom. No animation, so that live data never lags behind
// itself.

import type { ChartOptions, TooltipItem } from 'chart.js';
import { plainText } from '../../src/base/shownText.ts';
import { logarithmicTicks, roundTicks } from '../../src/panel/ticks.ts';
import type { Palette } from '../theme.ts';
import type { ChartLine, ChartView } from './chartView.ts';

/** What the options ask for while the chart lives. */
export interface ChartContext {
  view(): ChartView;
  line(key: string | undefined): ChartLine | undefined;
  /** The line's place in the legend. */
  rank(key: string | undefined): number;
  zoomed(): void;
}

/** Pixels for each label of the x axis. */
const tickSpacing = 64;
const verticalTicks = 7;

export function chartOptions(view: ChartView, palette: Palette, context: ChartContext): ChartOptions<'line'> {
  const font = { family: palette.fontFamily, size: palette.fontSize };
  const title = (text: string) => ({ display: true, text, color: palette.mutedText, font, padding: 2 });
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    parsing: false,
    normalized: true,
    font,
    color: palette.text,
    layout: { padding: { top: 6, right: 10 } },
    interaction: { mode: 'nearestOfEach', intersect: false },
    scales: {
      x: {
        type: 'linear',
        bounds: 'data',
        title: title(view.x.title),
        grid: { color: palette.grid, drawTicks: false },
        border: { color: palette.grid },
        beginAtZero: context.view().x.whole,
        afterBuildTicks: (axis) => {
          const room = Math.max(2, Math.floor(axis.chart.width / tickSpacing));
          axis.ticks = roundTicks(axis.min, axis.max, room, context.view().x.whole).map((value) => ({ value }));
        },
        ticks: {
          color: palette.mutedText,
          font,
          padding: 6,
          maxRotation: 0,
          autoSkip: false,
          callback: (value) => context.view().x.format(Number(value)),
        },
      },
      y: {
        type: view.y.scale,
        title: title(view.y.title),
        grid: { color: palette.grid, drawTicks: false },
        border: { display: false },
        afterBuildTicks: (axis) => {
          if (context.view().y.scale !== 'logarithmic') return;
          axis.ticks = logarithmicTicks(axis.min, axis.max, verticalTicks).map((value) => ({ value }));
        },
        ticks: {
          color: palette.mutedText,
          font,
          padding: 6,
          autoSkip: false,
          maxTicksLimit: verticalTicks,
          callback: (value) => context.view().y.format(Number(value)),
        },
      },
    },
    plugins: {
      tooltip: tooltip(palette, font, context),
      crosshair: { color: palette.mutedText },
      annotation: { clip: false, annotations: {} },
      zoom: {
        limits: { x: {} },
        zoom: {
          mode: 'x',
          drag: {
            enabled: true,
            threshold: 6,
            backgroundColor: palette.grid,
            borderColor: palette.focus,
            borderWidth: 1,
          },
          wheel: { enabled: true, modifierKey: 'ctrl' },
          onZoomComplete: () => context.zoomed(),
        },
      },
    },
  };
}

/** More lines are described than a chart is high. */
const mostDescribed = 12;

/** By the legend. */
function isAmongFirst(
  item: TooltipItem<'line'>,
  described: readonly TooltipItem<'line'>[],
  context: ChartContext,
): boolean {
  if (described.length <= mostDescribed) return true;
  const rank = context.rank(item.dataset.label);
  return described.filter((other) => context.rank(other.dataset.label) < rank).length < mostDescribed;
}

function tooltip(palette: Palette, font: { family: string; size: number }, context: ChartContext) {
  const lineOf = (item: TooltipItem<'line'>): ChartLine | undefined => context.line(item.dataset.label);
  return {
    backgroundColor: palette.tooltipBackground,
    borderColor: palette.tooltipBorder,
    borderWidth: 1,
    cornerRadius: 3,
    padding: 8,
    caretSize: 0,
    caretPadding: 12,
    titleColor: palette.tooltipText,
    bodyColor: palette.tooltipText,
    titleFont: { ...font, weight: 'bold' as const },
    bodyFont: font,
    boxWidth: 10,
    boxHeight: 2,
    boxPadding: 6,
    itemSort: (a: TooltipItem<'line'>, b: TooltipItem<'line'>) =>
      context.rank(a.dataset.label) - context.rank(b.dataset.label),
    filter: (item: TooltipItem<'line'>, _index: number, items: TooltipItem<'line'>[]) =>
      lineOf(item)?.describe !== undefined &&
      isAmongFirst(
        item,
        items.filter((one) => lineOf(one)?.describe),
        context,
      ),
    callbacks: {
      title: ([item]: TooltipItem<'line'>[]) =>
        item === undefined ? '' : context.view().x.describe(item.parsed.x ?? Number.NaN),
      label: (item: TooltipItem<'line'>) => plainText(lineOf(item)?.describe?.(item.dataIndex) ?? ''),
    },
  };
}
