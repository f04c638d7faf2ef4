// Rows of a table sorted into tasks: rows and tasks that cannot take part are left out, and told of.

import { createHash } from 'node:crypto';
import { quote } from '../../base/quote.ts';
import { inCodeUnitOrder } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { copiesWithin } from '../split/identicalSamples.ts';
import type { Sides } from '../split/keptClasses.ts';
import { TaskError } from '../taskError.ts';
import { categoryOf, numberOf } from './cells.ts';
import type { TableCoding } from './tableCoding.ts';
import { placeOfRow, type ReadTable, type TableRow } from './tableRows.ts';

export interface RowsOfTask {
  /** The value of the task column. */
  readonly name: string;
  /** In the order of the file. */
  readonly rows: readonly TableRow[];
}

type Note = ((note: string) => void) | undefined;

/**
 * All tasks in code-unit order of their names.
 * @param table cells of its rows end in the target and the task
 * @throws {TaskError} where no row has both
 */
export function groupByTask(table: ReadTable, features: number, onNote: Note): RowsOfTask[] {
  const groups = new Map<string, TableRow[]>();
  const withoutTask = new LeftOut(table);
  const withoutTarget = new LeftOut(table);
  for (const row of table.rows) {
    const name = categoryOf(row.cells[features + 1]);
    if (name === '') withoutTask.add(row);
    else if (row.cells[features] === undefined) withoutTarget.add(row);
    else {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [row]);
      else group.push(row);
    }
  }
  const notes = [...withoutTask.note('without a task'), ...withoutTarget.note('without a target')];
  if (groups.size === 0)
    throw new TaskError(
      `${table.file} holds no rows with a task and a target. ${notes.join(' ') || 'Get the file again.'}`,
    );
  for (const note of notes) onNote?.(note);
  return [...groups]
    .map(([name, rows]) => ({ name, rows }))
    .sort((one, other) => inCodeUnitOrder(one.name, other.name));
}

/** Without rows whose target says that it is missing. */
export function withNumbers(
  tasks: readonly RowsOfTask[],
  target: number,
  decimal: TableCoding['decimal'],
  table: ReadTable,
  onNote: Note,
): RowsOfTask[] {
  const leftOut = new LeftOut(table);
  const kept = keepRows(tasks, leftOut, ({ cells }) => numberOf(cells[target], decimal) !== undefined);
  for (const note of leftOut.note('without a target')) onNote?.(note);
  return kept;
}

/**
 * Without rows of a class that the coding does not have: no model of these classes can answer with it.
 * @param described which rows those are, for a note
 */
export function withKnownClasses(
  tasks: readonly RowsOfTask[],
  { target, features }: TableCoding,
  table: ReadTable,
  onNote: Note,
  described = 'of held-out tasks whose class no training task has',
): readonly RowsOfTask[] {
  if (target.kind === 'number') return tasks;
  const classes = new Set(target.values);
  const leftOut = new LeftOut(table);
  const kept = keepRows(tasks, leftOut, ({ cells }) => classes.has(categoryOf(cells[features.length])));
  for (const note of leftOut.note(described)) onNote?.(note);
  return kept;
}

function keepRows(tasks: readonly RowsOfTask[], leftOut: LeftOut, keeps: (row: TableRow) => boolean): RowsOfTask[] {
  return tasks.map(({ name, rows }) => ({
    name,
    rows: rows.filter((row) => {
      if (keeps(row)) return true;
      leftOut.add(row);
      return false;
    }),
  }));
}

/** @throws {TaskError} where no task has as many rows */
export function enoughRows(
  tasks: readonly RowsOfTask[],
  needed: number,
  role: 'training' | 'held-out',
  onNote: Note,
): readonly RowsOfTask[] {
  const small = tasks.filter(({ rows }) => rows.length < needed);
  if (small.length === 0) return tasks;
  const names = someNames(small.map(({ name }) => name));
  const leftOut = `Left out ${small.length.toLocaleString('en-US')} ${role} ${small.length === 1 ? 'task' : 'tasks'} with fewer than ${countOf(needed, 'row')}: ${names}.`;
  if (small.length === tasks.length) {
    const settings = role === 'training' ? 'task.trainShots' : 'task.shots or task.queries';
    const most = small.reduce((longest, { rows }) => Math.max(longest, rows.length), 0);
    throw new TaskError(
      `No ${role} task has the ${countOf(needed, 'row')} that ${settings} ${role === 'training' ? 'asks' : 'ask'} for; the largest has ${most}. Lower ${settings}, or choose another task.dataset.taskColumn than ${names} come from.`,
    );
  }
  onNote?.(leftOut);
  return tasks.filter(({ rows }) => rows.length >= needed);
}

/**
 * Tells of rows that are equal in every column to an earlier one of their task, and of held-out tasks all of whose rows
 * are those of a task that is trained on. Single rows of two tasks may well be equal.
 */
export function tellEqualRows({ training, heldOut }: Sides<RowsOfTask>, table: ReadTable, onNote: Note): void {
  // Without the task's own name, which stands last.
  const contentOf = ({ cells }: TableRow) => JSON.stringify(cells.slice(0, -1));
  const copies = copiesWithin(
    [...training, ...heldOut].map(({ name, rows }) => ({ name, samples: rows })),
    contentOf,
  );
  const [first] = copies;
  if (first !== undefined)
    onNote?.(
      `${countOf(copies.length, 'row')} ${copies.length === 1 ? 'is' : 'are'} equal in every column to an earlier row of the same task, and may be adapted to and asked for in one task, the first at ${placeOfRow(table, first.number)}.`,
    );
  const digestOf = ({ rows }: RowsOfTask) => {
    const digest = createHash('sha256');
    for (const content of rows.map(contentOf).sort()) digest.update(`${content}\n`);
    return digest.digest('hex');
  };
  const trained = new Map(training.map((task) => [digestOf(task), task.name]));
  const twins = heldOut.filter((task) => trained.has(digestOf(task)));
  const [twin] = twins;
  if (twin === undefined) return;
  onNote?.(
    `${countOf(twins.length, 'held-out task')} (${someNames(twins.map(({ name }) => name))}) ${twins.length === 1 ? 'is' : 'are'} trained on, too, row for row, under other names: ` +
      `${quote(twin.name)} is ${quote(trained.get(digestOf(twin)) ?? '')}. Remove them from one side.`,
  );
}

/** Rows that are left out for one reason. */
class LeftOut {
  readonly #table: ReadTable;
  #first: number | undefined;
  #count = 0;

  constructor(table: ReadTable) {
    this.#table = table;
  }

  add({ number }: TableRow): void {
    this.#first ??= number;
    this.#count++;
  }

  /** None where there are none. */
  note(reason: string): string[] {
    if (this.#first === undefined) return [];
    return [`Left out ${countOf(this.#count, 'row')} ${reason}, the first at ${placeOfRow(this.#table, this.#first)}.`];
  }
}
