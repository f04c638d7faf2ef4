// The newest adaptation curves of several runs.

import type { Quantity } from '../../../src/experiment/quantities.ts';
import { adaptationAxes } from '../../adaptation/axes.ts';
import type { ChartView } from '../../charts/chartView.ts';
import { toCsv } from '../../csv.ts';
import type { LiveRun } from '../../model.ts';
import { bandLimits, quantityWords } from '../../quantityWords.ts';
import { translate } from '../../translate.ts';
import { type Entry, entriesOf } from '../entries.ts';
import { type CompareModel, liveOf } from '../model.ts';
import { curveLines, explainLines, type RunCurve } from './curveLines.ts';
import { LastResult } from './lastResult.ts';
import { curvesToTable, sayLastValues } from './sayCurves.ts';

const made = new LastResult<object, RunCurve>();

/** Undefined until a run has been evaluated. */
export function compareAdaptationView(
  model: CompareModel,
  quantity: Quantity,
  entries: readonly Entry[] = entriesOf(model),
): ChartView | undefined {
  const { choices } = model;
  const words = quantityWords[quantity];
  const curveOf = ({ runKey }: { readonly runKey: string }) => newestCurve(liveOf(model, runKey), quantity);
  const drawn = curveLines(entries, curveOf, {
    interval: words.interval,
    limits: (points) => bandLimits(quantity, choices, points),
  });
  if (drawn.lines.length === 0) return undefined;
  const markers = drawn.lines.every(({ points }) => points.length <= 25);
  return {
    ...adaptationAxes(quantity, choices),
    lines: drawn.lines.map((line) => ({ ...line, markers: markers && line.describe !== undefined })),
    bands: drawn.bands,
    references: [],
    marks: [],
    legend: drawn.legend,
    caption: [
      translate('How fast each run’s newest initialization learns, each on its own held-out tasks.'),
      explainLines(drawn, translate('Band of a single run: 95\u00a0% interval over tasks.')),
    ].join(' '),
    summary: translate(
      'Newest adaptation curves, query {0}. {1}',
      words.name.toLowerCase(),
      sayLastValues(drawn.lines),
    ),
    csv: () => toCsv(['run', 'inner_steps', quantity], curvesToTable(drawn)),
  };
}

function newestCurve(live: LiveRun | undefined, quantity: Quantity): RunCurve | undefined {
  const curve = live?.curves.at(-1);
  const measured = curve?.measured[quantity];
  if (curve === undefined || measured === undefined) return undefined;
  return made.of(curve, [quantity], () => ({
    points: curve.steps.map((x, index) => ({ x, y: measured.means[index] ?? Number.NaN })),
    halfWidths: curve.steps.map((_, index) => measured.ci95s[index] ?? Number.NaN),
  }));
}
