// TableSet: rows of a table by task, split and encoded.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { quote } from '../../base/quote.ts';
import type { TableDatasetSpec, TableTaskSpec } from '../../experiment/schema.ts';
import type { PlainDescription } from '../heldOutDescription.ts';
import type { LoadOptions } from '../loadOptions.ts';
import type { SampleClass } from '../sampleClass.ts';
import { allocateShared } from '../sharedMemory.ts';
import type { ColumnChange } from '../split/describeChanges.ts';
import { describeKept, type Sides, takeKept } from '../split/keptClasses.ts';
import { notesOnNames } from '../split/namesNotMeant.ts';
import { TaskError } from '../taskError.ts';
import { categoryOf } from './cells.ts';
import { findMovedColumns, requireKeptColumns } from './keptColumns.ts';
import { kindOfColumn, learnCoding, nameOfColumn, type TrainingRows } from './learnCoding.ts';
import { readTable } from './readTable.ts';
import {
  enoughRows,
  groupByTask,
  type RowsOfTask,
  tellEqualRows,
  withKnownClasses,
  withNumbers,
} from './rowsOfTasks.ts';
import { splitTasks } from './splitTasks.ts';
import { createRowWriter, inputsOf, requireNumber, standardised, type TableCoding } from './tableCoding.ts';
import { placeOfRow, type ReadTable } from './tableRows.ts';

/**
 * Rows as samples, and the tasks to train on and those never trained on. Can be sent to a worker thread; rows are
 * shared, not copied.
 */
export interface TableSet extends EncodedRows {
  readonly coding: TableCoding;
  /** What rows are counted by in their file. */
  readonly unit: ReadTable['unit'];
  readonly trainingClasses: readonly TableTask[];
  readonly heldOutClasses: readonly TableTask[];
  readonly heldOutDescription: PlainDescription;
  /** Where columns were kept from an earlier loading: those that hold something else by now. */
  readonly movedColumns: readonly ColumnChange[];
}

/** The training tasks' rows, then those of held-out tasks. */
interface EncodedRows {
  /** [rows, inputsOf(coding)] */
  readonly inputs: Float32Array;
  /** For each row its target, standardised, or the number of its class. */
  readonly targets: Float32Array;
  /** Where each row stands in its file, from 1. */
  readonly numbers: Uint32Array;
}

/** One task: its name is the value of the task column. */
interface TableTask extends SampleClass {
  /** Of its rows as the model gets them. */
  readonly digest: string;
}

const mostInputs = 100_000;

const namedTasks = { one: 'task', many: 'tasks', members: 'rows' };

/**
 * Reads the table that `task` names. Rows without a task or a target are left out, and so are tasks with fewer rows than
 * are taken of a task; both are told. Means, deviations and categories come from the training tasks' rows alone, or are
 * those that were kept: parameters have learned what inputs stand for.
 * @throws {TaskError}
 */
export async function loadTableSet(task: TableTaskSpec, folder: string, options: LoadOptions): Promise<TableSet> {
  const { kept, onClasses, onNote, signal } = options;
  const { dataset } = task;
  const columns = kept?.columns;
  if (columns !== undefined) requireKeptColumns(columns, dataset);
  const table = await readTable(
    { ...dataset, path: path.resolve(folder, dataset.path), columns: columnsOf(dataset) },
    signal,
    onNote,
  );
  const tasks = groupByTask(table, dataset.features.length, onNote);
  onClasses?.(tasks.map(({ name }) => name));
  const split = kept === undefined ? splitTasks(task.split, tasks) : takeKept(tasks, kept);
  const measured = task.shots + task.queries;
  const trained = task.trainShots ?? measured;
  const kind = columns?.target.kind ?? kindOfTarget(split.training, trained, dataset, table);
  const { training, heldOut } = kind === 'number' ? withTargets(split, dataset, table, onNote) : split;
  // Kept tasks that are only compared are compared whole.
  const isCompared = kept?.acceptsChanges === false;
  const learned =
    columns === undefined
      ? training
      : withKnownClasses(training, columns, table, onNote, 'whose class the run has not learned');
  const trains = isCompared ? learned : enoughRows(learned, trained, 'training', onNote);
  const coding = columns ?? learnCoding(dataset, trainingRowsOf(trains, table), onNote);
  const known = withKnownClasses(heldOut, coding, table, onNote);
  const held = isCompared ? known : enoughRows(known, measured, 'held-out', onNote);
  if (kept === undefined) {
    const sides = { training: trains, heldOut: held };
    for (const note of notesOnNames(sides, namedTasks)) onNote?.(`In ${quote(dataset.taskColumn)}, ${note}`);
    tellEqualRows(sides, table, onNote);
  }
  const rows = encodeRows([...trains, ...held], coding, table);
  const number = createNumbering(rows);
  return {
    ...rows,
    coding,
    unit: table.unit,
    trainingClasses: trains.map(number),
    heldOutClasses: held.map(number),
    heldOutDescription:
      kept === undefined ? { code: 'classes', noun: 'tasks', count: held.length } : describeKept(kept, held.length),
    movedColumns: columns === undefined ? [] : findMovedColumns(columns, trainingRowsOf(training, table).rows),
  };
}

