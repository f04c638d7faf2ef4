// Loads tables that a test writes.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { experimentSchema, type TableTaskSpec } from '../../../../src/experiment/schema.ts';
import { loadTableSet } from '../../../../src/tasks/tabular/tableSet.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

export type Dataset = Readonly<Record<string, unknown>>;
export type Sizes = Readonly<Record<string, unknown>>;

/** A task of the ratings, with 2 shots and 2 queries unless `sizes` says otherwise. */
export function ratingsTask(dataset: Dataset = {}, sizes: Sizes = {}): TableTaskSpec {
  const { task } = experimentSchema.parse({
    name: 'ratings',
    task: {
      kind: 'table',
      dataset: { path: 'ratings.csv', taskColumn: 'user', features: ['age', 'genre'], target: 'rating', ...dataset },
      shots: 2,
      queries: 2,
      ...sizes,
    },
    model: { kind: 'mlp' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  assert.ok(task.kind === 'table');
  return task;
}

/** To be called in `describe`. */
export function useTableLoading() {
  const folder = useTemporaryFolder();

  async function load(content: string | Uint8Array, dataset: Dataset = {}, sizes: Sizes = {}) {
    const task = ratingsTask(dataset, sizes);
    await writeFile(path.join(folder(), task.dataset.path), content);
    const notes: string[] = [];
    const set = await loadTableSet(task, folder(), { onNote: (note) => notes.push(note) });
    return { set, notes, task };
  }

  async function refuses(content: string | Uint8Array, says: RegExp, dataset: Dataset = {}, sizes: Sizes = {}) {
    await assert.rejects(load(content, dataset, sizes), (error: unknown) => {
      assert.ok(error instanceof TaskError, String(error));
      assert.match(error.message, says);
      return true;
    });
  }

  return { folder, load, refuses };
}
