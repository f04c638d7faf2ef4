// The curves of a report: which figures are drawn, and runs that differ in the seed alone as one, as the compare page has them.

import { foldCurves } from '../../panel/foldCurves.ts';
import type { DrawnColour } from '../../panel/runColours.ts';
import { ThinnedSeries } from '../../panel/thinnedSeries.ts';
import { rankFigures } from '../../runs/guessMerit.ts';
import { isHeldOutMean } from '../../runs/quantities.ts';
import { tags as ownTags } from '../../runs/tags.ts';
import type { ExportRequest } from '../exportFormat.ts';
import { openFiguresOf, type RunToExport } from '../runToExport.ts';
import type { DrawnCurve } from './lineChart.ts';

/** Runs that are drawn as one. */
export interface CurveGroup {
  readonly title: string;
  readonly colour: DrawnColour;
  readonly runs: readonly RunToExport[];
}

export interface FigureCurves {
  readonly tag: string;
  readonly curves: readonly DrawnCurve[];
}

const mostFigures = 8;
/** Of a log of another program: as many as its panel shows. */
const mostOfLog = 4;
const mostPoints = 400;

/** The figures that most runs have come first. Rejects as `RunFigures` does. */
export async function readCurves(
  groups: readonly CurveGroup[],
  request: ExportRequest,
): Promise<readonly FigureCurves[]> {
  const counts = new Map<string, number>();
  const read: { readonly group: CurveGroup; readonly series: ReadonlyMap<string, ThinnedSeries> }[] = [];
  for (const group of groups)
    for (const run of group.runs) {
      const figures = await openFiguresOf(run, request);
      const wanted = new Map(figuresAmong(figures.summary.tags.keys()).map((tag) => [tag, new ThinnedSeries()]));
      for (const tag of wanted.keys()) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      await figures.forEachBatch((batch) => {
        for (const { tag, iteration, value } of batch) {
          const series = wanted.get(tag);
          series?.add(iteration, value);
          if (series !== undefined && series.length > 4 * mostPoints) series.thin(2 * mostPoints);
        }
      }, request.signal);
      for (const series of wanted.values()) series.thin(mostPoints);
      read.push({ group, series: wanted });
    }
  const chosen = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostFigures);
  return chosen.map(([tag]) => ({
    tag,
    curves: groups.flatMap((group): DrawnCurve[] => {
      const curves = read.filter((one) => one.group === group).flatMap(({ series }) => pointsOf(series.get(tag), tag));
      if (curves.length === 0) return [];
      return [{ title: group.title, colour: group.colour, ...foldCurves(curves) }];
    }),
  }));
}

/** Of a run of ours what held-out tasks came to and the training loss; of another one the likeliest. */
function figuresAmong(tags: Iterable<string>): readonly string[] {
  const ranked = rankFigures(tags);
  const heldOut = ranked.filter(isHeldOutMean);
  return heldOut.length > 0
    ? [...heldOut, ...ranked.filter((tag) => tag === ownTags.trainingLossLast)]
    : ranked.slice(0, mostOfLog);
}

/** Where points stand for many, their means. */
function pointsOf(series: ThinnedSeries | undefined, tag: string): { readonly x: number; readonly y: number }[][] {
  if (series === undefined || series.length === 0) return [];
  const { iterations, values, thinned } = series.toPoints(tag);
  const shown = thinned?.means ?? values;
  return [iterations.map((x, place) => ({ x, y: shown[place] ?? Number.NaN }))];
}
