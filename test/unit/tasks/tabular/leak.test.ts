// Nothing of a held-out task reaches training: whatever its rows hold, every training task is the same, bit for bit.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { randomStream } from '../../../../src/engine/random.ts';
import type { TableSet } from '../../../../src/tasks/tabular/tableSet.ts';
import { loadTableSet } from '../../../../src/tasks/tabular/tableSet.ts';
import { createTableDistribution } from '../../../../src/tasks/tabular/tableTasks.ts';
import { makeRatings } from '../../../support/ratingsTable.ts';
import '../../../support/seededProperties.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { ratingsTask } from './loadingTable.ts';

type Row = Readonly<Record<'user' | 'age' | 'genre' | 'rating', string>>;

describe('a table whose held-out rows are changed', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  const ratings = makeRatings(10, 6).map(
    ({ user, age, genre, rating }): Row => ({ user, age: String(age), genre, rating: String(rating) }),
  );
  const graded = ratings.map((row) => ({ ...row, rating: Number(row.rating) > 3 ? 'good' : 'bad' }));

  for (const [kind, rows] of [
    ['regression', ratings],
    ['classification', graded],
  ] as const) {
    it(`trains on the same bits: ${kind}`, async () => {
      const before = await trainingOf(rows);
      const others = new Set(before.heldOut);
      const value = fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map(String),
        fc.constantFrom('', 'NA', '0'),
      );
      const change = fc.record({
        age: value,
        genre: fc.oneof(fc.constantFrom('drama', 'noir', 'war', '', 'opera'), fc.stringMatching(/^[a-z]{1,8}$/)),
        rating: kind === 'regression' ? value : fc.constantFrom('good', 'bad', 'awful', ''),
      });
      const changes = fc.array(change, { minLength: 60, maxLength: 60 });
      const extra = fc.array(fc.tuple(fc.constantFrom(...others), change), { maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(changes, extra, fc.boolean(), async (drawn, added, first) => {
          const changed = rows.map((row, index) => (others.has(row.user) ? { ...row, ...drawn[index] } : row));
          const more = added.map(([user, values]): Row => ({ user, ...values }));
          // A task that is left with too few rows takes no part: one is kept, so that there is something to measure.
          const [kept] = others;
          const whole = rows.map((row, index) => (row.user === kept ? row : (changed[index] ?? row)));
          const after = await trainingOf(first ? [...more, ...whole] : [...whole, ...more]);
          assert.deepEqual(after.training, before.training);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('would be noticed: a changed training row changes training', async () => {
    const before = await trainingOf(ratings);
    const [trained] = before.trained;
    const changed = ratings.map((row) => (row.user === trained ? { ...row, age: '99' } : row));
    assert.notDeepEqual((await trainingOf(changed)).training, before.training);
  });

  async function trainingOf(rows: readonly Row[]) {
    const text = [
      'user,age,genre,rating',
      ...rows.map(({ user, age, genre, rating }) => [user, age, genre, rating].join()),
    ];
    await writeFile(path.join(folder(), 'ratings.csv'), text.join('\n'));
    const task = ratingsTask();
    const set = await loadTableSet(task, folder(), {});
    const { sampleTrainingTask, inputShape, outputSize, loss } = createTableDistribution(task, set);
    const drawn = Array.from({ length: 20 }, (_, number) => {
      const { inputs, targets } = sampleTrainingTask(randomStream(3, 'training-task', number));
      return [bitsOf(inputs), bitsOf(targets)];
    });
    return {
      training: { drawn, inputShape, outputSize, loss, coding: set.coding, tasks: set.trainingClasses },
      trained: namesOf(set.trainingClasses),
      heldOut: namesOf(set.heldOutClasses),
    };
  }
});

function bitsOf(values: Float32Array): readonly number[] {
  return [...new Uint32Array(values.buffer, values.byteOffset, values.length)];
}

function namesOf(tasks: TableSet['trainingClasses']): readonly string[] {
  return tasks.map(({ name }) => name);
}
