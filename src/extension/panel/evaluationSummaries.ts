// What the panel shows of a run's stored evaluations.

import { protocolOfMeasured, sortPublished } from '../../experiment/comparableFigures.ts';
import type { Quantity } from '../../experiment/quantities.ts';
import { commonMistakes } from '../../meta/confusion.ts';
import type { EvaluationReport } from '../../meta/evaluationReport.ts';
import type { EvaluationList, EvaluationSummary, MeasuredCurve } from '../../panel/panelMessages.ts';
import { isTrainedAsSaid, reasonApart } from '../../runs/comparableEvaluation.ts';
import type { StoredSummary as EvaluationFigures, EvaluationListing } from '../../runs/evaluations.ts';
import type { Manifest } from '../../runs/manifest.ts';
import { measuredParametersOf } from '../../runs/measuredParameters.ts';
import type { ShownExperiment } from './runReading.ts';

type DataOfRun = Pick<Manifest, 'splitDigest' | 'dataChanges' | 'initializedFrom' | 'earlierLengths'>;

/** As many as a person will look at. */
const mostMistakes = 10;

/** `experiment` is undefined where it cannot be read: then nothing published stands beside a figure. */
export function summarizeEvaluations(
  listings: readonly EvaluationListing<EvaluationFigures>[],
  experiment: ShownExperiment | undefined,
  manifest: DataOfRun,
): EvaluationList {
  return {
    evaluations: listings.flatMap((listing) =>
      listing.kind === 'evaluation' ? [summarize(listing.file, listing.evaluation, experiment, manifest)] : [],
    ),
    problems: listings.flatMap((listing) => (listing.kind === 'unreadable' ? [listing.notice] : [])),
  };
}

function summarize(
  file: string,
  evaluation: EvaluationFigures,
  experiment: ShownExperiment | undefined,
  manifest: DataOfRun,
): EvaluationSummary {
  const { createdAt, protocol, initialization, report } = evaluation;
  const { shots, transductive } = protocol;
  const apart = reasonApart(evaluation, manifest) ?? null;
  const quantity = report.figures[0]?.quantity ?? 'loss';
  const comparable =
    experiment === undefined || apart !== null || !isTrainedAsSaid(manifest)
      ? []
      : sortPublished(experiment, protocolOfMeasured(protocol)).comparable;
  return {
    file,
    createdAt,
    shots,
    transductive,
    tasks: report.tasks,
    parameters: measuredParametersOf(initialization, manifest),
    curve: { iteration: initialization.iteration, steps: report.steps, measured: curvesOf(report) },
    quantity,
    apart,
    published: comparable.filter(({ figure }) => figure === quantity),
    baselines:
      evaluation.baselines?.map(({ name, quantity: ofBaseline, after, difference }) => ({
        name,
        quantity: ofBaseline,
        after,
        difference,
      })) ?? null,
    classification: classificationOf(report),
  };
}

function curvesOf({ figures }: EvaluationReport): EvaluationSummary['curve']['measured'] {
  const measured: Partial<Record<Quantity, MeasuredCurve>> = {};
  for (const { quantity, curve } of figures) {
    measured[quantity] = { means: curve.map(({ mean }) => mean), ci95s: curve.map(({ ci95 }) => ci95) };
  }
  return measured;
}

function classificationOf(report: EvaluationReport): EvaluationSummary['classification'] {
  if (report.kind !== 'classification') return null;
  const { before, after } = report.calibration;
  return { before, after, mistakes: commonMistakes(report.confusion, mostMistakes) };
}
