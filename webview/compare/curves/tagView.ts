// Any other figure that runs have logged over their course: the event files' own names, as TensorBoard shows them.

import { timeTags } from '../../../src/panel/timeTags.ts';
import { rankFigures } from '../../../src/runs/guessMerit.ts';
import { heldOutTags } from '../../../src/runs/quantities.ts';
import { tags } from '../../../src/runs/tags.ts';
import { formatTick } from '../../../src/words/formatFigures.ts';
import type { ChartView } from '../../charts/chartView.ts';
import { toCsv } from '../../csv.ts';
import type { LiveRun } from '../../model.ts';
import { translate } from '../../translate.ts';
import type { Entry } from '../entries.ts';
import { type CompareModel, liveOf } from '../model.ts';
import { curveLines, explainLines, type RunCurve } from './curveLines.ts';
import { LastResult } from './lastResult.ts';
import type { ProgressScale } from './progressScale.ts';
import { curvesToTable, sayLastValues } from './sayCurves.ts';

const made = new LastResult<object, RunCurve>();

/** Those that other charts show, or that are no figures. */
const shownElsewhere: ReadonlySet<string> = new Set([
  ...heldOutTags,
  tags.trainingLossLast,
  ...Object.values(timeTags),
]);

/** What any of the runs has logged besides, in alphabetic order. */
export function otherTags(model: CompareModel): readonly string[] {
  const all = new Set((model.runs ?? []).flatMap(({ runKey }) => [...(liveOf(model, runKey)?.series.keys() ?? [])]));
  return [...all].filter((tag) => !shownElsewhere.has(tag)).sort();
}

/** Which of `offered` is drawn before somebody chose: what most of the runs have in common, the likeliest figure of it. */
export function likeliestTag(model: CompareModel, offered: readonly string[]): string | undefined {
  const loggedBy = (tag: string) =>
    (model.runs ?? []).filter(({ runKey }) => liveOf(model, runKey)?.series.has(tag)).length;
  const counts = new Map(offered.map((tag) => [tag, loggedBy(tag)]));
  const most = Math.max(...counts.values());
  return rankFigures(offered.filter((tag) => counts.get(tag) === most))[0];
}

/** Undefined where no run that is shown has logged it. */
export function compareTagView(
  tag: string,
  model: CompareModel,
  entries: readonly Entry[],
  scale: ProgressScale,
): ChartView | undefined {
  const curveOf = ({ runKey }: { readonly runKey: string }) => {
    const live = liveOf(model, runKey);
    return live && curveOfTag(live, tag, scale, runKey);
  };
  const unbounded = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const drawn = curveLines(entries, curveOf, {
    interval: (value, ci95) =>
      Number.isFinite(ci95) ? `${formatTick(value)} ± ${formatTick(ci95)}` : formatTick(value),
    limits: () => unbounded,
  });
  if (drawn.lines.length === 0) return undefined;
  return {
    x: scale.view,
    y: { title: tag, format: formatTick, scale: 'linear' },
    bands: drawn.bands,
    lines: drawn.lines,
    references: [],
    marks: [],
    legend: drawn.legend,
    caption: [translate('As logged.'), explainLines(drawn, ''), scale.explanation]
      .filter((text) => text !== '')
      .join(' '),
    summary: `${tag}. ${sayLastValues(drawn.lines)}`,
    csv: () => toCsv(['run', scale.view.title, tag], curvesToTable(drawn)),
  };
}

function curveOfTag({ series }: LiveRun, tag: string, scale: ProgressScale, key: string): RunCurve | undefined {
  const logged = series.get(tag);
  const placeOf = scale.placeOf(key);
  if (logged === undefined || placeOf === undefined) return undefined;
  return made.of(logged, scale.inputsOf(key), () => ({
    points: logged.iterations.map((iteration, index) => ({
      x: placeOf(iteration),
      y: logged.values[index] ?? Number.NaN,
    })),
  }));
}
