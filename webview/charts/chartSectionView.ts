// What a section around a chart shows: the chart as a person looks at it, or what is waited for.

import type { ChartName, Looks } from '../looks.ts';
import type { ChartView, LegendEntry } from './chartView.ts';
import { fitScale } from './fitScale.ts';

export interface ChartSectionView {
  readonly name: ChartName;
  readonly title: string;
  /** undefined where there is nothing to draw. */
  readonly chart: ChartView | undefined;
  /** What is said instead. */
  readonly emptyText: string;
  readonly legend: readonly LegendItem[];
  /** Groups that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  readonly isZoomed: boolean;
  /** Whether picture and points are on the clipboard, just now. */
  readonly pictureCopied: 'done' | 'failed' | undefined;
  readonly pointsCopied: 'done' | 'failed' | undefined;
}

export interface LegendItem extends LegendEntry {
  readonly isShown: boolean;
}

/** @param chart is drawn on the scale that it can be drawn on */
export function chartSectionView(
  { name, title, chart, emptyText }: Pick<ChartSectionView, 'name' | 'title' | 'chart' | 'emptyText'>,
  { lines, zoomed, copied }: Looks,
): ChartSectionView {
  const chosen = lines[name] ?? {};
  const legend = (chart?.legend ?? []).map((entry) => ({
    ...entry,
    isShown: chosen[entry.group] ?? entry.startsHidden !== true,
  }));
  return {
    name,
    title,
    chart: chart && fitScale(chart),
    emptyText,
    legend,
    hidden: new Set(legend.filter(({ isShown }) => !isShown).map(({ group }) => group)),
    isZoomed: zoomed.includes(name),
    pictureCopied: copied[`${name}/picture`],
    pointsCopied: copied[`${name}/points`],
  };
}
