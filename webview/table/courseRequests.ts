// Which runs' courses the page asks for: those that can be seen, once for each figure that comes. Pure but for what it
// remembers.

import type { RunRow } from '../../src/table/runRow.ts';

/** More cannot be seen at once. */
const mostAsked = 100;

export class CourseRequests {
  /** What was known of a run when its course was asked for. */
  readonly #asked = new Map<string, string>();

  /** Directories of those of `rows`, which can be seen, whose course is another than the one that was asked for. */
  next(rows: readonly RunRow[]): readonly string[] {
    const asking = rows.slice(0, mostAsked).filter((row) => this.#asked.get(row.directory) !== stampOf(row));
    for (const row of asking) this.#asked.set(row.directory, stampOf(row));
    return asking.map(({ directory }) => directory);
  }
}

function stampOf({ cells }: RunRow): string {
  return `${cells.get('latest.iteration') ?? ''} ${cells.get('started') ?? ''}`;
}
