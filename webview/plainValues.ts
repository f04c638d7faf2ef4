// What a template is filled with: every text that a person reads or hears is made plain, since names come from files
// that anybody may have written; what is for the page itself stays as it is.

import { plainLines } from '../src/base/shownText.ts';

/** Attributes, and properties of the same names, that a person reads or hears. */
const spoken: ReadonlySet<string> = new Set([
  'title',
  'alt',
  'placeholder',
  'aria-label',
  'aria-valuetext',
  'aria-description',
  'aria-roledescription',
]);

/**
 * For each place of a template whether a text there is shown. A template's strings are one array, however often it is
 * filled.
 */
const knownPlaces = new WeakMap<TemplateStringsArray, readonly boolean[]>();

/**
 * `values` for the places between `strings`, texts that are shown made plain. Throws where a place is a style
 * attribute.
 */
export function plainValues(strings: TemplateStringsArray, values: readonly unknown[]): unknown[] {
  const places = knownPlaces.get(strings) ?? findShownPlaces(strings);
  knownPlaces.set(strings, places);
  return values.map((value, place) => (places[place] === false ? value : makePlain(value)));
}

function makePlain(value: unknown): unknown {
  if (typeof value === 'string') return plainLines(value).join('\n');
  return isIterable(value) ? Array.from(value, makePlain) : value;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** An unfinished tag, and in it the unfinished value of an attribute. */
const openTag = /<[a-z][^<>]*$/i;
const openAttribute = /\s([.?@]?)([^\s"'<>/=]+)=(?:"[^"]*|'[^']*|[^\s"'<>]*)$/;

function findShownPlaces(strings: TemplateStringsArray): boolean[] {
  let before = '';
  return strings.slice(0, -1).map((text) => {
    before += text;
    const [tag] = openTag.exec(before) ?? [];
    const [, prefix, attribute] = openAttribute.exec(tag ?? '') ?? [];
    if (prefix === '' && attribute === 'style') {
      throw new Error('The page’s policy allows no style attribute: set a class, or the property.');
    }
    before += 'value';
    return tag === undefined || (attribute !== undefined && spoken.has(attribute.toLowerCase()));
  });
}
