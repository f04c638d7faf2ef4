// The training loss of several runs over their course, smoothed.

import { tags } from '../../../src/runs/tags.ts';
import { formatLoss, formatTick } from '../../../src/words/formatFigures.ts';
import type { ChartView } from '../../charts/chartView.ts';
import { toCsv } from '../../csv.ts';
import type { LiveRun } from '../../model.ts';
import { bandLimitsOn } from '../../quantityWords.ts';
import { smoothSeries } from '../../training/smoothing.ts';
import { translate } from '../../translate.ts';
import { type Entry, entriesOf } from '../entries.ts';
import { type CompareModel, liveOf } from '../model.ts';
import { curveLines, explainLines, type RunCurve } from './curveLines.ts';
import { LastResult } from './lastResult.ts';
import { type ProgressScale, progressScaleOf } from './progressScale.ts';
import { curvesToTable, sayLastValues } from './sayCurves.ts';

const made = new LastResult<object, RunCurve>();

/** Undefined until a run has begun. */
export function compareTrainingView(
  model: CompareModel,
  entries: readonly Entry[] = entriesOf(model),
  scale: ProgressScale = progressScaleOf(model),
): ChartView | undefined {
  const { smoothing, logarithmicLoss } = model.choices;
  const axisScale = logarithmicLoss ? 'logarithmic' : 'linear';
  const curveOf = ({ runKey }: { readonly runKey: string }) => {
    const live = liveOf(model, runKey);
    return live && lossCurve(live, smoothing, scale, runKey);
  };
  const drawn = curveLines(entries, curveOf, {
    interval: (value, ci95) =>
      Number.isFinite(ci95) ? `${formatLoss(value)} ± ${formatLoss(ci95)}` : formatLoss(value),
    limits: (points) => bandLimitsOn(axisScale, 'loss', points),
  });
  if (drawn.lines.length === 0) return undefined;
  return {
    x: scale.view,
    y: { title: translate('Loss'), format: formatTick, scale: axisScale },
    bands: drawn.bands,
    lines: drawn.lines,
    references: [],
    marks: [],
    legend: drawn.legend,
    caption: [
      translate('Loss of the last inner batch, mean over the meta-batch’s tasks.'),
      smoothing === 0
        ? translate('As measured.')
        : translate('Smoothed (exponential moving average over meta-iterations, weight {0}).', smoothing),
      explainLines(drawn, ''),
      scale.explanation,
    ]
      .filter((text) => text !== '')
      .join(' '),
    summary: translate('Training loss. {0}', sayLastValues(drawn.lines)),
    csv: () => toCsv(['run', scale.view.title, 'training_loss'], curvesToTable(drawn)),
  };
}

function lossCurve({ series }: LiveRun, smoothing: number, scale: ProgressScale, key: string): RunCurve | undefined {
  const losses = series.get(tags.trainingLossLast);
  const placeOf = scale.placeOf(key);
  if (losses === undefined || placeOf === undefined) return undefined;
  return made.of(losses, [smoothing, ...scale.inputsOf(key)], () => {
    const values = smoothSeries(losses, smoothing);
    return {
      points: losses.iterations.map((iteration, index) => ({ x: placeOf(iteration), y: values[index] ?? Number.NaN })),
    };
  });
}
