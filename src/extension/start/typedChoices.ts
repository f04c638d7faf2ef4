// What a person sets for a start, in the list or in the form: keys with one value or several, and seeds.

import { splitValues } from '../../experiment/sweep/parseChoices.ts';
import type { Translate } from '../../words/translate.ts';
import { lookAt } from './textLook.ts';

/** What was chosen by now. */
export interface Chosen {
  /** By key, what was typed: a value, or several with commas between them. */
  readonly values: Map<string, string>;
  /** What was typed: how many, or which; empty: as the file says. */
  seeds: string;
}

/** Each `key=value`, or `key=value,value`. */
export function assignmentsOf({ values }: Pick<Chosen, 'values'>): readonly string[] {
  return [...values].map(([key, typed]) => `${key}=${typed}`);
}

/** Whether several runs were chosen. */
export function isSweep({ values, seeds }: Chosen): boolean {
  return seeds !== '' || [...values.values()].some((typed) => splitValues(typed).length > 1);
}

/** How many runs the choices make of an experiment without a sweep of its own. */
export function countChosenRuns({ values, seeds }: Chosen): number {
  const settings = [...values.values()].reduce((product, typed) => product * splitValues(typed).length, 1);
  const listed = seeds.split(',');
  return settings * (seeds === '' ? 1 : listed.length > 1 ? listed.length : Number(seeds));
}

/** What is wrong with seeds as they are typed. */
export function seedsProblem(typed: string, translate: Translate): string | undefined {
  return typed.trim() === '' || (/^\s*\d{1,9}(\s*,\s*\d{1,9})*\s*$/.test(typed) && typed.trim() !== '0')
    ? undefined
    : translate('A whole number from 1 on, or several with commas between them');
}

/** What is wrong with the first value of a key that the experiment refuses. */
export function valuesProblem(
  text: string,
  key: string,
  values: readonly string[],
  translate: Translate,
): string | undefined {
  for (const value of values) {
    const problem = lookAt(text).problemWith([`${key}=${value}`]);
    if (problem !== undefined) return problem;
  }
  return duplicateProblem(values, translate);
}

/** What is wrong with several values of one key among themselves. */
export function duplicateProblem(values: readonly string[], translate: Translate): string | undefined {
  return new Set(values).size === values.length ? undefined : translate('A value stands there twice.');
}
