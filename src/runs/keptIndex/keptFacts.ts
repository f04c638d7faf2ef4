// Facts of experiments as they stand in the index: what many share once, and of each run the rest.

import type { ExperimentFacts, Fact } from '../experimentFacts.ts';
import { type FactsChange, type FactsPool, FactsShape, SharedFacts } from '../sharedFacts.ts';
import { readPart } from './keptLines.ts';

/** The facts of lines that are to be written, as JSON. */
export class FactsWriter {
  readonly #numbers = new Map<FactsShape, number>();

  /** What the facts of the lines so far refer to, in its order. */
  get shapes(): readonly string[] {
    return Array.from(this.#numbers.keys(), ({ places, values }) =>
      JSON.stringify(places.map((place, number) => [place, values[number]])),
    );
  }

  /** Empty for facts that share nothing with others: there is no room for many of them. */
  write(facts: ExperimentFacts): string {
    if (!(facts instanceof SharedFacts)) return '';
    const { shape, changes } = facts;
    const number = this.#numbers.get(shape) ?? this.#numbers.size;
    this.#numbers.set(shape, number);
    return JSON.stringify([number, ...changes.flatMap((change) => [change.number, change.fact])]);
  }
}

/** The facts of lines that were read. */
export class FactsOfLines {
  readonly #shapes: readonly string[];
  readonly #pool: FactsPool;
  readonly #read = new Map<number, FactsShape | undefined>();

  /** @param pool what is read from files later shares their shapes */
  constructor(shapes: readonly string[], pool: FactsPool) {
    this.#shapes = shapes;
    this.#pool = pool;
  }

  /** Undefined where they are not what they should be. */
  read(facts: string): SharedFacts | undefined {
    const [number, ...rest] = readList(facts);
    const shape = typeof number === 'number' ? this.#shapeOf(number) : undefined;
    const changes = shape === undefined ? undefined : readChanges(rest, shape);
    return shape === undefined || changes === undefined ? undefined : new SharedFacts(shape, changes);
  }

  #shapeOf(number: number): FactsShape | undefined {
    if (this.#read.has(number)) return this.#read.get(number);
    const shape = readShape(this.#shapes[number] ?? '');
    if (shape !== undefined) this.#pool.add(shape);
    this.#read.set(number, shape);
    return shape;
  }
}

function readList(json: string): readonly unknown[] {
  const value = readPart(json);
  return Array.isArray(value) ? value : [];
}

function readShape(json: string): FactsShape | undefined {
  const facts = new Map<string, Fact>();
  for (const entry of readList(json)) {
    const [place, fact]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof place !== 'string' || !isFact(fact)) return undefined;
    facts.set(place, fact);
  }
  return facts.size === 0 ? undefined : new FactsShape(facts);
}

function readChanges(list: readonly unknown[], shape: FactsShape): readonly FactsChange[] | undefined {
  const changes: FactsChange[] = [];
  for (let at = 0; at < list.length; at += 2) {
    const [number, fact] = [list[at], list[at + 1]];
    const isNext =
      typeof number === 'number' && number > (changes.at(-1)?.number ?? -1) && number < shape.places.length;
    if (!isNext || !Number.isInteger(number) || !isFact(fact)) return undefined;
    changes.push(shape.change(number, fact));
  }
  return changes;
}

function isFact(value: unknown): value is Fact {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
}
