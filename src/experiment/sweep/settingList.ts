// The settings of a sweep in their order, each made where it is asked for: ten thousand of fifty values are none to make
// at every key that is pressed.

import type { Sweep } from '../schema.ts';
import { type DrawnValue, drawAtRandom, drawFromHypercube, pointsOfRange } from './drawValues.ts';
import type { Setting } from './sweepPlan.ts';

export interface SettingList {
  readonly count: number;
  /** Of all of them, each once. */
  readonly keys: readonly string[];
  /** One of those with the most values. */
  readonly longest: Setting;
  /** @param position 0 … count − 1 */
  at(position: number): Setting;
}

export function settingsOfSweep(sweep: Sweep): SettingList {
  switch (sweep.method) {
    case 'grid':
      return combine(
        Object.entries(sweep.parameters).map(([key, parameter]) => ({
          key,
          values: Array.isArray(parameter) ? parameter : pointsOfRange(parameter),
        })),
      );
    case 'random':
    case 'latinHypercube': {
      const { draws, drawSeed, parameters } = sweep;
      const draw = sweep.method === 'random' ? drawAtRandom : drawFromHypercube;
      const columns = Object.entries(parameters).map(([key, source], parameter) => ({
        key,
        valueAt: draw(source, { count: draws, seed: drawSeed, parameter }),
      }));
      const rows = differentRows(columns, draws);
      return listOf({
        count: rows.length,
        keys: columns.map(({ key }) => key),
        at: (position) => columns.map(({ key, valueAt }) => ({ key, value: valueAt(rows[position] ?? 0) })),
      });
    }
    case 'list': {
      const settings = sweep.settings.map((setting) => Object.entries(setting).map(([key, value]) => ({ key, value })));
      return {
        count: settings.length,
        keys: [...new Set(settings.flatMap((setting) => setting.map(({ key }) => key)))],
        longest: settings.reduce<Setting>((known, each) => (each.length > known.length ? each : known), []),
        at: (position) => settings[position] ?? [],
      };
    }
  }
}

/** Of settings that all have a value of each key. */
function listOf(list: Omit<SettingList, 'longest'>): SettingList {
  return { ...list, longest: list.at(0) };
}

/** Every combination; the last parameter changes first. */
function combine(parameters: readonly { readonly key: string; readonly values: readonly unknown[] }[]): SettingList {
  const strides: number[] = [];
  let count = 1;
  for (const { values } of parameters.toReversed()) {
    strides.unshift(count);
    count *= values.length;
  }
  return listOf({
    count,
    keys: parameters.map(({ key }) => key),
    at: (position) =>
      parameters.map(({ key, values }, parameter) => ({
        key,
        value: values[Math.floor(position / (strides[parameter] ?? 1)) % values.length],
      })),
  });
}

/** Of settings that are drawn several times the first. Few parameters tell most of them apart: others are not looked at. */
function differentRows(columns: readonly { readonly valueAt: DrawnValue }[], draws: number): readonly number[] {
  let kinds = new Map<number, number>([[0, 0]]);
  const kindOf = new Uint32Array(draws);
  for (const { valueAt } of columns) {
    // Values that are drawn twice are those of the list, the very same: they need not be written out to be compared.
    const numbers = new Map<unknown, number>();
    const finer = new Map<number, number>();
    const first = new Map<number, number>();
    for (let row = 0; row < draws; row++) {
      const value = valueAt(row);
      const number = numbers.get(value) ?? numbers.size;
      numbers.set(value, number);
      const both = (kindOf[row] ?? 0) * draws + number;
      const kind = finer.get(both) ?? finer.size;
      finer.set(both, kind);
      if (!first.has(kind)) first.set(kind, row);
      kindOf[row] = kind;
    }
    kinds = first;
    if (kinds.size === draws) break;
  }
  return [...kinds.values()];
}
