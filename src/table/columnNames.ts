// How columns are called: by their keys, by their short names, and by any end of a key that only one of them has.

import { nearestWord } from '../base/spelling.ts';
import type { Column } from './columns.ts';
import { runColumns } from './runColumns.ts';

export type NamedColumn =
  | { readonly kind: 'found'; readonly column: Column }
  | { readonly kind: 'unknown' }
  /** Several could be meant: their ids. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] };

/**
 * Knows the columns that rows have, and those that any could have. `lr`, `learningRate`, `innerOptimizer.learningRate`
 * and `algorithm.innerOptimizer.learningRate` are one where no other key ends so; letters' case, spaces and hyphens do
 * not count, and ε may be written `eps`.
 */
export class ColumnNames {
  readonly columns: readonly Column[];
  readonly #exact = new Map<string, Column>();
  /** The nearest way of calling first; at each, the columns that are called so. */
  readonly #folded: readonly ReadonlyMap<string, ReadonlySet<Column>>[];

  constructor(columns: readonly Column[]) {
    const ids = new Set(columns.map(({ id }) => id));
    this.columns = [...columns, ...runColumns.map(({ column }) => column).filter(({ id }) => !ids.has(id))];
    for (const column of this.columns) this.#exact.set(column.id, column);
    this.#folded = [({ id }: Column) => [id], shortNamesOf, endsOf].map((spell) => byName(this.columns, spell));
  }

  find(name: string): NamedColumn {
    const exact = this.#exact.get(name);
    if (exact !== undefined) return { kind: 'found', column: exact };
    for (const names of this.#folded) {
      const [column, ...others] = names.get(fold(name)) ?? [];
      if (column === undefined) continue;
      if (others.length === 0) return { kind: 'found', column };
      return { kind: 'ambiguous', candidates: [column, ...others].map(({ id }) => id) };
    }
    return { kind: 'unknown' };
  }

  /** What a name that is unknown was probably meant to be: all names are looked through, which takes its time. */
  nearestTo(name: string): string | undefined {
    return nearestWord(name, this.columns.flatMap(spellingsOf));
  }
}

/** What a person is told that a column is called: the shortest of its names that can be written as one word. */
export function shownName({ id, section, aliases }: Column): string {
  if (section !== 'parameter') return id;
  const [short = id] = aliases;
  return /^[\p{L}\d_.[\]-]+$/u.test(short) ? short : id;
}

function byName(
  columns: readonly Column[],
  spell: (column: Column) => readonly string[],
): ReadonlyMap<string, ReadonlySet<Column>> {
  const names = new Map<string, Set<Column>>();
  for (const column of columns)
    for (const name of new Set(spell(column).map(fold))) {
      const known = names.get(name);
      if (known === undefined) names.set(name, new Set([column]));
      else known.add(column);
    }
  return names;
}

function shortNamesOf({ aliases }: Column): readonly string[] {
  return aliases;
}

/** `algorithm.kind` ends in `algorithm`, too. */
function endsOf({ id, section }: Column): readonly string[] {
  if (section !== 'parameter') return [];
  const ends = (key: string) => key.split('.').map((_, index, steps) => steps.slice(index).join('.'));
  return [...ends(id), ...(id.endsWith('.kind') ? ends(id.slice(0, -'.kind'.length)) : [])];
}

function spellingsOf(column: Column): readonly string[] {
  return [column.id, ...column.aliases, ...endsOf(column)];
}

function fold(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('epsilon', 'eps')
    .replaceAll('ε', 'eps')
    .replaceAll('β', 'beta')
    .replace(/[\s_-]/g, '');
}
