// What a model's inputs and outputs stand for, as far as data and settings say it and shapes do not: parameters that
// learned one meaning are of no use for another of the same shapes.

import { createHash } from 'node:crypto';
import type { TaskSpec } from '../experiment/schema.ts';
import type { TaskData } from './createTaskDistribution.ts';
import { nameInSplit } from './split/dataSplit.ts';
import type { ColumnCoding, TableCoding } from './tabular/tableCoding.ts';

export interface InputCoding {
  readonly kind: string;
  /** For places such as `input 3` what stands there: `genre = rock`. Of very many the first, and a digest of the rest. */
  readonly meanings: readonly (readonly [place: string, meaning: string])[];
  /** Of columns that are numbers: one unit of the input is a deviation, from the mean. */
  readonly scales: readonly ColumnScale[];
}

interface ColumnScale {
  readonly column: string;
  readonly mean: number;
  readonly deviation: number;
}

export const mostMeanings = 2000;

/** Of loaded data. */
export function codingOf(task: TaskSpec, data: TaskData): InputCoding {
  const { kind } = task;
  const settings = [
    ...('features' in task ? settingsOf('task.features', task.features) : []),
    ...('encoding' in task ? settingsOf('task.encoding', task.encoding) : []),
    ...('dataset' in task && 'invert' in task.dataset
      ? settingsOf('task.dataset', { invert: task.dataset.invert })
      : []),
  ];
  switch (data.kind) {
    case 'sine':
    case 'control':
    case 'module':
    case 'images':
    case 'speech':
      return { kind, meanings: settings, scales: [] };
    case 'text': {
      const { terms: digest } = data.texts.encoded;
      const terms = digest === null ? [] : [['vocabulary', digest] as const];
      return { kind, meanings: [...settings, ...terms], scales: [] };
    }
    case 'table': {
      const { features, target } = data.table.coding;
      const scales = [...features, target].flatMap((coding) => (coding.kind === 'number' ? [scaleOf(coding)] : []));
      return { kind, meanings: firstOf(meaningsOf(data.table.coding)), scales: scales.slice(0, mostMeanings) };
    }
  }
}

function settingsOf(section: string, settings: object): [string, string][] {
  return Object.entries(settings).map(([key, value]) => [`${section}.${key}`, nameInSplit(JSON.stringify(value))]);
}

function meaningsOf({ features, target }: TableCoding): [string, string][] {
  const inputs = features.flatMap(inputsOf).map((meaning, place): [string, string] => [`input ${place + 1}`, meaning]);
  const answers =
    target.kind === 'number' ? [target.column] : target.values.map((value) => `${target.column} = ${value}`);
  return [...inputs, ...answers.map((meaning, place): [string, string] => [`output ${place + 1}`, meaning])];
}

function inputsOf(coding: ColumnCoding): string[] {
  const { column } = coding;
  if (coding.kind === 'category') return [...coding.values.map((value) => `${column} = ${value}`), `another ${column}`];
  return coding.marksMissing ? [column, `${column} is missing`] : [column];
}

function scaleOf({ column, mean, deviation }: Extract<ColumnCoding, { kind: 'number' }>): ColumnScale {
  return { column: nameInSplit(column), mean, deviation };
}

function firstOf(all: readonly [string, string][]): [string, string][] {
  const named = all
    .slice(0, mostMeanings - 1)
    .map(([place, meaning]): [string, string] => [place, nameInSplit(meaning)]);
  const rest = all.slice(mostMeanings - 1);
  if (rest.length === 0) return named;
  return [...named, ['the others', createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 32)]];
}

/** Of what stands for something else, and of numbers that lie elsewhere. */
export interface CodingDifference {
  readonly kinds: readonly [earlier: string, now: string] | undefined;
  readonly count: number;
  readonly first: { readonly place: string; readonly earlier: string; readonly now: string } | undefined;
  readonly scales: readonly { readonly earlier: ColumnScale; readonly now: ColumnScale }[];
}

/** Places that only one of both names count for nothing: their shapes are not the same either. */
export function compareCodings(earlier: InputCoding, now: InputCoding): CodingDifference | undefined {
  const kinds = earlier.kind === now.kind ? undefined : ([earlier.kind, now.kind] as const);
  const before = new Map(earlier.meanings);
  const others = now.meanings.flatMap(([place, meaning]) => {
    const other = kinds === undefined ? before.get(place) : undefined;
    return other === undefined || other === meaning ? [] : [{ place, earlier: other, now: meaning }];
  });
  const scalesBefore = new Map(earlier.scales.map((scale) => [scale.column, scale]));
  const scales = now.scales.flatMap((scale) => {
    const other = scalesBefore.get(scale.column);
    return other !== undefined && liesElsewhere(other, scale) ? [{ earlier: other, now: scale }] : [];
  });
  if (kinds === undefined && others.length === 0 && scales.length === 0) return undefined;
  return { kinds, count: others.length, first: others[0], scales };
}

/** Another draw of training tasks moves both a little. */
function liesElsewhere(earlier: ColumnScale, now: ColumnScale): boolean {
  const unit = Math.max(earlier.deviation, Number.MIN_VALUE);
  const ratio = now.deviation / unit;
  if (earlier.deviation === 0 && now.deviation === 0) return earlier.mean !== now.mean;
  return Math.abs(now.mean - earlier.mean) > unit / 2 || ratio > 1.5 || ratio < 1 / 1.5;
}
