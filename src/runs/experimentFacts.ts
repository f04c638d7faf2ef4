// An experiment as a flat table of facts, a value for each place, so that experiments can be laid side by side.

import { createHash } from 'node:crypto';

import type { AnyExperiment } from '../experiment/schema.ts';

/**
 * Of a list, what is in it, joined by commas; of a list of objects, how many there are. A long text ends in a digest of
 * the whole.
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

/** More than an experiment of any use has. */
const mostFacts = 500;

/**
 * Every value that the experiment sets, at most 500 of them, in its order; what only names or explains it is left out.
 */
export function factsOf(experiment: AnyExperiment): ExperimentFacts {
  const facts = new Map<string, Fact>();
  for (const [key, value] of Object.entries(experiment)) if (!tellNothing.has(key)) collect(value, key, facts);
  return facts;
}

/** In UTF-16 units; the schema's own are far shorter. */
const longestPlace = 200;
/** In UTF-16 units: facts are compared and kept by the hundred thousand. */
const longestText = 200;

/** Of a user's module's settings, values of plain keys alone count: what else they hold, and how deep, is anybody's. */
const settings = 'task.settings.';
const plainKey = /^[\w-]{1,40}$/;

function isPlainPlace(place: string): boolean {
  return !place.startsWith(settings) || plainKey.test(place.slice(settings.length));
}

/** @param place the dotted path: made of its beginning, since of thousands of experiments each has dozens */
function collect(value: unknown, place: string, facts: Map<string, Fact>): void {
  if (facts.size >= mostFacts || place.length > longestPlace || !isPlainPlace(place)) return;
  if (typeof value === 'number' || typeof value === 'boolean') facts.set(place, value);
  else if (typeof value === 'string') facts.set(place, boundText(value));
  else if (Array.isArray(value)) collectList(value, place, facts);
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) collect(part, `${place}.${key}`, facts);
}

function collectList(list: readonly unknown[], place: string, facts: Map<string, Fact>): void {
  const holdsObjects = list.some((entry) => typeof entry === 'object' && entry !== null);
  facts.set(place, holdsObjects ? list.length : boundText(list.join(',')));
  if (holdsObjects) for (const [index, entry] of list.entries()) collect(entry, `${place}[${index}]`, facts);
}

/** A text that is another wherever the whole is. */
function boundText(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText / 2)}… #${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
