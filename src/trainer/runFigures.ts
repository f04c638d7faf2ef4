// From what training yields to the figures that a run records, in its event file and in its manifest.

import { type Quantity, quantities } from '../experiment/quantities.ts';
import type { HeldOutSummary } from '../meta/evaluate.ts';
import type { MeanWithInterval } from '../meta/interval.ts';
import type { MetaTrainingEvent } from '../meta/metaTrainer.ts';
import type { Scalar } from '../runs/events.ts';
import { isBetter, type Measurement } from '../runs/figureOfMerit.ts';
import type { HeldOutFigure, Manifest } from '../runs/manifest.ts';
import { recordedQuantities } from '../runs/quantities.ts';
import { adaptationCi95Tag, adaptationTag, tags } from '../runs/tags.ts';
import type { Pace } from './runClock.ts';

export function iterationScalars(
  event: Pick<
    Extract<MetaTrainingEvent, { kind: 'iteration' }>,
    'firstLoss' | 'lastLoss' | 'metaStepSize' | 'updateNorm'
  >,
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

/** The figures after the last inner step, and the whole adaptation curve; of training classes the former alone. */
export function evaluationScalars(summary: HeldOutSummary, trainingClasses?: HeldOutSummary): Scalar[] {
  const curve = summary.steps.flatMap((step, index) =>
    quantities.flatMap((quantity) =>
      quantityScalars(adaptationTag(quantity, step), adaptationCi95Tag(quantity, step), summary[quantity][index]),
    ),
  );
  const last = quantities.flatMap((quantity) => {
    const { tags: heldOut, trainingTags } = recordedQuantities[quantity];
    return [
      ...quantityScalars(heldOut.mean, heldOut.ci95, summary[quantity].at(-1)),
      ...quantityScalars(trainingTags.mean, trainingTags.ci95, trainingClasses?.[quantity].at(-1)),
    ];
  });
  return [...curve, ...last];
}

/** None where the quantity was not measured. */
function quantityScalars(tag: string, ci95Tag: string, measured: MeanWithInterval | undefined): Scalar[] {
  if (measured === undefined) return [];
  return [
    { tag, value: measured.mean },
    { tag: ci95Tag, value: measured.ci95 },
  ];
}

/**
 * A figure as the manifest gives it: the 32-bit float of the event file, which is all that a resumed run finds, in the
 * seven digits that it is good for (0.95, not 0.949999988079071).
 */
export function asRecorded(value: number): number {
  return Number(Math.fround(value).toPrecision(7));
}

export function heldOutFigure(iteration: number, summary: HeldOutSummary): HeldOutFigure {
  return figureFrom(iteration, (quantity) => {
    const last = summary[quantity].at(-1);
    return last === undefined ? undefined : { value: last.mean, ci95: last.ci95 };
  });
}

/** A loss that was not measured is no number: the manifest always has one. */
export function figureFrom(
  iteration: number,
  measured: (quantity: Quantity) => Measurement | undefined,
): HeldOutFigure {
  const figure: HeldOutFigure = { iteration, loss: Number.NaN, lossCi95: Number.NaN };
  for (const quantity of quantities) {
    const { keys } = recordedQuantities[quantity];
    const measurement = measured(quantity);
    if (measurement === undefined) continue;
    figure[keys.mean] = asRecorded(measurement.value);
    if (!Number.isNaN(measurement.ci95)) figure[keys.ci95] = asRecorded(measurement.ci95);
  }
  return figure;
}

export type ManifestFigures = Pick<Manifest, 'latest' | 'best' | 'untrained' | 'trainingClasses'>;

/** The manifest's figures after one more evaluation. */
export function withFigure(figures: ManifestFigures, figure: HeldOutFigure): ManifestFigures {
  const { latest, best, untrained } = figures;
  return {
    ...figures,
    untrained: figure.iteration === 0 ? figure : untrained,
    latest: latest === null || figure.iteration >= latest.iteration ? figure : latest,
    best: best === null || isBetter(figure, best) ? figure : best,
  };
}
