// Successive halving in words: the rule of a sweep, how a run stands on its rung, and why one went on.

import { isHigherBetter, type Quantity } from '../experiment/quantities.ts';

interface Rule {
  readonly reductionFactor: number;
  readonly rungs: readonly number[];
  readonly quantity: Quantity;
}

interface Standing {
  readonly finished: number;
  readonly quota: number;
  readonly place: number | undefined;
}

interface RunOnRung {
  readonly id: string;
  readonly rung: number;
  readonly value: number | undefined;
  readonly promotedAs: string | undefined;
}

/** `Rungs at 100, 300, 900 meta-iterations; of each 3 that come to the end of one, the 1 with the highest accuracy goes on.` */
export function describeRule({ reductionFactor, rungs, quantity }: Rule): string {
  const best = `${isHigherBetter(quantity) ? 'highest' : 'lowest'} ${quantity}`;
  return `Rungs at ${rungs.join(', ')} meta-iterations; of ${reductionFactor} that come to the end of one, the one with the ${best} goes on.`;
}

/** For the log of the run that goes on. */
export function describePromotion(run: RunOnRung, standing: Standing, rule: Rule): string {
  const next = rule.rungs[run.rung + 1];
  return `Goes on to ${next} meta-iterations by successive halving: ${standingInWords(run, standing, rule)}, of which ${standing.quota} go on, as run ${run.id}. ${describeRule(rule)}`;
}

/** How a run stands, and what became or may become of it. */
export function describeStanding(run: RunOnRung, standing: Standing, rule: Rule): string {
  const rung = `Rung ${run.rung + 1} of ${rule.rungs.length}`;
  if (run.value === undefined) return `${rung}, not at its end yet.`;
  if (Number.isNaN(run.value)) return `${rung}: it failed, and does not go on.`;
  const place = standingInWords(run, standing, rule);
  if (run.rung === rule.rungs.length - 1) return `${rung}, the last: ${place}.`;
  if (run.promotedAs !== undefined) return `${rung}: ${place}; it went on as ${run.promotedAs}.`;
  const isNext = standing.place !== undefined && standing.place <= standing.quota;
  return `${rung}: ${place}; ${isNext ? 'it goes on when there is a place' : `it does not go on, as ${standing.quota} of these do`}.`;
}

function standingInWords({ value }: RunOnRung, { finished, place }: Standing, { quantity }: Rule): string {
  return `${quantity} ${value === undefined ? 'unknown' : Number(value.toPrecision(5))} is number ${place} of ${finished} at the end of this rung`;
}
