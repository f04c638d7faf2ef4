// Pairs of makers that have made samples of the same classes.

import { addTo } from '../base/addTo.ts';
import type { RandomStream } from '../engine/random.ts';
import { drawOne } from './drawing.ts';
import type { SampleClass } from './sampleClass.ts';

/** Partners of all makers together that are looked up once only: of more, those of some makers are found anew. */
const mostKept = 1_000_000;

/** A class with its samples by who made them. */
export interface ByMaker<Class> {
  readonly from: Class;
  readonly samplesOf: ReadonlyMap<string, readonly number[]>;
}

/** None where nobody knows who made them. */
export function byMaker<Class extends SampleClass>(from: Class): ByMaker<Class>[] {
  if (from.makers === undefined) return [];
  const samplesOf = new Map<string, number[]>();
  for (const [index, maker] of from.makers.entries()) {
    const samples = from.samples.slice(index, index + 1);
    const earlier = samplesOf.get(maker);
    if (earlier === undefined) samplesOf.set(maker, samples);
    else earlier.push(...samples);
  }
  return [{ from, samplesOf }];
}

/** Pairs of makers of one group's classes; thousands of makers have millions of pairs, so that none are listed. */
export class MakerPairs<Class extends SampleClass> {
  readonly #ways: number;
  readonly #queries: number;
  /** By maker: classes with support samples enough, for makers who have made enough of them. */
  readonly #classesOf = new Map<string, readonly ByMaker<Class>[]>();
  readonly #makers: readonly string[];
  /** By maker of support samples: whoever can make the queries. */
  readonly #partners = new Map<string, readonly string[]>();
  #kept = 0;

  constructor(group: readonly ByMaker<Class>[], ways: number, shots: number, queries: number) {
    this.#ways = ways;
    this.#queries = queries;
    const classesOf = new Map<string, ByMaker<Class>[]>();
    for (const one of group) {
      for (const [maker, samples] of one.samplesOf) {
        if (samples.length < shots) continue;
        addTo(classesOf, maker, one);
      }
    }
    for (const [maker, classes] of classesOf) if (classes.length >= ways) this.#classesOf.set(maker, classes);
    this.#makers = [...this.#classesOf.keys()];
  }

  hasAny(): boolean {
    return this.#makers.some((maker) => this.#partnersOf(maker).length > 0);
  }

  /** Makers without a partner are passed over by drawing again. */
  draw(random: RandomStream) {
    for (;;) {
      const supportMaker = drawOne(this.#makers, random);
      const partners = this.#partnersOf(supportMaker);
      if (partners.length === 0) continue;
      const queryMaker = drawOne(partners, random);
      const classes = (this.#classesOf.get(supportMaker) ?? []).filter((one) => this.#hasQueries(one, queryMaker));
      return { classes, supportMaker, queryMaker };
    }
  }

  #partnersOf(maker: string): readonly string[] {
    const known = this.#partners.get(maker);
    if (known !== undefined) return known;
    const counts = new Map<string, number>();
    for (const one of this.#classesOf.get(maker) ?? []) {
      for (const other of one.samplesOf.keys()) {
        if (other !== maker && this.#hasQueries(one, other)) counts.set(other, (counts.get(other) ?? 0) + 1);
      }
    }
    const partners = [...counts].filter(([, classes]) => classes >= this.#ways).map(([other]) => other);
    if (this.#kept + partners.length > mostKept) return partners;
    this.#kept += partners.length;
    this.#partners.set(maker, partners);
    return partners;
  }

  #hasQueries({ samplesOf }: ByMaker<Class>, maker: string): boolean {
    return (samplesOf.get(maker)?.length ?? 0) >= this.#queries;
  }
}
