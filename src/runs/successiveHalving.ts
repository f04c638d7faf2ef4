// Asynchronous successive halving: which runs of a sweep go on, and how each of them stands among those that came as
// far. Pure.

import { isBetterValue, isHigherBetter, type Quantity } from '../experiment/quantities.ts';
import { measurementOf } from './figureOfMerit.ts';
import type { Manifest } from './manifest.ts';
import type { HalvingRule } from './runOrigin.ts';
import type { RunState } from './runState.ts';

/** A run as the rule sees it. */
export interface HalvedRun {
  readonly id: string;
  /** From 0 on. */
  readonly rung: number;
  /** The figure at the end of its rung; NaN for one that failed; undefined while it is not there. */
  readonly value: number | undefined;
  /** The run that goes on from it, if any does. */
  readonly promotedAs: string | undefined;
  /** Which held-out data the figure is of; undefined where there are none, or nobody knows. */
  readonly data?: string | undefined;
}

interface ListedRun {
  readonly state: RunState;
  readonly manifest: Manifest;
}

/**
 * The runs of a sweep, in their order, that stand on one of the rule's rungs; before them those that were deleted since
 * others went on from them. Neither deleting what went on nor what it went on from lets another go on.
 */
export function halvedRuns(runs: readonly ListedRun[], { rungs, quantity }: HalvingRule): readonly HalvedRun[] {
  const promotions = new Map<string, Manifest>();
  for (const { manifest } of runs) if (manifest.continues !== null) promotions.set(manifest.continues.run, manifest);
  const present = runs.flatMap(({ state, manifest }) => {
    const rung = rungs.indexOf(manifest.metaIterations);
    if (rung < 0) return [];
    const promotedAs = promotions.get(manifest.id)?.id ?? manifest.promotedAs ?? undefined;
    const data = manifest.heldOutDigest ?? undefined;
    return [{ id: manifest.id, rung, value: figureOf(state, manifest, quantity), promotedAs, data }];
  });
  for (const { manifest } of runs) promotions.delete(manifest.id);
  const deleted = [...promotions].flatMap(([id, { id: promotedAs, metaIterations, heldOutDigest }]) => {
    const rung = rungs.indexOf(metaIterations) - 1;
    return rung < 0 ? [] : [{ id, rung, value: bestPossible(quantity), promotedAs, data: heldOutDigest ?? undefined }];
  });
  return [...deleted, ...present];
}

/** It was among the best, and nobody knows its figure any more. */
function bestPossible(quantity: Quantity): number {
  return isHigherBetter(quantity) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** What a person stopped, or what lost its process, may be resumed: it counts once it has come to its end. */
function figureOf(state: RunState, { latest, metaIterations }: Manifest, quantity: Quantity): number | undefined {
  if (state === 'failed') return Number.NaN;
  if (state !== 'completed') return undefined;
  if (latest?.iteration !== metaIterations) return Number.NaN;
  return measurementOf(latest, quantity)?.value ?? Number.NaN;
}

/** How a run stands on its rung. */
export interface RungStanding {
  /** Runs of the rung that have come to its end, or failed. */
  readonly finished: number;
  /** So many of these go on. */
  readonly quota: number;
  /** From 1 on, among the finished ones; undefined for one that is not there yet. */
  readonly place: number | undefined;
  /** Those that have come to the end of the rung, too, and whose figures are of other held-out data: they do not count. */
  readonly onOtherData: number;
}

function isOnOther(data: string | undefined): (run: HalvedRun) => boolean {
  return (run) => data !== undefined && run.data !== undefined && run.data !== data;
}

function finishedOn(runs: readonly HalvedRun[], rung: number): readonly HalvedRun[] {
  return runs.filter((run) => run.rung === rung && run.value !== undefined);
}

/**
 * Of the runs of one rung that have come to its end the better ones first, those that failed last; else the older one.
 * Without those on other held-out data than `data`, whose figures say nothing beside these.
 */
function ranked(
  runs: readonly HalvedRun[],
  rung: number,
  quantity: Quantity,
  data: string | undefined,
): readonly HalvedRun[] {
  const isElsewhere = isOnOther(data);
  const finished = finishedOn(runs, rung).filter((run) => !isElsewhere(run));
  const order = new Map(finished.map((run, index) => [run, index]));
  return finished.toSorted((a, b) => {
    const [mine, other] = [a.value ?? Number.NaN, b.value ?? Number.NaN];
    const older = (order.get(a) ?? 0) - (order.get(b) ?? 0);
    if (Number.isNaN(mine) || Number.isNaN(other))
      return Number(Number.isNaN(mine)) - Number(Number.isNaN(other)) || older;
    if (mine === other) return older;
    return isBetterValue(quantity, mine, other) ? -1 : 1;
  });
}

/**
 * The runs that are to go on to the next rung now, in the order in which they are to: those of the highest rung first,
 * there the best. Of n that have come to the end of a rung the n / η best go on, rounded down, whatever the others are
 * still doing; none goes on twice, and none that failed. Runs on several held-out data, which came to others while the
 * sweep ran, are compared with those on the same alone.
 */
export function runsToPromote(
  runs: readonly HalvedRun[],
  { rungs, reductionFactor, quantity }: HalvingRule,
): readonly HalvedRun[] {
  const promoted = new Set<HalvedRun>();
  for (let rung = rungs.length - 2; rung >= 0; rung--) {
    for (const data of dataOn(finishedOn(runs, rung))) {
      const order = ranked(runs, rung, quantity, data);
      for (const run of order.slice(0, Math.floor(order.length / reductionFactor)))
        if (run.promotedAs === undefined && !Number.isNaN(run.value)) promoted.add(run);
    }
  }
  return [...promoted];
}

/** All that are known, or that nothing is known. */
function dataOn(runs: readonly HalvedRun[]): readonly (string | undefined)[] {
  const known = new Set(runs.flatMap(({ data }) => data ?? []));
  return known.size === 0 ? [undefined] : [...known];
}

/** @throws {RangeError} where `run` is none of `runs` */
export function standingOnRung(run: HalvedRun, runs: readonly HalvedRun[], rule: HalvingRule): RungStanding {
  if (!runs.includes(run)) throw new RangeError(`${run.id} is no run of the sweep.`);
  const order = ranked(runs, run.rung, rule.quantity, run.data);
  const place = order.indexOf(run);
  const isLast = run.rung === rule.rungs.length - 1;
  const quota = isLast ? 0 : Math.floor(order.length / rule.reductionFactor);
  const onOtherData = finishedOn(runs, run.rung).length - order.length;
  return { finished: order.length, quota, place: place < 0 ? undefined : place + 1, onOtherData };
}
