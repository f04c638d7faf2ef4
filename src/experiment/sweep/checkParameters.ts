// What can be told of a sweep's parameters without trying them: keys that no sweep varies, ranges without values, values
// that stand twice.

import { quote } from '../../base/quote.ts';
import { pathOfAssignment } from '../applyOverrides.ts';
import { formatInline } from '../documentEdits.ts';
import { type ExperimentDocument, headRange, valueRange } from '../experimentDocument.ts';
import type { KeyPath } from '../keyPath.ts';
import type { Problem } from '../problem.ts';
import { readingProblem } from '../readingRules.ts';
import type { Sweep } from '../schema.ts';
import type { ValueRange } from './drawValues.ts';

/** In characters: each of ten thousand settings may hold it, and what a run overrides has bounds. */
const longestValue = 1000;

export function checkParameters(sweep: Sweep, document: ExperimentDocument): Problem[] {
  if (sweep.method === 'list')
    return sweep.settings.flatMap((setting, index) => checkSetting(setting, index, document));
  return Object.entries(sweep.parameters).flatMap(([key, parameter]) => {
    const path = ['sweep', 'parameters', key];
    const values = Array.isArray(parameter)
      ? checkValues(parameter, path, document)
      : checkRange(parameter, path, document);
    return [...checkKey(key, path, document), ...values];
  });
}

/** As many as a sweep has parameters otherwise: each value that is set reads the experiment once more. */
const mostKeys = 50;

function checkSetting(
  setting: Readonly<Record<string, unknown>>,
  index: number,
  document: ExperimentDocument,
): Problem[] {
  const path = ['sweep', 'settings', index];
  const entries = Object.entries(setting);
  if (entries.length > mostKeys) {
    const message = `This setting has ${entries.length} keys, and a sweep varies ${mostKeys} at most. Write into the experiment what does not differ.`;
    return [readingProblem('sweep-too-large', message, headRange(document, path))];
  }
  return entries.flatMap(([key, value]) => [
    ...checkKey(key, [...path, key], document),
    ...checkLength(JSON.stringify(value), [...path, key], document),
  ]);
}

/** They name or explain the experiment, or are no part of it. */
const neverVaried: ReadonlySet<unknown> = new Set(['$schema', 'name', 'description', 'tags', 'published', 'sweep']);

function checkKey(key: string, path: KeyPath, document: ExperimentDocument): Problem[] {
  const refuse = (message: string) => [readingProblem('sweep-key', message, headRange(document, path))];
  const [first, second] = pathOfAssignment(`${key}=`) ?? [];
  if (first === undefined || key.includes('='))
    return refuse(`${quote(key)} is no key. Write keys with dots between them, as in "algorithm.metaStepSize".`);
  if (first === 'seed' && second === undefined)
    return refuse('Seeds are varied by "seeds" of the sweep: a list, or how many. Remove "seed" here.');
  if (neverVaried.has(first)) return refuse(`A sweep cannot vary ${quote(String(first))}. Remove it here.`);
  return [];
}

function checkValues(values: readonly unknown[], path: KeyPath, document: ExperimentDocument): Problem[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const text = JSON.stringify(value);
    if (!seen.has(text)) {
      seen.add(text);
      return checkLength(text, [...path, index], document);
    }
    const message = `${formatInline(value)} stands here twice, so its runs would be the same. Remove one of the two.`;
    return [readingProblem('sweep-duplicate', message, valueRange(document, [...path, index]))];
  });
}

/** @param text the value as JSON */
function checkLength({ length }: string, path: KeyPath, document: ExperimentDocument): Problem[] {
  if (length <= longestValue) return [];
  const message = `This value is ${length} characters long, and a sweep takes values of at most ${longestValue}. Write it into the experiment, and vary what differs in it.`;
  return [readingProblem('sweep-value', message, valueRange(document, path))];
}

function checkRange({ from, to, scale, integer }: ValueRange, path: KeyPath, document: ExperimentDocument): Problem[] {
  const refuse = (message: string, key: string) => [
    readingProblem('sweep-range', message, valueRange(document, [...path, key])),
  ];
  if (from >= to) return refuse(`The range goes from ${from} to ${to}: "to" must be larger than "from".`, 'to');
  if (scale === 'log' && from <= 0)
    return refuse(`A range on a log scale begins above 0; this one begins at ${from}.`, 'from');
  if (integer && !Number.isInteger(from))
    return refuse(`A range of whole numbers begins at one; ${from} is none.`, 'from');
  if (integer && !Number.isInteger(to)) return refuse(`A range of whole numbers ends at one; ${to} is none.`, 'to');
  return [];
}
