// What a sweep comes to: its settings, and with which seeds each is run.

import { formatInline } from '../documentEdits.ts';
import type { Quantity } from '../quantities.ts';

/** A dotted key of the experiment and the value that it takes. */
export interface Assignment {
  readonly key: string;
  readonly value: unknown;
}

/** In the order of the file, which is the order in which they are set. */
export type Setting = readonly Assignment[];

/** By what rule runs go on. */
export interface HalvingPlan {
  /** One of so many goes on from each rung. */
  readonly reductionFactor: number;
  /** Meta-iterations at the end of each rung, ascending; at least two. */
  readonly rungs: readonly number[];
  readonly quantity: Quantity;
}

export interface SweepPlan {
  /** At least one. */
  readonly settingCount: number;
  /** All different. Made when they are asked for: there may be ten thousand. */
  readonly settings: readonly Setting[];
  /** All different; at least one. */
  readonly seeds: readonly number[];
  /** Keys that differ among the runs, `seed` among them where there are several. */
  readonly varies: readonly string[];
  /** Which runs go on, and from where; undefined where all are carried out to their end. */
  readonly halving: HalvingPlan | undefined;
}

/** How many runs it is, of which with successive halving some go on in further ones. */
export function countRuns({ settingCount, seeds }: SweepPlan): number {
  return settingCount * seeds.length;
}

/**
 * What each run overrides, `key=value`, in the order in which they are to start: every setting with the first seed, then
 * every setting with the second, so that all settings have a figure early.
 */
export function overridesOfRuns({ settings, seeds, halving }: SweepPlan): readonly (readonly string[])[] {
  const length = halving === undefined ? [] : [`algorithm.metaIterations=${halving.rungs[0]}`];
  return seeds.flatMap((seed) =>
    settings.map((setting) => [...setting.map(formatAssignment), ...length, `seed=${seed}`]),
  );
}

/** `algorithm.metaStepSize=0.5` */
export function formatAssignment({ key, value }: Assignment): string {
  return `${key}=${JSON.stringify(value)}`;
}

/**
 * Of settings that are all combinations of some values the values by key, `algorithm.metaBatch = 1, 2, 4`; of others
 * each setting.
 */
export function describeSettings(settings: readonly Setting[]): readonly string[] {
  const values = new Map<string, Set<string>>();
  for (const { key, value } of settings.flat())
    values.set(key, (values.get(key) ?? new Set()).add(formatInline(value)));
  const combinations = [...values.values()].reduce((product, { size }) => product * size, 1);
  const areAll = combinations === settings.length && settings.every((setting) => setting.length === values.size);
  return areAll && settings.length > 1
    ? [...values].map(([key, texts]) => `${key} = ${[...texts].join(', ')}`)
    : settings.map(describeSetting);
}

/** For a sentence: `algorithm.metaStepSize = 0.5, seed = 1`. */
export function describeSetting(setting: Setting): string {
  return setting.map(({ key, value }) => `${key} = ${formatInline(value)}`).join(', ');
}
