// The charts of another program's run: figures by the names that the program gave them, the likeliest to be looked at first,
// and each chart may show any of them.

import { plainText } from '../../src/base/shownText.ts';
import { rankFigures } from '../../src/runs/guessMerit.ts';
import { isEnded } from '../../src/runs/runState.ts';
import { formatCount, formatTick } from '../../src/words/formatFigures.ts';
import { type ChartSectionView, chartSectionView } from '../charts/chartSectionView.ts';
import type { ChartView } from '../charts/chartView.ts';
import { toCsv } from '../csv.ts';
import { figureCharts, type Looks } from '../looks.ts';
import type { Choices, LiveRun } from '../model.ts';
import { chartPoints } from '../series.ts';
import { translate } from '../translate.ts';

/** In UTF-16 units. */
const longestTitle = 80;

export interface FigureView {
  readonly section: ChartSectionView;
  /** Its place among the charts, from 0. */
  readonly place: number;
  /** The figure that is drawn; undefined before there is any. */
  readonly tag: string | undefined;
  /** All that there are, the likeliest first. */
  readonly offered: readonly string[];
}

/** A chart for each figure, of many for the first ones; a single one with a word before there is any. */
export function figureViews(live: LiveRun, choices: Choices, looks: Looks): readonly FigureView[] {
  const offered = rankFigures(live.series.keys());
  const emptyText = isEnded(live.run.state)
    ? translate('The run ended before its first figure.')
    : translate('Waiting for the first figure…');
  return figureCharts.slice(0, Math.max(1, offered.length)).map((name, place) => {
    const chosen = choices.figures[place];
    const tag = chosen != null && live.series.has(chosen) ? chosen : offered[place];
    const chart = tag === undefined ? undefined : figureChart(live, tag);
    const title = tag === undefined ? translate('Figures') : plainText(tag, longestTitle);
    return { section: chartSectionView({ name, title, chart, emptyText }, looks), place, tag, offered };
  });
}

function figureChart({ series }: LiveRun, tag: string): ChartView | undefined {
  const logged = series.get(tag);
  if (logged === undefined || logged.iterations.length === 0) return undefined;
  const points = chartPoints(logged);
  const valueAt = (index: number): string => formatTick(points[index]?.y ?? Number.NaN);
  const last = points.length - 1;
  const line = { key: tag, group: tag, ink: 'after', opacity: 1, width: 1.5, stroke: 'solid' } as const;
  return {
    x: {
      title: translate('Step'),
      whole: true,
      format: formatCount,
      describe: (value) => translate('Step {0}', formatCount(value)),
    },
    y: { title: plainText(tag, longestTitle), format: formatTick, scale: 'linear' },
    bands: [],
    lines: [
      {
        ...line,
        markers: points.length === 1,
        points,
        describe: (index) => `${plainText(tag, longestTitle)}: ${valueAt(index)}`,
      },
    ],
    references: [],
    marks: [],
    legend: [],
    caption: translate('As logged.'),
    summary: translate(
      '{0} up to step {1}: {2}.',
      plainText(tag, longestTitle),
      formatCount(points[last]?.x ?? 0),
      valueAt(last),
    ),
    csv: () =>
      toCsv(
        ['step', tag],
        logged.iterations.map((iteration, index) => [iteration, logged.values[index] ?? null]),
      ),
  };
}
