// The held-out figures of several runs over their course.

import type { Quantity } from '../../../src/experiment/quantities.ts';
import { capitalize } from '../../../src/words/formatFigures.ts';
import type { ChartView } from '../../charts/chartView.ts';
import { toCsv } from '../../csv.ts';
import type { LiveRun } from '../../model.ts';
import { bandLimits, quantityWords, scaleOf } from '../../quantityWords.ts';
import { alignIntervals } from '../../series.ts';
import { translate } from '../../translate.ts';
import { type Entry, entriesOf } from '../entries.ts';
import { type CompareModel, liveOf } from '../model.ts';
import { curveLines, explainLines, type RunCurve } from './curveLines.ts';
import { LastResult } from './lastResult.ts';
import { type ProgressScale, progressScaleOf } from './progressScale.ts';
import { curvesToTable, sayLastValues } from './sayCurves.ts';

const made = new LastResult<object, RunCurve>();

/** Undefined until a run has a figure. */
export function compareHeldOutView(
  model: CompareModel,
  quantity: Quantity,
  entries: readonly Entry[] = entriesOf(model),
  scale: ProgressScale = progressScaleOf(model),
): ChartView | undefined {
  const { choices } = model;
  const words = quantityWords[quantity];
  const curveOf = ({ runKey }: { readonly runKey: string }) => {
    const live = liveOf(model, runKey);
    return live && heldOutCurve(live, quantity, scale, runKey);
  };
  const drawn = curveLines(entries, curveOf, {
    interval: words.interval,
    limits: (points) => bandLimits(quantity, choices, points),
  });
  if (drawn.lines.length === 0) return undefined;
  return {
    x: scale.view,
    y: { title: words.name, format: words.tick, scale: scaleOf(quantity, choices) },
    bands: drawn.bands,
    lines: drawn.lines,
    references: [],
    marks: [],
    legend: drawn.legend,
    caption: [
      translate('After adapting to each held-out task.'),
      explainLines(drawn, translate('Band of a single run: 95\u00a0% interval over tasks.')),
      scale.explanation,
    ]
      .filter((text) => text !== '')
      .join(' '),
    summary: translate('Held-out {0}. {1}', words.name.toLowerCase(), sayLastValues(drawn.lines)),
    csv: () => toCsv(['run', capitalize(scale.view.title), quantity], curvesToTable(drawn)),
  };
}

function heldOutCurve(
  { series }: LiveRun,
  quantity: Quantity,
  scale: ProgressScale,
  key: string,
): RunCurve | undefined {
  const words = quantityWords[quantity];
  const [values, intervals] = [series.get(words.tag), series.get(words.intervalTag)];
  const placeOf = scale.placeOf(key);
  if (values === undefined || placeOf === undefined) return undefined;
  return made.of(values, [intervals, ...scale.inputsOf(key)], () => ({
    points: values.iterations.map((iteration, index) => ({
      x: placeOf(iteration),
      y: values.values[index] ?? Number.NaN,
    })),
    halfWidths: alignIntervals(values, intervals),
  }));
}
