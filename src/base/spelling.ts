// "Did you mean": the known word nearest to a mistyped one.

const longestTyped = 200;

/**
 * The word of `known` that `typed` was probably meant to be: equal but for case and separators, or reached by few
 * insertions, deletions, substitutions and swaps of neighbours (one for every three letters, at least one, at most
 * three), or the only one that begins with it. Undefined when none is near, and for words longer than anybody mistypes.
 */
export function nearestWord(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > longestTyped) return undefined;
  const folded = fold(typed);
  let best: string | undefined;
  let limit = Math.min(3, Math.max(1, Math.floor(folded.length / 3)));
  for (const word of known) {
    const distance = editDistance(folded, fold(word), limit);
    if (distance < limit || (distance === limit && best === undefined)) {
      best = word;
      limit = distance;
    }
  }
  if (best !== undefined || folded.length < 2) return best;
  const continued = known.filter((word) => fold(word).startsWith(folded));
  return continued.length === 1 ? continued[0] : undefined;
}

/**
 * Optimal string alignment distance, the count of edits from `a` to `b` where a swap of neighbours is one; anything
 * above `limit` is returned as Infinity, at once where the lengths alone show it.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  // Only cells near the diagonal can be within the limit: the table is as wide as the limit, not as the words are long.
  let beforePrevious = new Map<number, number>();
  let previous = new Map<number, number>();
  for (let column = 0; column <= Math.min(limit, b.length); column++) previous.set(column, column);
  for (let row = 1; row <= a.length; row++) {
    const current = new Map<number, number>();
    for (let column = Math.max(0, row - limit); column <= Math.min(b.length, row + limit); column++) {
      if (column === 0) {
        current.set(0, row);
        continue;
      }
      const substitution = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(substitution, at(previous, column) + 1, at(current, column - 1) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, at(beforePrevious, column - 2) + 1);
      }
      current.set(column, least);
    }
    if (Math.min(...current.values()) > limit) return Number.POSITIVE_INFINITY;
    beforePrevious = previous;
    previous = current;
  }
  const distance = at(previous, b.length);
  return distance > limit ? Number.POSITIVE_INFINITY : distance;
}

function at(row: ReadonlyMap<number, number>, column: number): number {
  return row.get(column) ?? Number.POSITIVE_INFINITY;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
