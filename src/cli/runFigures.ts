// A run's held-out figures: for a person as a table, for scripts as metrics.

import type { Quantity } from '../experiment/quantities.ts';
import { measuredQuantities, measurementOf, meritOf } from '../runs/figureOfMerit.ts';
import type { HeldOutFigure, Manifest } from '../runs/manifest.ts';
import { byFigureKey } from '../runs/quantities.ts';
import type { NamedMerit } from '../runs/trainedBy.ts';
import { nameBaseline } from '../words/describeBaselines.ts';
import { formatCount } from '../words/formatFigures.ts';
import { formatNumber } from '../words/terminalFigures.ts';
import { formatMeasurement } from '../words/terminalQuantities.ts';
import { untranslated } from '../words/translate.ts';
import type { ReportedMeasurement } from './evaluation.ts';
import { formatTable } from './formatTable.ts';
import type { Symbols } from './symbols.ts';
import { printable, type Surface, type Terminal } from './terminal.ts';

/** Figures as JSON output names them; accuracy is a share (0 … 1). Null is what is not measured. */
interface ReportedFigure extends ReportedMeasurement {
  readonly iteration: number;
}

/**
 * `metrics` of the last line of `train --json` and of `show --json`: the latest held-out figure, and what to compare it
 * with.
 */
export interface ReportedMetrics extends ReportedMeasurement {
  /** Mean loss of the last inner batches of the latest meta-iteration. */
  readonly trainingLoss: number | null;
  readonly best: ReportedFigure | null;
  /** The initialization before any meta-iteration. */
  readonly untrained: ReportedFigure | null;
  /** What classical methods achieve on the same tasks; null where the experiment does not ask for them. */
  readonly baselines: Manifest['baselines'];
  /** The latest on tasks of training classes, where the experiment asks for it. */
  readonly trainingClasses: ReportedFigure | null;
  /** What another program than our trainer is judged by; null where it names nothing, and of our own runs. */
  readonly named: NamedMerit | null;
}

function reportFigure(figure: HeldOutFigure): ReportedFigure {
  const { loss, lossCi95, accuracy, accuracyCi95, return: own, returnCi95 } = reportMeasured(figure);
  // Written out, since thousands of runs are reported at once.
  return { iteration: figure.iteration, loss, lossCi95, accuracy, accuracyCi95, return: own, returnCi95 };
}

function reportMeasured(figure: HeldOutFigure | null): ReportedMeasurement {
  return byFigureKey((_quantity, _part, key) => figure?.[key] ?? null);
}

export function reportMetrics({
  latest,
  best,
  untrained,
  trainingClasses,
  latestTrainingLoss,
  baselines,
  trainedBy,
}: Manifest): ReportedMetrics {
  // Written out, as in `reportFigure`.
  const { loss, lossCi95, accuracy, accuracyCi95, return: own, returnCi95 } = reportMeasured(latest);
  return {
    loss,
    lossCi95,
    accuracy,
    accuracyCi95,
    return: own,
    returnCi95,
    trainingLoss: latestTrainingLoss,
    best: best === null ? null : reportFigure(best),
    untrained: untrained === null ? null : reportFigure(untrained),
    trainingClasses: trainingClasses === null ? null : reportFigure(trainingClasses),
    baselines,
    named: trainedBy.kind === 'program' ? trainedBy.merit : null,
  };
}

/** The figure that the run is judged by, of a program's own also its name; empty before it is measured. */
export function formatMerit(manifest: Manifest, which: 'latest' | 'best', symbols: Symbols): string {
  const merit = meritOf(manifest, which);
  switch (merit?.of) {
    case undefined:
      return '';
    case 'quantity':
      return formatMeasurement(merit.quantity, merit, symbols);
    case 'tag':
      return `${printable(merit.tag)} ${formatNumber(merit.value)}`;
  }
}

/** Held-out figures before training, now and at best, and those of baselines; empty while nothing was evaluated. */
export function formatFigures(manifest: Manifest, { symbols }: Terminal, surface: Surface): string {
  if (manifest.trainedBy.kind === 'program') return formatNamedMerit(manifest.trainedBy.merit, surface);
  const named: [string, HeldOutFigure | null][] = [
    ['before meta-training', manifest.untrained],
    ['latest', manifest.latest],
    ['best', manifest.best],
    ['training classes', manifest.trainingClasses],
  ];
  const known = named.flatMap(([name, figure]) => (figure === null ? [] : [{ name, figure }]));
  if (known.length === 0) return '';
  const [first] = known;
  const quantities = first === undefined ? [] : measuredQuantities(first.figure).toReversed();
  const columns = [
    { title: 'held-out tasks', alignment: 'left' },
    { title: 'meta-iteration', alignment: 'right' },
    ...quantities.map((quantity) => ({ title: quantity, alignment: 'right' }) as const),
  ] as const;
  const rows = known.map(({ name, figure }) => [
    name,
    formatCount(figure.iteration),
    ...quantities.map((quantity) => formatMeasured(figure, quantity, symbols)),
  ]);
  const baselineRows = (manifest.baselines ?? []).map(({ name, quantity, mean, ci95 }) => [
    nameBaseline(name, untranslated),
    '',
    ...quantities.map((other) =>
      other === quantity ? formatMeasurement(quantity, { value: mean, ci95 }, symbols) : '',
    ),
  ]);
  return formatTable(columns, [...rows, ...baselineRows], (line) => surface.paint('bold', line));
}

function formatNamedMerit(merit: NamedMerit | null, surface: Surface): string {
  if (merit?.latest == null) return '';
  const { tag, first, latest, best } = merit;
  const columns = [
    { title: 'figure of merit', alignment: 'left' },
    { title: 'step', alignment: 'right' },
    { title: printable(tag), alignment: 'right' },
  ] as const;
  const rows = Object.entries({ first, latest, best }).flatMap(([name, figure]) =>
    figure === null ? [] : [[name, formatCount(figure.iteration), formatNumber(figure.value)]],
  );
  return formatTable(columns, rows, (line) => surface.paint('bold', line));
}

function formatMeasured(figure: HeldOutFigure, quantity: Quantity, symbols: Symbols): string {
  const measured = measurementOf(figure, quantity);
  if (measured === undefined) return '';
  return formatMeasurement(quantity, measured, symbols);
}
