// What a model's inputs and outputs stand for, as far as data and settings say it and shapes do not: parameters that
// learned one meaning are of no use for another of the same shapes.

import { createHash } from 'node:crypto';
import type { TaskSpec } from '../experiment/schema.ts';
import type { Scale } from './columnScale.ts';
import type { TaskData } from './createTaskDistribution.ts';
import { nameInSplit } from './split/dataSplit.ts';
import type { ColumnCoding, TableCoding } from './tabular/tableCoding.ts';

export interface InputCoding {
  /** For places such as `input 3` what stands there: `genre = rock`. Of very many the first, and a digest of the rest. */
  readonly meanings: readonly (readonly [place: string, meaning: string])[];
  /** Of columns that are numbers: one unit of the input is a deviation, from the mean. */
  readonly scales: readonly ColumnScale[];
  /** Of a table all that its columns are taken for, so that the same is made of other rows later. */
  readonly table?: TableCoding | undefined;
}

interface ColumnScale extends Scale {
  readonly column: string;
}

const mostMeanings = 2000;

/** Of loaded data. */
export function codingOf(task: TaskSpec, data: TaskData): InputCoding {
  const settings: [string, string][] = [
    ['task.kind', task.kind],
    ...('features' in task ? settingsOf('task.features', task.features) : []),
    ...('encoding' in task ? settingsOf('task.encoding', task.encoding) : []),
    ...('dataset' in task && 'invert' in task.dataset
      ? settingsOf('task.dataset', { invert: task.dataset.invert })
      : []),
  ];
  if (data.kind === 'text' && data.texts.encoded.terms !== null)
    settings.push(['vocabulary', data.texts.encoded.terms]);
  if (data.kind !== 'table') return { meanings: settings, scales: [] };
  const { coding: table } = data.table;
  const { features, target } = table;
  const scales = [...features, target].flatMap((coding) => (coding.kind === 'number' ? [scaleOf(coding)] : []));
  return { meanings: firstOf([...settings, ...meaningsOf(table)]), scales: scales.slice(0, mostMeanings), table };
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
