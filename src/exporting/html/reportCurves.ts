// The curves of a report: which figures are drawn, and runs that differ in the seed alone as one, as the compare page has them.

import { messageOf } from '../../base/systemErrors.ts';
import { type FoldedCurve, foldCurves } from '../../panel/foldCurves.ts';
import type { DrawnColour } from '../../panel/runColours.ts';
import { ThinnedSeries } from '../../panel/thinnedSeries.ts';
import { rankFigures } from '../../runs/guessMerit.ts';
import { isHeldOutMean } from '../../runs/quantities.ts';
import { tags as ownTags } from '../../runs/tags.ts';
import type { ExportRequest } from '../exportFormat.ts';
import { fullTitleOf, openFiguresOf, type RunToExport } from '../runToExport.ts';
import type { DrawnCurve } from './lineChart.ts';

/** Runs that are drawn as one. */
export interface CurveGroup {
  readonly title: string;
  readonly colour: DrawnColour;
  /** One of each seed. */
  readonly runs: readonly RunToExport[];
}

export interface FigureCurves {
  readonly tag: string;
  readonly curves: readonly DrawnCurve[];
}

const mostFigures = 8;
/** Of a log of another program: as many as its panel shows. */
const mostOfLog = 4;
/** Of one run, and of the runs of one curve together: of very many each has fewer. */
const mostPoints = 400;
const mostPointsOfCurve = 40_000;
const fewestPoints = 20;

/** The figures that most runs have come first. Run by run: only what is drawn of those before is kept. Rejects as `RunFigures` does. */
export async function readCurves(
  groups: readonly CurveGroup[],
  request: ExportRequest,
): Promise<readonly FigureCurves[]> {
  const counts = new Map<string, number>();
  const drawn: ReadonlyMap<string, DrawnCurve>[] = [];
  for (const group of groups) drawn.push(await readGroup(group, counts, request));
  const chosen = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostFigures);
  return chosen.map(([tag]) => ({ tag, curves: drawn.flatMap((curves) => curves.get(tag) ?? []) }));
}

/** One curve of each figure. @param counts how many runs have which figure, to which the group's are added */
async function readGroup(
  { title, colour, runs }: CurveGroup,
  counts: Map<string, number>,
  request: ExportRequest,
): Promise<ReadonlyMap<string, DrawnCurve>> {
  const most = Math.max(fewestPoints, Math.min(mostPoints, Math.floor(mostPointsOfCurve / runs.length)));
  const read = new Map<string, FoldedCurve['points'][]>();
  const take = async (run: RunToExport) => {
    for (const [tag, points] of await readRun(run, most, request)) {
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
      if (points.length === 0) continue;
      const curves = read.get(tag) ?? [];
      curves.push(points);
      read.set(tag, curves);
    }
  };
  for (const run of runs)
    await take(run).catch((error: unknown) => {
      request.signal.throwIfAborted();
      request.onProblem(`“${fullTitleOf(run)}” has no curves: ${messageOf(error)}`);
    });
  return new Map([...read].map(([tag, curves]) => [tag, { title, colour, ...foldCurves(curves) }]));
}

async function readRun(
  run: RunToExport,
  most: number,
  request: ExportRequest,
): Promise<ReadonlyMap<string, FoldedCurve['points']>> {
  const figures = await openFiguresOf(run, request);
  const wanted = new Map(figuresAmong(figures.summary.tags.keys()).map((tag) => [tag, new ThinnedSeries()]));
  await figures.forEachBatch((batch) => {
    for (const { tag, iteration, value } of batch) {
      const series = wanted.get(tag);
      series?.add(iteration, value);
      if (series !== undefined && series.length > 4 * mostPoints) series.thin(2 * mostPoints);
    }
  }, request.signal);
  return new Map([...wanted].map(([tag, series]) => [tag, pointsOf(series, tag, most)]));
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
function pointsOf(series: ThinnedSeries, tag: string, most: number): FoldedCurve['points'] {
  if (series.length === 0) return [];
  series.thin(most);
  const { iterations, values, thinned } = series.toPoints(tag);
  const shown = thinned?.means ?? values;
  return iterations.map((x, place) => ({ x, y: shown[place] ?? Number.NaN }));
}
