// The seeds of a sweep: those that are listed, or so many from the experiment's own upwards.

import { type ExperimentDocument, valueRange } from '../experimentDocument.ts';
import type { Problem } from '../problem.ts';
import { readingProblem } from '../readingRules.ts';

const largestSeed = 0xffffffff;

/** @param own the experiment's own seed */
export function listSeeds(
  asked: number | readonly number[],
  own: number,
  document: ExperimentDocument,
): { readonly seeds: readonly number[]; readonly problems: readonly Problem[] } {
  if (typeof asked !== 'number') return { seeds: asked, problems: repeated(asked, document) };
  const seeds = Array.from({ length: asked }, (_, index) => own + index);
  if (own + asked - 1 <= largestSeed) return { seeds, problems: [] };
  const message = `There are no ${asked} seeds from ${own} upwards: the largest is ${largestSeed}. List them.`;
  return { seeds, problems: [readingProblem('sweep-range', message, valueRange(document, ['sweep', 'seeds']))] };
}

function repeated(seeds: readonly number[], document: ExperimentDocument): Problem[] {
  return seeds.flatMap((seed, index) => {
    if (seeds.indexOf(seed) === index) return [];
    const range = valueRange(document, ['sweep', 'seeds', index]);
    return [readingProblem('sweep-duplicate', `The seed ${seed} stands here twice. Remove one of the two.`, range)];
  });
}
