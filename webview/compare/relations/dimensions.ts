// What a run can be placed by beside the others: the parameters that differ, and the figures that it came to.

import type { ParameterRow } from '../../../src/panel/compareMessages.ts';
import type { RunKey } from '../../../src/panel/panelMessages.ts';
import { logarithmicTicks, roundTicks } from '../../../src/panel/ticks.ts';
import { byMerit } from '../../../src/runs/figureOfMerit.ts';
import { formatDuration, formatTick } from '../../../src/words/formatFigures.ts';
import { quantityWords } from '../../quantityWords.ts';
import { lastValue } from '../../series.ts';
import { translate } from '../../translate.ts';
import { type CompareModel, liveOf } from '../model.ts';

export interface Dimension {
  readonly id: string;
  readonly title: string;
  readonly kind: 'parameter' | 'figure';
  /** Where each run lies, on an axis that is linear; runs without a value are not in it. */
  readonly places: ReadonlyMap<RunKey, number>;
  /** What stands at a place. */
  readonly format: (place: number) => string;
  /** Places to write something at, at most so many, from the least to the most of all runs. */
  readonly ticks: (most: number) => readonly number[];
}

/** Parameters in their order, then figures, what runs are judged by first. */
export function dimensionsOf(model: CompareModel): readonly Dimension[] {
  const { runs = [], parameters } = model;
  const keys = runs.map(({ runKey }) => runKey);
  const ofParameters = parameters.filter(({ differs }) => differs).map((row) => dimensionOfParameter(row, keys));
  return [...ofParameters, ...figuresOf(model, keys)].filter(({ places }) => places.size > 0);
}

/** Numbers that lie apart by more than this stand on a logarithmic axis. */
const mostOfLinear = 8;

function dimensionOfParameter({ place, title, values }: ParameterRow, keys: readonly RunKey[]): Dimension {
  const id = `parameter ${place}`;
  const own = keys.flatMap((key, run) => {
    const value = values[run];
    return value === null || value === undefined ? [] : [[key, value] as const];
  });
  const numbers = own.flatMap(([key, value]) => (typeof value === 'number' ? [[key, value] as const] : []));
  if (numbers.length === own.length) return { ...dimensionOfNumbers(numbers, String), id, title, kind: 'parameter' };
  const names = [...new Set(own.map(([, value]) => String(value)))].sort();
  return {
    id,
    title,
    kind: 'parameter',
    places: new Map(own.map(([key, value]) => [key, names.indexOf(String(value))])),
    format: (index) => names[index] ?? '',
    ticks: () => names.map((_, index) => index),
  };
}

type Axis = Pick<Dimension, 'places' | 'format' | 'ticks'>;

function dimensionOfNumbers(
  numbers: readonly (readonly [key: RunKey, value: number])[],
  format: (value: number) => string,
): Axis {
  const values = numbers.map(([, value]) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const different = [...new Set(values)].sort((a, b) => a - b);
  if (least > 0 && most / least > mostOfLinear) {
    // What was chosen is written, where it is little.
    const ticksOf = (count: number) => (different.length <= count ? different : logarithmicTicks(least, most, count));
    return {
      places: new Map(numbers.map(([key, value]) => [key, Math.log10(value)])),
      format: (place) => format(Number((10 ** place).toPrecision(6))),
      ticks: (count) => ticksOf(count).map(Math.log10),
    };
  }
  return {
    places: new Map(numbers),
    format,
    ticks: (count) => (different.length <= count ? different : roundTicks(least, most, count, false)),
  };
}

function figuresOf(model: CompareModel, keys: readonly RunKey[]): readonly Dimension[] {
  const figure = (
    id: string,
    title: string,
    read: (key: RunKey) => number | null | undefined,
    format: (value: number) => string,
  ): Dimension => {
    const values = keys.flatMap((key) => {
      const value = read(key);
      return typeof value === 'number' && Number.isFinite(value) ? [[key, value] as const] : [];
    });
    const [least, most] = [
      Math.min(...values.map(([, value]) => value)),
      Math.max(...values.map(([, value]) => value)),
    ];
    const ticks = (count: number) => roundTicks(least, most, count, false);
    return { id: `figure ${id}`, title, kind: 'figure', format, ticks, places: new Map(values) };
  };
  const measured = byMerit.filter((quantity) =>
    keys.some((key) => liveOf(model, key)?.run.quantities.includes(quantity)),
  );
  const [merit] = measured;
  return [
    ...measured.map((quantity) => {
      const { tag, name, tick } = quantityWords[quantity];
      return figure(
        quantity,
        translate('latest {0}', name.toLowerCase()),
        (key) => lastValue(liveOf(model, key)?.series.get(tag)),
        tick,
      );
    }),
    ...(merit === undefined
      ? []
      : [
          figure(
            `best ${merit}`,
            translate('best {0}', quantityWords[merit].name.toLowerCase()),
            (key) => liveOf(model, key)?.run.best?.value,
            quantityWords[merit].tick,
          ),
        ]),
    figure(
      'time',
      translate('time at work'),
      (key) => liveOf(model, key)?.run.activeSeconds,
      (seconds) => formatDuration(seconds),
    ),
    figure('iteration', translate('meta-iterations done'), (key) => liveOf(model, key)?.run.iteration, formatTick),
  ];
}

/** The least and the most of its runs. */
export function drawnExtentOf({ places }: Dimension): readonly [least: number, most: number] {
  const values = [...places.values()];
  return [Math.min(...values), Math.max(...values)];
}
