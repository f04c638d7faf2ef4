// Words for what the schema allows: `a whole number from 1 to 256`, `"relu" or "tanh"`.

import type { ListOutline, Outline, ValueOutline } from './schemaOutline.ts';

/** What may stand here, as the end of the sentence "… must be". */
export function describeOutline(outline: Outline): string {
  switch (outline.kind) {
    case 'object':
      return 'an object { … }';
    case 'open':
      return outline.entry === undefined
        ? `an object { … }${outline.value === undefined ? '' : `, each value ${describeOutline(outline.value)}`}`
        : `an object { … } of dotted keys, each with ${outline.entry.description}`;
    case 'entry':
      return outline.description;
    case 'variants':
      return `an object { … } with ${outline.discriminator} ${listChoices([...outline.variants.keys()])}`;
    case 'list':
      return describeList(outline);
    default:
      return describeValue(outline);
  }
}

/** A default as it would be written in the file; undefined where there is none, or an empty one that says nothing. */
export function formatDefault(value: unknown): string | undefined {
  if (Array.isArray(value))
    return value.length === 0 ? undefined : `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  if (value === undefined || value === '' || typeof value === 'object') return undefined;
  return JSON.stringify(value);
}

/** The values as alternatives: `"a", "b" or "c"`. */
export function listChoices(choices: readonly string[]): string {
  return joinAlternatives(choices.map((choice) => `"${choice}"`));
}

/** `a, b or c` */
export function joinAlternatives(words: readonly string[], conjunction = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** A number as people write it: thousands apart from 10,000 on, no long tails. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) >= 10_000 && Math.abs(value) < 1e15)
    return value.toLocaleString('en-US');
  return String(value);
}

function describeList(outline: ListOutline): string {
  const { minItems, maxItems, item } = outline;
  const items = ['object', 'variants', 'open'].includes(item.kind) ? 'objects' : pluralOf(item);
  if (minItems === maxItems) return `a list [ … ] of ${minItems} ${items}`;
  const least = minItems > 0 ? ` with at least ${minItems} of them` : '';
  const most = Number.isFinite(maxItems) ? `, at most ${formatNumber(maxItems)}` : '';
  return `a list [ … ] of ${items}${least}${most}`;
}

function pluralOf(outline: Outline): string {
  switch (outline.kind) {
    case 'text':
      return `texts${lengthBounds(outline)}`;
    case 'number':
      return `${outline.integer ? 'whole numbers' : 'numbers'}${numberBounds(outline)}`;
    default:
      return 'values';
  }
}

function describeValue(outline: ValueOutline): string {
  switch (outline.kind) {
    case 'text':
      return `a text in double quotes${lengthBounds(outline)}`;
    case 'number':
      return `a ${outline.integer ? 'whole number' : 'number'}${numberBounds(outline)}`;
    case 'flag':
      return 'true or false';
    case 'choice':
      return listChoices(outline.choices);
    case 'either':
      return joinAlternatives(outline.options.map(describeOutline));
  }
}

function lengthBounds({ minLength, maxLength }: Extract<ValueOutline, { kind: 'text' }>): string {
  if (minLength > 0 && Number.isFinite(maxLength)) return ` of ${minLength} to ${formatNumber(maxLength)} characters`;
  if (minLength > 0) return ', not empty';
  return Number.isFinite(maxLength) ? ` of at most ${formatNumber(maxLength)} characters` : '';
}

function numberBounds(outline: Extract<ValueOutline, { kind: 'number' }>): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = outline;
  const bounded = { below: Number.isFinite(minimum), above: Number.isFinite(maximum) };
  if (bounded.below && bounded.above && !exclusiveMinimum && !exclusiveMaximum) {
    return ` from ${formatNumber(minimum)} to ${formatNumber(maximum)}`;
  }
  const parts: string[] = [];
  if (bounded.below)
    parts.push(exclusiveMinimum ? `above ${formatNumber(minimum)}` : `at least ${formatNumber(minimum)}`);
  if (bounded.above)
    parts.push(exclusiveMaximum ? `below ${formatNumber(maximum)}` : `at most ${formatNumber(maximum)}`);
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}
