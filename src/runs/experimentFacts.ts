// An experiment as a flat table of facts, a value for each place, so that experiments can be laid side by side.

import { createHash } from 'node:crypto';
import { canonicalJson } from '../experiment/canonicalJson.ts';
import type { AnyExperiment } from '../experiment/schema.ts';

/**
 * Of a list, what is in it, joined by commas, or as JSON where that would read as another; of a list of objects, how many
 * there are. A long text ends in a digest of the whole.
 */
export type Fact = number | boolean | string;

/** By place: `algorithm.metaStepSize`, `model.layers[0].units`; in the experiment's order. */
export interface ExperimentFacts extends Iterable<readonly [place: string, fact: Fact]> {
  readonly size: number;
  get(place: string): Fact | undefined;
  keys(): Iterable<string>;
  /** Quicker than the entries, which would be made for it. */
  forEach(visit: (fact: Fact, place: string) => void): void;
}

/** They name and explain the experiment, and change nothing about it. */
const tellNothing: ReadonlySet<string> = new Set(['$schema', 'name', 'description', 'published']);

/** In UTF-16 units; the schema's own are far shorter. */
const longestPlace = 200;
/** In UTF-16 units: facts are compared and kept by the hundred thousand. */
const longestText = 200;
/** Facts of what a file may have as much of as it likes. */
const mostFreeFacts = 500;

/**
 * Two experiments have the same facts exactly where they set the same, whatever they are called: each value is a fact, in
 * the experiment's order, and what is none stands as a digest, that of a module's settings in `task.settings`, of other
 * sections in `task.unlisted`, `model.unlisted`. No facts are values of keys that could not be typed or read in a table,
 * and, of what lists of objects and a module's settings hold, what goes beyond 500 values.
 */
export function factsOf(experiment: AnyExperiment): ExperimentFacts {
  const found: Found = { facts: new Map(), rest: [] };
  for (const [key, value] of Object.entries(experiment)) if (!tellNothing.has(key)) collect(value, key, found);
  leaveOutMost(found);
  const rests = new Map<string, string[]>();
  for (const left of found.rest) {
    const place = placeOfRest(left[0]);
    const texts = rests.get(place) ?? [];
    texts.push(canonicalJson(left));
    rests.set(place, texts);
  }
  for (const [place, left] of rests) found.facts.set(place, `#${digestOf(JSON.stringify(left.sort()))}`);
  return found.facts;
}

interface Found {
  readonly facts: Map<string, Fact>;
  /** What no fact tells, each with its place, or the place above and the key. */
  readonly rest: (readonly [place: string, ...keyAndValue: unknown[]])[];
}

const settings = 'task.settings';
/** Which values are there, and how many, is anybody's. */
const isFree = (place: string) => place.includes('[') || /^(?:task\.settings|trainer\.parametersSchema)\b/.test(place);
const plainKey = /^[\p{L}\p{M}\p{N}_$-](?:[\p{L}\p{M}\p{N}_$ -]{0,38}[\p{L}\p{M}\p{N}_$-])?$/u;

/** @param place the dotted path: made of its beginning, since of thousands of experiments each has dozens */
function collect(value: unknown, place: string, found: Found): void {
  if (typeof value === 'number' || typeof value === 'boolean') found.facts.set(place, value);
  else if (typeof value === 'string') collectText(value, place, found);
  else if (Array.isArray(value)) collectList(value, place, found);
  else if (typeof value === 'object' && value !== null) collectEntries(value, place, found);
  else if (value !== undefined) found.rest.push([place, value]);
}

function collectText(text: string, place: string, { facts, rest }: Found): void {
  // Where anything may stand, it could as well be a list.
  if (isFree(place) && /^\[|,/.test(text)) rest.push([place, text]);
  facts.set(place, boundText(text));
}

function collectEntries(value: object, place: string, found: Found): void {
  const entries = Object.entries(value);
  // That nothing is set is what the schema makes of nothing.
  if (entries.length === 0 && isFree(place) && place !== settings) found.rest.push([place, value]);
  for (const [key, part] of entries) {
    const inner = `${place}.${key}`;
    if (plainKey.test(key) && inner.length <= longestPlace) collect(part, inner, found);
    else found.rest.push([place, key, part]);
  }
}

function collectList(list: readonly unknown[], place: string, found: Found): void {
  const holdsObjects = list.some((entry) => typeof entry === 'object' && entry !== null);
  found.facts.set(place, holdsObjects ? list.length : boundText(textOfList(list, place)));
  if (holdsObjects) for (const [index, entry] of list.entries()) collect(entry, `${place}[${index}]`, found);
}

/** Another wherever the list is, or where a text or a number stands in its place. */
function textOfList(list: readonly unknown[], place: string): string {
  const isPlain = isFree(place)
    ? list.length > 1 && list.every((entry) => typeof entry === 'number')
    : list.every((entry) => typeof entry === 'number' || (typeof entry === 'string' && /^[^[,][^,]*$/.test(entry)));
  return isPlain ? list.join(',') : JSON.stringify(list);
}

/** Which ones stay does not hang on the order in which a file has them. */
function leaveOutMost({ facts, rest }: Found): void {
  const free = [...facts.keys()].filter(isFree);
  if (free.length <= mostFreeFacts) return;
  for (const place of free.sort().slice(mostFreeFacts)) {
    rest.push([place, facts.get(place)]);
    facts.delete(place);
  }
}

function placeOfRest(above: string): string {
  return above === settings || above.startsWith(`${settings}.`) || above.startsWith(`${settings}[`)
    ? settings
    : `${above.slice(0, above.search(/[.[]|$/))}.unlisted`;
}

/** A text that is another wherever the whole is. */
function boundText(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText / 2)}… #${digestOf(text)}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
