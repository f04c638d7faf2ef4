// Successive halving in words: the rule of a sweep, how a run stands on its rung, and why one went on.

import { isHigherBetter, type Quantity } from '../experiment/quantities.ts';
import { titleOfQuantity } from './quantityWords.ts';
import { type Translate, untranslated } from './translate.ts';

interface Rule {
  readonly reductionFactor: number;
  readonly rungs: readonly number[];
  readonly quantity: Quantity;
}

interface Standing {
  readonly finished: number;
  readonly quota: number;
  readonly place: number | undefined;
  readonly onOtherData: number;
}

interface RunOnRung {
  readonly id: string;
  readonly rung: number;
  readonly value: number | undefined;
  readonly promotedAs: string | undefined;
}

/** `Rungs at 100, 300, 900 meta-iterations; of 3 that come to the end of one, the one with the highest accuracy goes on.` */
export function describeRule({ reductionFactor, rungs, quantity }: Rule, translate: Translate): string {
  const said = [rungs.join(', '), reductionFactor, nameOf(quantity, translate)] as const;
  return isHigherBetter(quantity)
    ? translate(
        'Rungs at {0} meta-iterations; of {1} that come to the end of one, the one with the highest {2} goes on.',
        ...said,
      )
    : translate(
        'Rungs at {0} meta-iterations; of {1} that come to the end of one, the one with the lowest {2} goes on.',
        ...said,
      );
}

/** For the log of the run that goes on, which is in English. */
export function describePromotion(run: RunOnRung, standing: Standing, rule: Rule): string {
  const next = rule.rungs[run.rung + 1];
  return `Goes on to ${next} meta-iterations by successive halving: ${standingInWords(run, standing, rule, untranslated)}, of which ${standing.quota} go on, as run ${run.id}. ${describeRule(rule, untranslated)}`;
}

/**
 * How a run stands, and what became or may become of it.
 * @param obstacle what keeps it from going on where it is to
 */
export function describeStanding(
  run: RunOnRung,
  standing: Standing,
  rule: Rule,
  translate: Translate,
  obstacle?: 'unapproved' | 'cannotGoOn',
): string {
  const rung = translate('Rung {0} of {1}', run.rung + 1, rule.rungs.length);
  if (run.value === undefined) return translate('{0}, not at its end yet.', rung);
  if (Number.isNaN(run.value)) return translate('{0}: it failed, and does not go on.', rung);
  const place = standingInWords(run, standing, rule, translate);
  if (run.rung === rule.rungs.length - 1) return translate('{0}, the last: {1}.', rung, place);
  if (run.promotedAs !== undefined) return translate('{0}: {1}; it went on as {2}.', rung, place, run.promotedAs);
  const isNext = standing.place !== undefined && standing.place <= standing.quota;
  if (!isNext) return translate('{0}: {1}; it does not go on, as {2} of these do.', rung, place, standing.quota);
  switch (obstacle) {
    case 'unapproved':
      return translate(
        '{0}: {1}; it is to go on, and waits for your word, since nobody knows that you made it here: it was moved, or somebody else made it.',
        rung,
        place,
      );
    case 'cannotGoOn':
      return translate('{0}: {1}; it has no checkpoint that it could go on from, so the next best does.', rung, place);
    case undefined:
      return translate('{0}: {1}; it goes on when there is a place.', rung, place);
  }
}

function standingInWords(
  { value }: RunOnRung,
  { finished, place, onOtherData }: Standing,
  { quantity }: Rule,
  translate: Translate,
): string {
  const name = nameOf(quantity, translate);
  if (value === undefined || place === undefined) return translate('{0} unknown', name);
  const figure = Number(value.toPrecision(5));
  const standing = translate('{0} {1} is number {2} of {3} at the end of this rung', name, figure, place, finished);
  if (onOtherData === 0) return standing;
  return onOtherData === 1
    ? translate('{0} (without 1 run whose figure is of other held-out data)', standing)
    : translate('{0} (without {1} runs whose figures are of other held-out data)', standing, onOtherData);
}

function nameOf(quantity: Quantity, translate: Translate): string {
  return titleOfQuantity(quantity, translate).toLowerCase();
}
