// Tables as samples: what columns become, which rows and tasks take part, and which are held out.

import assert from 'node:assert/strict';
import { randomStream } from '../../../../src/engine/random.ts';
import { createTableDistribution } from '../../../../src/tasks/tabular/tableTasks.ts';
import { csvOf, makeRatings } from '../../../support/ratingsTable.ts';
import { useTableLoading } from './loadingTable.ts';

const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-5 * (1 + Math.abs(expected)), `${found} is not ${expected}`);

describe('a table', () => {
  const { load, refuses } = useTableLoading();
  const ratings = makeRatings();

  it('is standardised, and its categories told apart, by the training tasks alone', async () => {
    const { set } = await load(csvOf(ratings));
    const trained = new Set(set.trainingClasses.map(({ name }) => name));
    assert.equal(trained.size, 8);
    assert.equal(set.heldOutClasses.length, 4);
    const rows = ratings.filter(({ user }) => trained.has(user));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = (values: readonly number[]) =>
      Math.sqrt(mean(values.map((value) => value * value)) - mean(values) ** 2);
    const [ages, targets] = [rows.map(({ age }) => age), rows.map(({ rating }) => rating)];
    for (const { name, samples } of [...set.trainingClasses, ...set.heldOutClasses]) {
      ratings
        .filter(({ user }) => user === name)
        .forEach(({ age, genre, rating }, index) => {
          const sample = samples[index] ?? Number.NaN;
          const input = [...set.inputs.subarray(sample * 5, (sample + 1) * 5)];
          near(input[0] ?? Number.NaN, (age - mean(ages)) / deviation(ages));
          assert.deepEqual(
            input.slice(1),
            ['drama', 'noir', 'war', 'other'].map((value) => (value === genre ? 1 : 0)),
          );
          near(set.targets[sample] ?? Number.NaN, (rating - mean(targets)) / deviation(targets));
        });
    }
  });

  it('tells of tasks that the file writes in two ways, those on two sides first, and of rows that nobody is said to be of', async () => {
    const { set, notes } = await load(csvOf(ratings));
    assert.doesNotMatch(notes.join('\n'), /another way|two ways|missing/);
    const [trained = '', heldOut = ''] = [set.trainingClasses, set.heldOutClasses].map(([task]) => task?.name ?? '');
    const renamed = ratings.map((row) => (row.user === heldOut ? { ...row, user: trained.toUpperCase() } : row));
    const split = { by: 'tasks', heldOutTasks: [trained.toUpperCase()] };
    assert.match(
      (await load(csvOf(renamed), {}, { split })).notes.join('\n'),
      new RegExp(
        `In "user", tasks that are held out may be .*"${trained.toUpperCase()}" is held out and "${trained}" trains`,
      ),
    );
    const unknown = ratings.map((row) => (row.user === trained ? { ...row, user: 'nan' } : row));
    assert.match((await load(csvOf(unknown))).notes.join('\n'), /In "user", rows of the task "nan" train/);
  });

  it('tells of rows that stand in one task twice, and of tasks that are trained on under another name', async () => {
    const { set, notes } = await load(csvOf(ratings));
    assert.doesNotMatch(notes.join('\n'), /equal in every column|row for row/);
    const twice = ratings.flatMap((row, index) => (index < 3 ? [row, row] : [row]));
    const { notes: told } = await load(csvOf(twice));
    assert.match(
      told.join('\n'),
      /3 rows are equal in every column to an earlier row of the same task, and may be adapted to .* the first at .*ratings\.csv, line 3\./,
    );
    // Another target is another row.
    const others = ratings.flatMap((row, index) => (index < 3 ? [row, { ...row, rating: row.rating + 1 }] : [row]));
    assert.doesNotMatch((await load(csvOf(others))).notes.join('\n'), /equal in every column/);
    const [trained, heldOut] = [set.trainingClasses[0]?.name, set.heldOutClasses[0]?.name ?? ''];
    const twins = [
      ...ratings.filter(({ user }) => user !== heldOut),
      ...ratings.filter(({ user }) => user === trained).map((row) => ({ ...row, user: heldOut })),
    ].toReversed();
    assert.match(
      (await load(csvOf(twins))).notes.join('\n'),
      new RegExp(`1 held-out task \\("${heldOut}"\\) is trained on, too, row for row, .*"${heldOut}" is "${trained}"`),
    );
  });

  it('takes a column for constant that varies by rounding alone, and no other', async () => {
    const withAges = (ages: readonly number[]) =>
      ratings.map((row, index) => ({ ...row, age: ages[index % ages.length] ?? 0 }));
    const said = /"age" is the same in all rows of training tasks/;
    for (const ages of [
      [0.3, 0.1 + 0.2],
      [0, 0],
      [-0.3, -(0.1 + 0.2)],
    ]) {
      const { set, notes } = await load(csvOf(withAges(ages)));
      assert.match(notes.join(), said);
      assert.deepEqual(
        [...set.targets.keys()].map((row) => set.inputs[row * 5]).filter((input) => input !== 0),
        [],
      );
    }
    for (const ages of [
      [0.3, 0.3 + 1e-9],
      [0, 1e-12],
      [1_700_000_000, 1_700_000_000.001],
    ])
      assert.doesNotMatch((await load(csvOf(withAges(ages)))).notes.join(), said, String(ages));
    const sameTargets = ratings.map((row, index) => ({ ...row, rating: index % 2 === 0 ? 0.3 : 0.1 + 0.2 }));
    await refuses(
      csvOf(sameTargets),
      /The target "rating" is 0\.3\d* in all rows of training tasks: there is nothing to learn/,
    );
  });

  it('is taken apart the same whatever the order of its rows', async () => {
    const { set } = await load(csvOf(ratings));
    const { set: again } = await load(csvOf(ratings.toSorted((a, b) => a.age - b.age)));
    const namesOf = ({ trainingClasses, heldOutClasses }: typeof set) =>
      [trainingClasses, heldOutClasses].map((side) => side.map(({ name }) => name));
    assert.deepEqual(namesOf(again), namesOf(set));
  });

  it('tells users apart by all digits of their numbers, also in JSON', async () => {
    const users = Array.from({ length: 8 }, (_, user) => String(9007199254740992n + BigInt(user)));
    const rows = users.flatMap((user) => [1, 2, 3, 4].map((age) => ({ user, age, genre: 'war', rating: age })));
    const lines = rows.map((row) => JSON.stringify(row).replace(/"user":"(\d+)"/, '"user":$1'));
    for (const [name, content] of [
      ['ratings.csv', csvOf(rows)],
      ['ratings.jsonl', lines.join('\n')],
      ['ratings.json', `[${lines.join(',')}]`],
    ] as const) {
      const { set } = await load(content, { path: name });
      const tasks = [...set.trainingClasses, ...set.heldOutClasses];
      assert.deepEqual(tasks.map((task) => task.name).sort(), users, name);
      for (const { samples } of tasks) assert.equal(samples.length, 4);
    }
  });

  it('holds out the tasks that are named, and refuses names that are none', async () => {
    const named = { split: { by: 'tasks', heldOutTasks: ['user 3', 'user 7'] } };
    const { set } = await load(csvOf(ratings), {}, named);
    assert.deepEqual(
      set.heldOutClasses.map(({ name }) => name),
      ['user 3', 'user 7'],
    );
    const accented = csvOf(ratings).replaceAll('user 3', 'us\u00e9r 3');
    const decomposed = { split: { by: 'tasks', heldOutTasks: ['use\u0301r 3'] } };
    const { set: held } = await load(accented.normalize('NFD'), {}, decomposed);
    assert.deepEqual(
      held.heldOutClasses.map(({ name }) => name),
      ['us\u00e9r 3'],
    );
    const wrong = { split: { by: 'tasks', heldOutTasks: ['user 33'] } };
    await refuses(csvOf(ratings), /"user 33", which is no task of the table\. Did you mean "user 3"\?/, {}, wrong);
  });

  it('has an input that says what is missing, and the mean in its place', async () => {
    const rows = ratings.map((row, index) => ({
      ...row,
      age: index % 5 === 0 ? ['', 'NA', 'NaN', 'null'][index % 4] : row.age,
    }));
    const { set } = await load(csvOf(rows));
    const [age] = set.coding.features;
    assert.ok(age?.kind === 'number' && age.marksMissing);
    const training = rows.filter(({ user }) => set.trainingClasses.some(({ name }) => name === user));
    const known = training.filter(({ age }) => typeof age === 'number').length;
    const count = training.length;
    const inputs = Array.from({ length: count }, (_, row) => [...set.inputs.subarray(row * 6, row * 6 + 2)]);
    assert.equal(inputs.filter(([value, missing]) => value === 0 && missing === 1).length, count - known);
    assert.equal(inputs.filter(([, missing]) => missing === 0).length, known);
  });

  it('gives values that training tasks do not have, or too rarely, to one input that they share', async () => {
    const { set } = await load(csvOf(ratings), {}, { split: { by: 'tasks', heldOutTasks: ['user 0'] } });
    const rows = ratings.map((row) => (row.user === 'user 0' ? { ...row, genre: 'opera' } : row));
    const { set: withOpera } = await load(csvOf(rows), {}, { split: { by: 'tasks', heldOutTasks: ['user 0'] } });
    assert.deepEqual(withOpera.coding, set.coding);
    const [first = Number.NaN] = withOpera.heldOutClasses[0]?.samples ?? [];
    assert.deepEqual([...withOpera.inputs.subarray(first * 5 + 1, (first + 1) * 5)], [0, 0, 0, 1]);
    const { set: few, notes } = await load(csvOf(ratings), { mostCategories: 2 });
    assert.equal(few.inputs.length / few.targets.length, 4);
    assert.match(notes.join(' '), /"genre" has 3 values in training tasks: the 2 most frequent have an input each/);
  });

  it('leaves out tasks with fewer rows than are asked for, and rows without a task or a target, and says so', async () => {
    const short = [
      { user: 'brief', age: 30, genre: 'war', rating: 3 },
      { user: '', age: 30, genre: 'war', rating: 3 },
      { user: 'user 1', age: 30, genre: 'war', rating: '' },
      { user: 'user 1', age: 30, genre: 'war', rating: 'NA' },
    ];
    const { set, notes } = await load(csvOf([...ratings, ...short]));
    assert.equal(set.trainingClasses.length + set.heldOutClasses.length, 12);
    assert.equal(set.targets.length, ratings.length);
    const said = notes.join(' ');
    assert.match(said, /Left out 1 (training|held-out) task with fewer than 4 rows: "brief"\./);
    assert.match(said, /Left out 1 row without a task, the first at .*ratings\.csv, line 147\./);
    assert.match(said, /Left out 1 row without a target, the first at .*line 148\./);
    assert.match(said, /Left out 1 row without a target, the first at .*line 149\./);
    await refuses(
      csvOf(ratings),
      /No training task has the 20 rows that task\.trainShots asks for; the largest has 12/,
      {},
      {
        trainShots: 20,
      },
    );
  });

  it('takes the target for what it is in the tasks that take part, whatever stands in those that are left out', async () => {
    const newcomers = Array.from({ length: 90 }, (_, row) => ({
      user: `new ${row % 45}`,
      age: 30,
      genre: 'war',
      rating: 'none yet',
    }));
    const rows = ratings.map((row, place) => (place % 7 === 3 ? { ...row, rating: 'NA' } : row));
    const { set, notes } = await load(csvOf([...rows, ...newcomers]));
    assert.equal(set.coding.target.kind, 'number');
    assert.equal(set.targets.length, rows.filter(({ rating }) => rating !== 'NA').length);
    assert.ok(set.targets.every(Number.isFinite));
    assert.match(
      notes.join(' '),
      /Left out \d+ rows without a target, .* Left out \d+ training tasks with fewer than 4 rows/,
    );
  });

  it('says what each column was taken for, where nobody said it', async () => {
    const { notes } = await load(csvOf(ratings));
    assert.match(notes.join(' '), /Taken as numbers: "age", "rating"\. Taken as a category: "genre"\./);
    const declared = {
      features: [
        { column: 'age', as: 'category' },
        { column: 'genre', as: 'category' },
      ],
      target: { column: 'rating', as: 'number' },
    };
    const { set, notes: silent } = await load(
      csvOf(makeRatings(12, 12).map((row) => ({ ...row, age: row.age > 45 ? 1 : 0 }))),
      declared,
    );
    assert.deepEqual(silent, []);
    assert.deepEqual(
      set.coding.features.map((coding) => (coding.kind === 'category' ? coding.values : [])),
      [
        ['0', '1'],
        ['drama', 'noir', 'war'],
      ],
    );
  });

  it('makes classes of a target that is a category: those of the training tasks, the same in every task', async () => {
    const rows = ratings.map((row) => ({ ...row, rating: row.rating > 3 ? 'good' : 'bad' }));
    const odd = { user: 'user 3', age: 30, genre: 'war', rating: 'awful' };
    const named = { split: { by: 'tasks', heldOutTasks: ['user 3', 'user 7'] } };
    const { set, notes, task } = await load(csvOf([...rows, odd]), {}, named);
    assert.match(
      notes.join(' '),
      /Left out 1 row of held-out tasks whose class no training task has, the first at .*line 146/,
    );
    const distribution = createTableDistribution(task, set);
    assert.equal(distribution.loss, 'softmaxCrossEntropy');
    assert.equal(distribution.outputSize, 2);
    const drawn = distribution.sampleHeldOutTask(randomStream(1, 'evaluation-task', 0), 0);
    assert.deepEqual(drawn.classNames, ['bad', 'good']);
    drawn.queryNumbers.forEach((sample, place) => {
      const line = set.numbers[sample] ?? 0;
      assert.equal(rows[line - 2]?.rating, drawn.classNames[drawn.query.targets[place] ?? Number.NaN]);
    });
  });

  it('draws tasks of one user each, whose support and queries are different rows', async () => {
    const { set, task } = await load(csvOf(ratings));
    const distribution = createTableDistribution(task, set);
    const ownerOf = (sample: number) => ratings[(set.numbers[sample] ?? 0) - 2]?.user;
    const heldOut = new Set(set.heldOutClasses.map(({ name }) => name));
    const met = new Set<string | undefined>();
    for (let number = 0; number < 40; number++) {
      const { supportNumbers, queryNumbers } = distribution.sampleHeldOutTask(
        randomStream(1, 'evaluation-task', number),
        number,
      );
      const all = [...supportNumbers, ...queryNumbers];
      assert.equal(new Set(all).size, 4);
      assert.equal(new Set(all.map(ownerOf)).size, 1);
      met.add(ownerOf(all[0] ?? Number.NaN));
    }
    assert.deepEqual(met, heldOut);
  });
});
