// ChartView: what a chart shows, said without colours, canvas or library. Each chart's view builds it, charts/ draws
// it.

import type { RunDash, RunHue } from '../../src/panel/runColours.ts';
import type { ChartPoint } from '../series.ts';
import { translate } from '../translate.ts';

/** What a line stands for; the theme gives each its colour, the same in every chart. */
export type Ink = 'before' | 'after' | 'untrained' | 'truth' | 'published' | RunInk;

/** Of one of several runs. */
export type RunInk = `run-${RunHue}`;

export interface ChartLine {
  readonly key: string;
  /** The legend entry that hides and shows it. */
  readonly group: string;
  readonly ink: Ink;
  readonly opacity: number;
  /** Pixels; 0 draws markers only. */
  readonly width: number;
  readonly stroke: RunDash;
  readonly markers: boolean;
  readonly points: readonly ChartPoint[];
  /** What the tooltip says of point `index`; lines without it are not pointed at. */
  readonly describe?: (index: number) => string;
}

/** The area between two lines over the same x values. */
export interface ChartBand {
  readonly key: string;
  readonly group: string;
  readonly ink: Ink;
  readonly lower: readonly ChartPoint[];
  readonly upper: readonly ChartPoint[];
}

/** A horizontal line at one value. */
export interface ReferenceLine {
  readonly key: string;
  readonly group: string;
  readonly ink: Ink;
  /** Lines of different meaning differ in more than colour. */
  readonly stroke: 'dashed' | 'dotted';
  readonly y: number;
  /** Half the height of the band around it; absent or 0: none. */
  readonly halfWidth?: number;
  /** Written on the line. */
  readonly label?: string;
}

/** A single point that stands out. */
export interface ChartMark {
  readonly key: string;
  readonly group: string;
  readonly ink: Ink;
  readonly x: number;
  readonly y: number;
}

export interface LegendEntry {
  readonly group: string;
  readonly label: string;
  readonly ink: Ink;
  readonly swatch: 'line' | 'dashedLine' | 'dottedLine' | 'band' | 'fadingLines' | 'point' | 'ring';
  /** Hidden until it is pressed: what is far from everything else would leave that no room. */
  readonly startsHidden?: boolean;
}

interface ChartAxis {
  readonly title: string;
  readonly format: (value: number) => string;
}

export interface ChartView {
  /** `whole`: nothing lies between whole numbers. */
  readonly x: ChartAxis & { readonly whole: boolean; readonly describe: (value: number) => string };
  /** `reach`: what the axis shows at least, so that charts side by side have one scale. */
  readonly y: ChartAxis & {
    readonly scale: 'linear' | 'logarithmic';
    readonly reach?: { readonly low: number; readonly high: number };
  };
  readonly bands: readonly ChartBand[];
  readonly lines: readonly ChartLine[];
  readonly references: readonly ReferenceLine[];
  readonly marks: readonly ChartMark[];
  readonly legend: readonly LegendEntry[];
  /** One or two sentences under the chart: how to read it, and what its band is. */
  readonly caption: string;
  /** The text alternative: the latest values in words. */
  readonly summary: string;
  /** The points as a table. */
  readonly csv: () => string;
}

/** The lower and upper edge of `points` ± `halfWidths`, held within `limits`. Gaps stay gaps. */
export function bandEdges(
  points: readonly ChartPoint[],
  halfWidths: readonly number[],
  limits: { readonly low: number; readonly high: number },
): { lower: ChartPoint[]; upper: ChartPoint[] } {
  const edge = (direction: 1 | -1) =>
    points.map(({ x, y }, index) => {
      const value = y + direction * (halfWidths[index] ?? Number.NaN);
      return { x, y: Math.min(limits.high, Math.max(limits.low, value)) };
    });
  return { lower: edge(-1), upper: edge(1) };
}

/** What an axis over meta-iterations says; shared by the charts that have one. */
export function metaIterationAxis(format: (value: number) => string): ChartView['x'] {
  return {
    title: translate('Meta-iteration'),
    whole: true,
    format,
    describe: (value) => translate('Meta-iteration {0}', format(value)),
  };
}
