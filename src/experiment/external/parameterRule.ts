// What a parameter may be, in words, and whether a value is that.

import { joinAlternatives } from '../describeOutline.ts';
import { formatInline } from '../documentEdits.ts';
import type { Bound, ParameterRule, ParameterType } from './parametersSchema.ts';
import type { ParameterValue } from './trainer.ts';

export function isAllowed(value: ParameterValue, { types, choices, bounds }: ParameterRule): boolean {
  if (choices !== undefined && !choices.includes(value)) return false;
  if (!types.some((type) => isOfType(value, type))) return false;
  if (typeof value !== 'number') return true;
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = bounds;
  const isWithin = value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
  return isWithin && (bounds.multipleOf === undefined || isMultiple(value, bounds.multipleOf));
}

function isOfType(value: ParameterValue, type: ParameterType): boolean {
  switch (type) {
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
  }
}

/** 0.3 is three times 0.1, though not in binary. */
function isMultiple(value: number, unit: number): boolean {
  const times = value / unit;
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times));
}

const wordsOfType: Readonly<Record<ParameterType, string>> = {
  number: 'a number',
  integer: 'a whole number',
  string: 'a text in double quotes',
  boolean: 'true or false',
};

const wordsOfBound: Readonly<Record<Bound, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'above',
  exclusiveMaximum: 'below',
  multipleOf: 'a multiple of',
};

/** More nobody reads in a sentence. */
const mostListed = 12;

/** As the end of the sentence "… must be". */
export function describeParameter({ types, choices, bounds }: ParameterRule): string {
  if (choices !== undefined) {
    const listed = choices.slice(0, mostListed).map(formatInline);
    return joinAlternatives(choices.length > mostListed ? [...listed, 'another of its choices'] : listed);
  }
  const limits = Object.entries(wordsOfBound).flatMap(([bound, words]) => {
    const value = Object.entries(bounds).find(([name]) => name === bound)?.[1];
    return value === undefined ? [] : [`${words} ${value}`];
  });
  const kinds = types
    .filter((type) => type !== 'integer' || !types.includes('number'))
    .map((type) => wordsOfType[type]);
  return [joinAlternatives(kinds), joinAlternatives(limits, 'and')].filter((part) => part !== '').join(', ');
}