/** Those of the features, the target and the task. @throws {TaskError} where one is named twice */
function columnsOf({ features, target, taskColumn }: TableDatasetSpec): readonly string[] {
  const columns = [...features.map(nameOfColumn), nameOfColumn(target), taskColumn].map((name) => name.trim());
  const twin = columns.find((name, place) => columns.indexOf(name) !== place);
  if (twin === undefined) return columns;
  throw new TaskError(
    `task.dataset names the column ${quote(twin)} twice. A column is one feature, the target or the task column: remove it from the others.`,
  );
}

/** In the tasks that are large enough to be trained on: those that are left out are not asked, whose targets may be words. */
function kindOfTarget(
  training: readonly RowsOfTask[],
  needed: number,
  { features, target, decimal }: TableDatasetSpec,
  table: ReadTable,
): 'number' | 'category' {
  const large = training.filter(({ rows }) => rows.length >= needed);
  return kindOfColumn(target, features.length, trainingRowsOf(large.length > 0 ? large : training, table), decimal);
}

/** Without rows that say that their target, a number, is missing. */
function withTargets(
  { training, heldOut }: Sides<RowsOfTask>,
  { features, decimal }: TableDatasetSpec,
  table: ReadTable,
  onNote: LoadOptions['onNote'],
): Sides<RowsOfTask> {
  const withThem = (side: readonly RowsOfTask[]) => withNumbers(side, features.length, decimal, table, onNote);
  return { training: withThem(training), heldOut: withThem(heldOut) };
}

function trainingRowsOf(tasks: readonly RowsOfTask[], table: ReadTable): TrainingRows {
  return { rows: tasks.flatMap(({ rows }) => rows), namePlace: (row) => placeOfRow(table, row) };
}

/** @throws {TaskError} where a cell of a number holds none, or there are too many inputs */
function encodeRows(tasks: readonly RowsOfTask[], coding: TableCoding, table: ReadTable): EncodedRows {
  const width = inputsOf(coding);
  const count = tasks.reduce((sum, { rows }) => sum + rows.length, 0);
  if (width > mostInputs || width * count * 4 > 2 ** 31)
    throw new TaskError(
      `The features make ${width.toLocaleString('en-US')} inputs of ${count.toLocaleString('en-US')} rows, for which there is no memory here. Lower task.dataset.mostCategories, or leave features out.`,
    );
  const encoded: EncodedRows = {
    inputs: new Float32Array(allocateShared(count * width * 4)),
    targets: new Float32Array(allocateShared(count * 4)),
    numbers: new Uint32Array(allocateShared(count * 4)),
  };
  const write = createRowWriter(coding);
  const targetOf = createTargetReader(coding);
  let sample = 0;
  for (const { rows } of tasks) {
    for (const { number, cells } of rows) {
      const namePlace = () => placeOfRow(table, number);
      write(cells, encoded.inputs.subarray(sample * width, (sample + 1) * width), namePlace);
      encoded.targets[sample] = targetOf(cells[coding.features.length], namePlace);
      encoded.numbers[sample] = number;
      sample++;
    }
  }
  return encoded;
}

/** Of a row that has one. @throws {TaskError} */
function createTargetReader({ target, decimal }: TableCoding) {
  const ways = target.kind === 'category' ? new Map(target.values.map((value, way) => [value, way])) : undefined;
  return (cell: Parameters<typeof categoryOf>[0], namePlace: () => string): number => {
    if (target.kind === 'category') return ways?.get(categoryOf(cell)) ?? Number.NaN;
    const value = requireNumber(cell, target.column, decimal, namePlace);
    return value === undefined ? Number.NaN : standardised(value, target, namePlace);
  };
}

/** Numbers the rows of one task after the other. */
function createNumbering({ inputs, targets }: EncodedRows): (task: RowsOfTask) => TableTask {
  const width = inputs.length / Math.max(1, targets.length);
  let next = 0;
  return ({ name, rows }) => {
    const first = next;
    next += rows.length;
    const digest = createHash('sha256')
      .update(inputs.slice(first * width, next * width))
      .update(targets.slice(first, next))
      .digest('hex')
      .slice(0, 32);
    return { name, samples: rows.map((_, index) => first + index), digest };
  };
}
