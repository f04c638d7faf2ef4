// From what training yields to the figures that a run records, and back from recorded figures to the manifest's.

import type { EvaluationSummary } from '../meta/evaluate.ts';
import type { MetaTrainingEvent } from '../meta/metaTrainer.ts';
import type { Figure } from '../runs/eventReader.ts';
import type { Scalar } from '../runs/events.ts';
import { isBetter } from '../runs/figureOfMerit.ts';
import type { HeldOutFigure, Manifest } from '../runs/manifest.ts';
import { adaptationCi95Tag, adaptationTag, tags } from '../runs/tags.ts';
import type { Pace } from './runClock.ts';

export function iterationScalars(
  event: Extract<MetaTrainingEvent, { kind: 'iteration' }>,
  { iterationsPerSecond, workerIdleShare }: Pace,
): Scalar[] {
  return [
    { tag: tags.trainingLossFirst, value: event.firstLoss },
    { tag: tags.trainingLossLast, value: event.lastLoss },
    { tag: tags.metaStepSize, value: event.metaStepSize },
    { tag: tags.updateNorm, value: event.updateNorm },
    { tag: tags.speed, value: iterationsPerSecond },
    { tag: tags.workerIdleShare, value: workerIdleShare },
  ];
}

/** The figures after the last inner step, and the whole adaptation curve. */
export function evaluationScalars(summary: EvaluationSummary): Scalar[] {
  const curve = summary.steps.flatMap((step, index) => {
    const loss = summary.loss[index];
    const accuracy = summary.accuracy[index];
    return [
      ...(loss === undefined ? [] : quantityScalars(adaptationTag('loss', step), adaptationCi95Tag('loss', step), loss)),
      ...(accuracy === undefined
        ? []
        : quantityScalars(adaptationTag('accuracy', step), adaptationCi95Tag('accuracy', step), accuracy)),
    ];
  });
  const loss = summary.loss.at(-1);
  const accuracy = summary.accuracy.at(-1);
  return [
    ...curve,
    ...(loss === undefined ? [] : quantityScalars(tags.heldOutLoss, tags.heldOutLossCi95, loss)),
    ...(accuracy === undefined ? [] : quantityScalars(tags.heldOutAccuracy, tags.heldOutAccuracyCi95, accuracy)),
  ];
}

function quantityScalars(
  tag: string,
  ci95Tag: string,
  { mean, ci95 }: { readonly mean: number; readonly ci95: number },
): Scalar[] {
  return [
    { tag, value: mean },
    { tag: ci95Tag, value: ci95 },
  ];
}

/**
 * A figure as the manifest gives it: the 32-bit float of the event file, which is all that a resumed run finds, in the seven digits that
 * it is good for (0.95, not 0.949999988079071).
 */
export function asRecorded(value: number): number {
  return Number(Math.fround(value).toPrecision(7));
}

export function heldOutFigure(iteration: number, { loss, accuracy }: EvaluationSummary): HeldOutFigure {
  const lastLoss = loss.at(-1);
  const lastAccuracy = accuracy.at(-1);
  return {
    iteration,
    loss: asRecorded(lastLoss?.mean ?? Number.NaN),
    lossCi95: asRecorded(lastLoss?.ci95 ?? Number.NaN),
    ...(lastAccuracy === undefined
      ? {}
      : { accuracy: asRecorded(lastAccuracy.mean), accuracyCi95: asRecorded(lastAccuracy.ci95) }),
  };
}

type ManifestFigures = Pick<Manifest, 'latest' | 'best' | 'untrained'>;

/** The manifest's figures after one more evaluation. */
export function withFigure({ latest, best, untrained }: ManifestFigures, figure: HeldOutFigure): ManifestFigures {
  return {
    untrained: figure.iteration === 0 ? figure : untrained,
    latest: latest === null || figure.iteration >= latest.iteration ? figure : latest,
    best: best === null || isBetter(figure, best) ? figure : best,
  };
}

export interface RecordedFigures {
  readonly figures: ManifestFigures;
  /** The newest evaluation at or before the checkpoint; undefined when even the untrained one is missing. */
  readonly evaluatedUpTo: number | undefined;
  readonly latestTrainingLoss: number | null;
}

/** What the event files of earlier processes say of the iterations up to `upTo`. */
export function recordedFigures(series: ReadonlyMap<string, readonly Figure[]>, upTo: number): RecordedFigures {
  const upToCheckpoint = (tag: string) => (series.get(tag) ?? []).filter(({ iteration }) => iteration <= upTo);
  const valueAt = (tag: string, iteration: number) => {
    const value = series.get(tag)?.findLast((figure) => figure.iteration === iteration)?.value;
    return value === undefined ? undefined : asRecorded(value);
  };
  let figures: ManifestFigures = { latest: null, best: null, untrained: null };
  for (const { iteration, value: loss } of upToCheckpoint(tags.heldOutLoss)) {
    const accuracy = valueAt(tags.heldOutAccuracy, iteration);
    const accuracyCi95 = valueAt(tags.heldOutAccuracyCi95, iteration);
    figures = withFigure(figures, {
      iteration,
      loss: asRecorded(loss),
      lossCi95: valueAt(tags.heldOutLossCi95, iteration) ?? Number.NaN,
      ...(accuracy === undefined ? {} : { accuracy }),
      ...(accuracyCi95 === undefined ? {} : { accuracyCi95 }),
    });
  }
  const trainingLoss = upToCheckpoint(tags.trainingLossLast).at(-1)?.value;
  return {
    figures,
    evaluatedUpTo: figures.untrained === null ? undefined : figures.latest?.iteration,
    latestTrainingLoss: trainingLoss === undefined ? null : asRecorded(trainingLoss),
  };
}
