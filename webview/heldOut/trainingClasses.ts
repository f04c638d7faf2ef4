// What the held-out chart shows of training classes beside held-out ones: a quieter line without a band.

import type { ChartView } from '../charts/chartView.ts';
import type { LiveRun } from '../model.ts';
import type { QuantityWords } from '../quantityWords.ts';
import { alignIntervals, chartPoints } from '../series.ts';
import { translate } from '../translate.ts';

type Part = Pick<ChartView, 'lines' | 'legend' | 'summary'> & {
  /** For the table of points. */
  readonly series: readonly Parameters<typeof chartPoints>[0][];
};

const nothing: Part = { lines: [], legend: [], summary: '', series: [] };

/** Nothing where they are not measured. */
export function trainingClassesPart(live: LiveRun, words: QuantityWords): Part {
  const series = live.series.get(words.trainingTag);
  if (series === undefined || series.iterations.length === 0) return nothing;
  const intervals = live.series.get(words.trainingIntervalTag);
  const points = chartPoints(series);
  const halfWidths = alignIntervals(series, intervals);
  const describeValue = (index: number) =>
    words.interval(points[index]?.y ?? Number.NaN, halfWidths[index] ?? Number.NaN);
  return {
    lines: [
      {
        key: 'trainingClasses',
        group: 'trainingClasses',
        ink: 'before',
        opacity: 0.7,
        width: 1,
        stroke: 'dashed',
        markers: false,
        points,
        describe: (index) => translate('Training classes: {0}', describeValue(index)),
      },
    ],
    legend: [{ group: 'trainingClasses', label: translate('Training classes'), ink: 'before', swatch: 'dashedLine' }],
    summary: translate('Training classes: {0}.', describeValue(points.length - 1)),
    series: intervals === undefined ? [series] : [series, intervals],
  };
}
