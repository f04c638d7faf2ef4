// Rows on their way to the page, column by column: most of ten thousand runs' settings are the same, and are said once.

import type { Fact } from '../../runs/experimentFacts.ts';
import type { Measurement } from '../../runs/figureOfMerit.ts';
import { type CellValue, identityOf, isMeasurement } from '../cells.ts';
import type { Column } from '../columns.ts';
import { ReadMap } from '../readMap.ts';
import type { RunRow } from '../runRow.ts';
import {
  FiguresOfRows,
  type PackedFigures,
  packNumber,
  type UnspeakableNumber,
  unpackFigures,
} from './packedFigures.ts';

/** What stands in a cell, but figures, which are packed apart. */
type PlainValue = Exclude<CellValue, Measurement>;

/** A text or a choice is itself. */
type PackedValue =
  | string
  | boolean
  | number
  | { readonly texts: readonly string[] }
  | { readonly number: UnspeakableNumber };

/** What the rows have in one place; null is nothing. */
type PackedColumn<Value> =
  | { readonly kind: 'same'; readonly value: Value | null }
  | { readonly kind: 'each'; readonly values: readonly (Value | null)[] }
  /** For each row its place among `values`. */
  | { readonly kind: 'few'; readonly values: readonly (Value | null)[]; readonly places: readonly number[] };

interface Named<Value> {
  readonly id: string;
  readonly column: PackedColumn<Value>;
}

export interface PackedRows {
  readonly directories: readonly string[];
  readonly groupIds: PackedColumn<string>;
  readonly taskKinds: PackedColumn<string>;
  readonly algorithmKinds: PackedColumn<string>;
  readonly areExperimentsKnown: PackedColumn<boolean>;
  /** The rows' columns of what was measured of them, each said once, and which of them a row has. */
  readonly measured: readonly Column[];
  readonly measuredOf: PackedColumn<string>;
  readonly cells: readonly Named<PackedValue>[];
  readonly figures: readonly PackedFigures[];
  readonly parameters: readonly Named<PackedValue>[];
}

export function packRows(rows: readonly RunRow[]): PackedRows {
  const measured = new Map(rows.flatMap((row) => row.measured.map((column) => [column.id, column] as const)));
  const numbers = new Map([...measured.keys()].map((id, number) => [id, number]));
  const cells = packMaps(rows.map((row) => row.cells));
  return {
    directories: rows.map(({ directory }) => directory),
    groupIds: packColumn(rows.map(({ groupId }) => groupId ?? null)),
    taskKinds: packColumn(rows.map(({ kinds }) => kinds[0] ?? null)),
    algorithmKinds: packColumn(rows.map(({ kinds }) => kinds[1] ?? null)),
    areExperimentsKnown: packColumn(rows.map(({ isExperimentKnown }) => isExperimentKnown)),
    measured: [...measured.values()],
    measuredOf: packColumn(rows.map((row) => row.measured.map(({ id }) => numbers.get(id)).join(' ') || null)),
    cells: cells.packed(),
    figures: cells.packedFigures(),
    parameters: packMaps(rows.map(({ parameters }) => parameters)).packed(),
  };
}

/** Rows that read what they hold where it lies packed: ten thousand maps would take a second to fill. */
export function unpackRows(packed: PackedRows): RunRow[] {
  const cells = withFigures(unpackColumns(packed.cells, unpackValue), packed.figures);
  const parameters = unpackColumns(packed.parameters, unpackFact);
  const measuredOf = unpackLists(packed);
  return packed.directories.map((directory, row) => ({
    directory,
    groupId: valueAt(packed.groupIds, row) ?? undefined,
    kinds: [valueAt(packed.taskKinds, row), valueAt(packed.algorithmKinds, row)].filter((kind) => kind !== null),
    isExperimentKnown: valueAt(packed.areExperimentsKnown, row) ?? false,
    measured: measuredOf(row),
    cells: new RowOfColumns(cells, row),
    parameters: new RowOfColumns(parameters, row),
  }));
}

function unpackLists({ measured, measuredOf }: PackedRows): (row: number) => readonly Column[] {
  const known = new Map<string, readonly Column[]>([['', []]]);
  return (row) => {
    const numbers = valueAt(measuredOf, row) ?? '';
    const list = known.get(numbers) ?? numbers.split(' ').flatMap((number) => measured[Number(number)] ?? []);
    known.set(numbers, list);
    return list;
  };
}

interface Visited {
  forEach(visit: (value: CellValue, id: string) => void): void;
}

function packMaps(maps: readonly Visited[]): CellsOfRows {
  const cells = new CellsOfRows(maps.length);
  // Row by row, as they lie in memory.
  for (let row = 0; row < maps.length; row++) maps[row]?.forEach((value, id) => void cells.add(row, id, value));
  return cells;
}

/** What rows hold, by their columns. */
class CellsOfRows {
  readonly #rows: number;
  readonly #columns = new Map<string, (PlainValue | undefined)[]>();
  readonly #figures = new Map<string, FiguresOfRows>();

  constructor(rows: number) {
    this.#rows = rows;
  }

  add(row: number, id: string, value: CellValue): void {
    if (isMeasurement(value)) {
      const figures = this.#figures.get(id) ?? new FiguresOfRows(this.#rows);
      this.#figures.set(id, figures);
      figures.add(row, value);
      return;
    }
    const column = this.#columns.get(id) ?? Array.from<undefined | PlainValue>({ length: this.#rows });
    this.#columns.set(id, column);
    column[row] = value;
  }

