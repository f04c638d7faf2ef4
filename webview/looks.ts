// How a person looks at a run's page: lines hidden, a chart zoomed into, an evaluation opened. Kept as long as the page
// is there.

export type ChartName =
  | 'training'
  | 'heldOut'
  | 'adaptation'
  | 'tag'
  | 'sample'
  | 'evaluationCurve'
  | 'calibration'
  | 'oneTask'
  | SideBySideChart
  | FigureChart;

/** Charts of another program's run, of which each shows a figure that is chosen. */
export const figureCharts = ['figure1', 'figure2', 'figure3', 'figure4'] as const;
type FigureChart = (typeof figureCharts)[number];

/** Samples of several runs that are charts. */
export const sideBySideCharts = ['beside1', 'beside2', 'beside3', 'beside4'] as const;
type SideBySideChart = (typeof sideBySideCharts)[number];

/** What can be copied: a chart's picture or points, or the points of a sample that is no chart. */
export type Copyable = `${ChartName}/picture` | `${ChartName}/points`;

export interface Looks {
  /** For each chart the lines that a person has shown (true) or hidden; the others are as the chart has them. */
  readonly lines: Readonly<Partial<Record<ChartName, Readonly<Record<string, boolean>>>>>;
  /** Charts of which a part is shown. */
  readonly zoomed: readonly ChartName[];
  /** The file of the evaluation that is opened. */
  readonly evaluation: string | null;
  /** Position in the sample's numbers of inner steps; null is the last, however many there are. */
  readonly moment: number | null;
  /** Lists of the sample that are shown whole. */
  readonly wholeLists: readonly string[];
  /** Whether what was copied just now is on the clipboard. */
  readonly copied: Readonly<Partial<Record<Copyable, 'done' | 'failed'>>>;
}

export type LooksChange =
  | { readonly kind: 'line'; readonly chart: ChartName; readonly group: string; readonly isShown: boolean }
  | { readonly kind: 'zoom'; readonly chart: ChartName; readonly isZoomed: boolean }
  | { readonly kind: 'evaluation'; readonly file: string | null }
  | { readonly kind: 'moment'; readonly moment: number | null }
  | { readonly kind: 'wholeList'; readonly list: string }
  /** null: it is long enough ago. */
  | { readonly kind: 'copied'; readonly what: Copyable; readonly outcome: 'done' | 'failed' | null };

export const firstLooks: Looks = { lines: {}, zoomed: [], evaluation: null, moment: null, wholeLists: [], copied: {} };

/** Returns the same looks when nothing changes. */
export function changeLooks(looks: Looks, change: LooksChange): Looks {
  switch (change.kind) {
    case 'line': {
      const ofChart = { ...looks.lines[change.chart], [change.group]: change.isShown };
      return { ...looks, lines: { ...looks.lines, [change.chart]: ofChart } };
    }
    case 'zoom': {
      if (looks.zoomed.includes(change.chart) === change.isZoomed) return looks;
      const others = looks.zoomed.filter((chart) => chart !== change.chart);
      return { ...looks, zoomed: change.isZoomed ? [...others, change.chart] : others };
    }
    case 'evaluation':
      return { ...looks, evaluation: change.file };
    case 'moment':
      return { ...looks, moment: change.moment };
    case 'wholeList':
      return looks.wholeLists.includes(change.list)
        ? looks
        : { ...looks, wholeLists: [...looks.wholeLists, change.list] };
    case 'copied': {
      const { [change.what]: _, ...others } = looks.copied;
      return { ...looks, copied: change.outcome === null ? others : { ...others, [change.what]: change.outcome } };
    }
  }
}
