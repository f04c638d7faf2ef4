// A person's own rows become the inputs that rows of the run's data are.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readOwnTable } from '../../../../src/tasks/ownSamples/ownTable.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { csvOf, makeRatings } from '../../../support/ratingsTable.ts';
import { useTableLoading } from './loadingTable.ts';

describe("a person's own rows", () => {
  const { folder, load } = useTableLoading();
  const ratings = makeRatings();

  async function write(name: string, content: string): Promise<string> {
    const file = path.join(folder(), name);
    await writeFile(file, content);
    return file;
  }

  it('are encoded as those of a held-out task, with answers in their own unit', async () => {
    const { set } = await load(csvOf(ratings));
    const [held] = set.heldOutClasses;
    const own = ratings.filter(({ user }) => user === held?.name);
    const width = set.inputs.length / set.targets.length;
    for (const file of [
      await write('own.csv', csvOf(own.map(({ age, genre, rating }) => ({ Genre: genre, rating, AGE: age })))),
      await write('own.json', JSON.stringify(own)),
    ]) {
      const samples = await readOwnTable(file, set.coding);
      assert.deepEqual(
        samples.map(({ input }) => input),
        held?.samples.map((sample) => set.inputs.slice(sample * width, (sample + 1) * width)),
      );
      assert.deepEqual(
        samples.map(({ answer }) => answer),
        own.map(({ rating }) => ({ kind: 'values', values: [rating] })),
      );
    }
  });

  it('may lack values and targets, but no column, and no class may be new', async () => {
    const { coding } = (await load(csvOf(ratings))).set;
    const [sample] = await readOwnTable(await write('own.csv', 'age,genre,rating\n,war,\n'), coding);
    assert.deepEqual(sample?.answer, { kind: 'unknown' });
    assert.equal(sample?.input[0], 0);
    await refuses(readOwnTable(await write('own.csv', 'age,rating\n3,4\n'), coding), /there is no "genre"/);
    await refuses(
      readOwnTable(await write('own.csv', 'age,genre,rating\nold,war,4\n'), coding),
      /line 2: "age" is "old"/,
    );
    const graded = csvOf(ratings.map((row) => ({ ...row, rating: row.rating > 3 ? 'good' : 'bad' })));
    const classes = (await load(graded)).set.coding;
    await refuses(
      readOwnTable(await write('own.csv', 'age,genre,rating\n30,war,awful\n'), classes),
      /line 2: "rating" is "awful", which the run has learned nothing of/,
    );
  });

  async function refuses(reading: Promise<unknown>, says: RegExp): Promise<void> {
    await assert.rejects(reading, (error: unknown) => {
      assert.ok(error instanceof TaskError, String(error));
      assert.match(error.message, says);
      return true;
    });
  }
});