  packed(): Named<PackedValue>[] {
    return Array.from(this.#columns, ([id, cells]) => ({ id, column: packCells(cells) }));
  }

  packedFigures(): PackedFigures[] {
    return Array.from(this.#figures, ([id, figures]) => figures.packed(id));
  }
}

function packCells(cells: readonly (PlainValue | undefined)[]): PackedColumn<PackedValue> {
  return mapColumn(packColumn(cells, identifier()), (cell) =>
    cell === null || cell === undefined ? null : packValue(cell),
  );
}

function mapColumn<From, To>(column: PackedColumn<From>, map: (value: From | null) => To | null): PackedColumn<To> {
  switch (column.kind) {
    case 'same':
      return { kind: 'same', value: map(column.value) };
    case 'each':
      return { kind: 'each', values: column.values.map(map) };
    case 'few':
      return { ...column, values: column.values.map(map) };
  }
}

/** Lists often are one and the same. */
function identifier(): (cell: PlainValue | undefined) => unknown {
  let last: PlainValue | undefined;
  let identity: unknown;
  return (cell) => {
    if (typeof cell !== 'object') return identityOf(cell);
    if (last !== cell) identity = identityOf(cell);
    last = cell;
    return identity;
  };
}

/** Where at most one in this many values is another one, the values are said once. */
const fewAre = 4;
/** After these many nobody expects that to come out otherwise. */
const mostBeforeDoubt = 64;

function packColumn<Value>(
  values: readonly Value[],
  identify: (value: Value) => unknown = (value) => value,
): PackedColumn<Value> {
  const [first] = values;
  const identityOfFirst = first === undefined ? undefined : identify(first);
  // Of most columns this is all, and nothing is made for them.
  if (first !== undefined && values.every((value) => identify(value) === identityOfFirst))
    return { kind: 'same', value: first };
  const places = new Map<unknown, number>();
  const different: Value[] = [];
  const placeOf: number[] = [];
  for (const value of values) {
    const identity = identify(value);
    const known = places.get(identity);
    placeOf.push(known ?? different.length);
    if (known !== undefined) continue;
    places.set(identity, different.length);
    different.push(value);
    const seen = different.length > mostBeforeDoubt ? placeOf.length : values.length;
    if (different.length > 1 && different.length * fewAre > seen) return { kind: 'each', values };
  }
  if (different.length <= 1) return { kind: 'same', value: different[0] ?? null };
  return { kind: 'few', values: different, places: placeOf };
}

function valueAt<Value>(column: PackedColumn<Value>, row: number): Value | null {
  switch (column.kind) {
    case 'same':
      return column.value;
    case 'each':
      return column.values[row] ?? null;
    case 'few':
      return column.values[column.places[row] ?? -1] ?? null;
  }
}

interface Columns<Value> {
  readonly byId: ReadonlyMap<string, PackedColumn<Value>>;
  readonly ids: readonly string[];
}

/** What rows have in common is one value in memory, too. */
function unpackColumns<Value>(
  packed: readonly Named<PackedValue>[],
  unpack: (value: PackedValue) => Value | null,
): Columns<Value> {
  const unpackOrNone = (value: PackedValue | null) => (value === null ? null : unpack(value));
  const byId = new Map(packed.map(({ id, column }) => [id, mapColumn(column, unpackOrNone)]));
  return { byId, ids: [...byId.keys()] };
}

/** A column may hold a figure in one row and something else in another one. */
function withFigures({ byId }: Columns<CellValue>, packed: readonly PackedFigures[]): Columns<CellValue> {
  const all = new Map(byId);
  for (const { id, values } of packed.map(unpackFigures)) {
    const others = byId.get(id);
    const merged = others === undefined ? values : values.map((figure, row) => figure ?? valueAt(others, row));
    all.set(id, { kind: 'each', values: merged });
  }
  return { byId: all, ids: [...all.keys()] };
}

/** A row of columns as a map from their ids, of those in which it has a value. */
class RowOfColumns<Value> extends ReadMap<Value> {
  readonly #columns: Columns<Value>;
  readonly #row: number;

  constructor(columns: Columns<Value>, row: number) {
    super();
    this.#columns = columns;
    this.#row = row;
  }

  override get possibleIds(): readonly string[] {
    return this.#columns.ids;
  }

  get(id: string): Value | undefined {
    const column = this.#columns.byId.get(id);
    return column === undefined ? undefined : (valueAt(column, this.#row) ?? undefined);
  }

  forEach(visit: (value: Value, id: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [id, column] of this.#columns.byId) {
      const value = valueAt(column, this.#row);
      if (value !== null) visit(value, id, this);
    }
  }
}

function packValue(value: PlainValue): PackedValue {
  if (typeof value === 'object') return { texts: value };
  if (typeof value !== 'number') return value;
  const packed = packNumber(value);
  return typeof packed === 'number' ? packed : { number: packed };
}

function unpackValue(packed: PackedValue): CellValue {
  if (typeof packed !== 'object') return packed;
  return 'texts' in packed ? packed.texts : Number(packed.number);
}

/** Of a parameter, which is no list and no figure. */
function unpackFact(packed: PackedValue): Fact | null {
  const value = unpackValue(packed);
  return typeof value === 'object' ? null : value;
}
