// The lines and bands of a chart of several runs: a run's curve as it is, or folded over seeds with the single runs
// faint beneath.

import type { RunBeside } from '../../../src/panel/compareMessages.ts';
import { type FoldedCurve, foldCurves } from '../../../src/panel/foldCurves.ts';
import { bandEdges, type ChartBand, type ChartLine, type LegendEntry } from '../../charts/chartView.ts';
import type { Limits } from '../../quantityWords.ts';
import type { ChartPoint } from '../../series.ts';
import { translate } from '../../translate.ts';
import type { Entry } from '../entries.ts';
import { LastResult } from './lastResult.ts';

/** Of one run, on the charts' x axis. */
export interface RunCurve {
  readonly points: readonly ChartPoint[];
  /** Half the 95 % interval over tasks at each point; absent where there is none. */
  readonly halfWidths?: readonly number[];
}

export interface CurveLines {
  readonly lines: readonly ChartLine[];
  readonly bands: readonly ChartBand[];
  /** Not shown; the tooltip follows its order. */
  readonly legend: readonly LegendEntry[];
  /** Whether bands over tasks were left out because there would be too many. */
  readonly areTaskBandsLeftOut: boolean;
  /** Whether bands reach further than is shown. */
  readonly areBandsCut: boolean;
  /** Whether a line is a mean over seeds. */
  readonly isAnyFolded: boolean;
}

export interface CurveWords {
  /** Of a value and half its interval, which may be no number. */
  readonly interval: (value: number, ci95: number) => string;
  /** What a band is held within. */
  readonly limits: (points: readonly ChartPoint[]) => Limits;
}

/** More bands over each other show nothing. */
const mostTaskBands = 6;
const faint = { opacity: 0.35, width: 1 } as const;

const folded = new LastResult<object, FoldedCurve>();

export function curveLines(
  entries: readonly Entry[],
  curveOf: (run: RunBeside) => RunCurve | undefined,
  words: CurveWords,
): CurveLines {
  const drawn = entries.flatMap((entry) => {
    const curves = entry.drawn.flatMap((run) => {
      const curve = curveOf(run);
      return curve === undefined || curve.points.length === 0 ? [] : [{ run, curve }];
    });
    return curves.length === 0 ? [] : [{ entry, curves }];
  });
  const singles = drawn.filter(({ curves }) => curves.length === 1);
  const showsTaskBands = singles.length <= mostTaskBands;
  const parts = drawn.map(({ entry, curves }) => {
    const [first, ...others] = curves;
    if (first === undefined) return { lines: [], bands: [] };
    return others.length === 0 ? single(entry, first.curve, words, showsTaskBands) : overSeeds(entry, curves, words);
  });
  const lines = parts.flatMap((part) => part.lines);
  const { bands, areCut } = cutBands(
    parts.flatMap((part) => part.bands),
    lines,
  );
  return {
    lines,
    bands,
    areBandsCut: areCut,
    legend: drawn.map(({ entry: { id, label, colour } }) => ({
      group: id,
      label,
      ink: `run-${colour.hue}` as const,
      swatch: 'line' as const,
    })),
    areTaskBandsLeftOut: !showsTaskBands && singles.some(({ curves }) => curves[0]?.curve.halfWidths !== undefined),
    isAnyFolded: singles.length < drawn.length,
  };
}

interface Parts {
  readonly lines: readonly ChartLine[];
  readonly bands: readonly ChartBand[];
}

function single(entry: Entry, { points, halfWidths }: RunCurve, words: CurveWords, hasBand: boolean): Parts {
  const describe = (index: number): string =>
    `${entry.label}: ${words.interval(points[index]?.y ?? Number.NaN, halfWidths?.[index] ?? Number.NaN)}`;
  return {
    lines: [{ ...lineOf(entry, entry.id, points), width: 1.75, opacity: 1, describe }],
    bands: hasBand && halfWidths !== undefined ? [bandOf(entry, points, halfWidths, words)] : [],
  };
}

function overSeeds(
  entry: Entry,
  curves: readonly { readonly run: RunBeside; readonly curve: RunCurve }[],
  words: CurveWords,
): Parts {
  const all = curves.map(({ curve }) => curve.points);
  const mean = folded.of(all[0] ?? all, all, () => foldCurves(all));
  const describe = (index: number): string =>
    `${entry.label}: ${words.interval(mean.points[index]?.y ?? Number.NaN, mean.halfWidths[index] ?? Number.NaN)}`;
  return {
    lines: [
      ...curves.map(({ run, curve }) => ({ ...lineOf(entry, `${run.runKey}/seed`, curve.points), ...faint })),
      { ...lineOf(entry, entry.id, mean.points), width: 2.25, opacity: 1, describe },
    ],
    bands: [bandOf(entry, mean.points, mean.halfWidths, words)],
  };
}

function lineOf({ id, colour }: Entry, key: string, points: readonly ChartPoint[]): ChartLine {
  return {
    key,
    group: id,
    ink: `run-${colour.hue}`,
    stroke: colour.dash,
    opacity: 1,
    width: 1,
    markers: points.length === 1,
    points,
  };
}

function bandOf(
  { id, colour }: Entry,
  points: readonly ChartPoint[],
  halfWidths: readonly number[],
  words: CurveWords,
): ChartBand {
  return {
    key: `${id}/band`,
    group: id,
    ink: `run-${colour.hue}`,
    ...bandEdges(points, halfWidths, words.limits(points)),
  };
}

/**
 * The interval of a mean over two seeds, or over few tasks, may be a hundred times as wide as all lines lie apart:
 * bands widen what is shown to three times that at most.
 */
function cutBands(
  bands: readonly ChartBand[],
  lines: readonly ChartLine[],
): { readonly bands: readonly ChartBand[]; readonly areCut: boolean } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of lines)
    for (const { y } of points) {
      if (y < low) low = y;
      if (y > high) high = y;
    }
  const room = high > low ? high - low : Math.abs(high) || 1;
  const [least, most] = [low - room, high + room];
  let areCut = false;
  const cut = (points: readonly ChartPoint[]) => {
    if (points.every(({ y }) => !(y < least || y > most))) return points;
    areCut = true;
    return points.map(({ x, y }) => ({ x, y: Math.min(most, Math.max(least, y)) }));
  };
  return { bands: bands.map((band) => ({ ...band, lower: cut(band.lower), upper: cut(band.upper) })), areCut };
}

/** How bands and faint lines are to be read. */
export function explainLines(
  { isAnyFolded, areTaskBandsLeftOut, areBandsCut, bands }: CurveLines,
  tasks: string,
): string {
  const sentences = [
    isAnyFolded
      ? translate(
          'Strong: mean over seeds, as far as all have come; band: its 95\u00a0% interval over seeds. Faint: the runs.',
        )
      : '',
    areTaskBandsLeftOut ? translate('Bands of single runs are left out: there are too many.') : '',
    bands.length > 0 && !areTaskBandsLeftOut ? tasks : '',
    areBandsCut ? translate('Bands that reach far beyond all lines are cut off.') : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
