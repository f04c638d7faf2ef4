// Facts of thousands of experiments: most have the same places and most of the same values, so each holds only what is
// otherwise than in the first one of its places.

import type { ExperimentFacts, Fact } from './experimentFacts.ts';

/** Of one place: what has more than a few values, as a seed may have, is of its own for each run. */
const mostSharedChanges = 100;

/** The places of many experiments, in their order, with the values of the first one. */
export class FactsShape {
  readonly places: readonly string[];
  readonly values: readonly Fact[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #changes = new Map<number, Map<Fact, FactsChange>>();

  constructor(facts: ExperimentFacts) {
    this.places = [...facts.keys()];
    this.values = Array.from(facts, ([, fact]) => fact);
    this.#numbers = new Map(this.places.map((place, number) => [place, number]));
  }

  numberOf(place: string): number | undefined {
    return this.#numbers.get(place);
  }

  /** What thousands of experiments say alike of a place, by its number, is one thing in memory. */
  change(number: number, fact: Fact): FactsChange {
    const shared = this.#changes.get(number) ?? new Map<Fact, FactsChange>();
    this.#changes.set(number, shared);
    const known = shared.get(fact);
    // A map takes -0 for 0.
    if (known !== undefined && Object.is(known.fact, fact)) return known;
    const change = { number, fact };
    if (shared.size < mostSharedChanges) shared.set(fact, change);
    return change;
  }
}

/** What is otherwise than in the shape: by number of the place, ascending. */
export interface FactsChange {
  readonly number: number;
  readonly fact: Fact;
}

export class SharedFacts implements ExperimentFacts {
  readonly shape: FactsShape;
  readonly changes: readonly FactsChange[];

  constructor(shape: FactsShape, changes: readonly FactsChange[]) {
    this.shape = shape;
    // A list that grew holds room for a dozen more.
    this.changes = changes.slice();
  }

  get size(): number {
    return this.shape.places.length;
  }

  get(place: string): Fact | undefined {
    const number = this.shape.numberOf(place);
    return number === undefined ? undefined : this.at(number);
  }

  /** At a place of the shape, by its number. */
  at(number: number): Fact | undefined {
    for (const change of this.changes) if (change.number === number) return change.fact;
    return this.shape.values[number];
  }

  keys(): Iterable<string> {
    return this.shape.places;
  }

  forEach(visit: (fact: Fact, place: string) => void): void {
    const { places, values } = this.shape;
    let next = 0;
    for (let number = 0; number < places.length; number++) {
      const change = this.changes[next];
      const isChanged = change?.number === number;
      if (isChanged) next++;
      const [place, fact] = [places[number], isChanged ? change.fact : values[number]];
      if (place !== undefined && fact !== undefined) visit(fact, place);
    }
  }

  [Symbol.iterator](): Iterator<readonly [place: string, fact: Fact]> {
    const entries: (readonly [string, Fact])[] = [];
    this.forEach((fact, place) => void entries.push([place, fact]));
    return entries.values();
  }
}

/** The value of one place in each of `runs`. */
export function valuesAt(runs: readonly ExperimentFacts[], place: string): readonly (Fact | undefined)[] {
  let last: { readonly shape: FactsShape; readonly number: number | undefined } | undefined;
  return runs.map((facts) => {
    if (!(facts instanceof SharedFacts)) return facts.get(place);
    // Most runs have the shape of the one before them.
    if (last?.shape !== facts.shape) last = { shape: facts.shape, number: facts.shape.numberOf(place) };
    return last.number === undefined ? undefined : facts.at(last.number);
  });
}

/** Whether all of `runs` surely have the same value at a place, without a look at each of them: most places are such. */
export function alikeIn(runs: readonly ExperimentFacts[]): (place: string) => boolean {
  const [first] = runs;
  if (!(first instanceof SharedFacts)) return () => false;
  const { shape } = first;
  const changed = new Set<number>();
  for (const facts of runs) {
    if (!(facts instanceof SharedFacts) || facts.shape !== shape) return () => false;
    for (const { number } of facts.changes) changed.add(number);
  }
  return (place) => {
    const number = shape.numberOf(place);
    return number !== undefined && !changed.has(number);
  };
}

/** More than all presets and their relatives have; what has places of its own beyond them is kept whole. */
const mostShapes = 200;

export class FactsPool {
  readonly #shapes = new Map<string, FactsShape>();

  /** The same facts, held as what is otherwise than in others of their places, where there are any. */
  share(facts: ExperimentFacts): ExperimentFacts {
    if (facts instanceof SharedFacts) return facts;
    const key = keyOf(facts);
    const shape = this.#shapes.get(key);
    if (shape !== undefined) return new SharedFacts(shape, changesFrom(shape, facts));
    if (this.#shapes.size >= mostShapes) return facts;
    const own = new FactsShape(facts);
    this.#shapes.set(key, own);
    return new SharedFacts(own, []);
  }

  /** Lets others share a shape that was kept. */
  add(shape: FactsShape): void {
    const key = shape.places.join('\n');
    if (this.#shapes.size < mostShapes && !this.#shapes.has(key)) this.#shapes.set(key, shape);
  }
}

function keyOf(facts: ExperimentFacts): string {
  return [...facts.keys()].join('\n');
}

function changesFrom(shape: FactsShape, facts: ExperimentFacts): readonly FactsChange[] {
  const changes: FactsChange[] = [];
  let number = 0;
  facts.forEach((fact) => {
    if (!Object.is(fact, shape.values[number])) changes.push(shape.change(number, fact));
    number++;
  });
  return changes;
}

/** A place of its own in a table, and a number. */
const bytesOfFact = 140;
/** Of an experiment that shares its places with others. */
const bytesOfShared = { all: 120, change: 60 };

/** What keeping them takes, in bytes, roughly; of what many share nothing is counted. */
export function memoryOf(facts: ExperimentFacts): number {
  if (facts instanceof SharedFacts)
    return facts.changes.reduce((sum, { fact }) => sum + bytesOfShared.change + bytesOfText(fact), bytesOfShared.all);
  let bytes = 0;
  facts.forEach((fact, place) => {
    bytes += bytesOfFact + place.length + bytesOfText(fact);
  });
  return bytes;
}

function bytesOfText(fact: Fact): number {
  return typeof fact === 'string' ? 2 * fact.length : 0;
}
