// Which runs' courses the page asks for: those that can be seen, once for each figure that comes, and again when they can
// be seen again and have none. Pure but for what it remembers.

import type { RunRow } from '../../src/table/runRow.ts';

/** More cannot be seen at once. */
const mostAsked = 100;

export class CourseRequests {
  /** What was known of a run when its course was asked for. */
  readonly #asked = new Map<string, string>();

  #seen: ReadonlySet<string> = new Set();

  /**
   * Directories of those of `rows`, which can be seen, whose course is another than the one that was asked for, or was
   * never told, as of many that were passed by quickly.
   * @param known courses that were told
   */
  next(rows: readonly RunRow[], known: Pick<ReadonlyMap<string, unknown>, 'has'>): readonly string[] {
    const near = rows.slice(0, mostAsked);
    const isMissing = ({ directory }: RunRow) => !this.#seen.has(directory) && !known.has(directory);
    const asking = near.filter((row) => this.#asked.get(row.directory) !== stampOf(row) || isMissing(row));
    for (const row of asking) this.#asked.set(row.directory, stampOf(row));
    this.#seen = new Set(near.map(({ directory }) => directory));
    return asking.map(({ directory }) => directory);
  }
}

function stampOf({ cells }: RunRow): string {
  return `${cells.get('latest.iteration') ?? ''} ${cells.get('started') ?? ''}`;
}
