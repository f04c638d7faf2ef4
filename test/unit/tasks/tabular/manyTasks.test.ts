// More tasks in a table than a function can have arguments, as where a column of numbers of rows is meant as the tasks.

import assert from 'node:assert/strict';
import { enoughRows } from '../../../../src/tasks/tabular/rowsOfTasks.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';

describe('tasks of a table that all have too few rows, however many they are', () => {
  it('are refused with the rows of the largest, and what to change', () => {
    const row = { cells: ['1'], number: 1 };
    const tasks = Array.from({ length: 200_000 }, (_, number) => ({
      name: `r${number}`,
      rows: number === 7 ? [row, row] : [row],
    }));
    assert.throws(
      () => enoughRows(tasks, 10, 'training', undefined),
      (error: unknown) => {
        assert.ok(error instanceof TaskError, String(error));
        assert.match(error.message, /^No training task has the 10 rows that .*; the largest has 2\. Lower task\.train/);
        return true;
      },
    );
  });
});
