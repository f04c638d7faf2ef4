// How many meta-iterations a run was to have when its earlier ones were trained: where the meta step size follows from
// that, an extended run is another training than one that had its length from the beginning.

import * as z from 'zod';

export interface EarlierLength {
  /** Meta-iterations before this one were trained with it. */
  readonly until: number;
  readonly metaIterations: number;
}

/** More extensions than anybody makes of one run. */
const mostLengths = 100;

const count = z.int().min(1);

export const earlierLengthsSchema: z.ZodType<readonly EarlierLength[]> = z
  .array(z.object({ until: count, metaIterations: count }))
  .max(mostLengths)
  .catch([])
  .default([]);

interface Lengths {
  readonly metaIterations: number;
  readonly earlierLengths: readonly EarlierLength[];
}

/** Those of a run of `metaIterations` that goes on from meta-iteration `at` of another one. Ascending. */
export function earlierLengthsOf(
  { metaIterations: others, earlierLengths }: Lengths,
  at: number,
  metaIterations: number,
): readonly EarlierLength[] {
  if (at === 0) return [];
  const before = earlierLengths.find(({ until }) => until >= at)?.metaIterations ?? others;
  const kept = earlierLengths.filter(({ until }) => until < at);
  return [...kept, ...(before === metaIterations ? [] : [{ until: at, metaIterations: before }])].slice(-mostLengths);
}
