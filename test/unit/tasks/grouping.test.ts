// Tasks of one group, and queries by who made them: over generated classes, and over data as they come.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { randomStream } from '../../../src/engine/random.ts';
import type { Grouping } from '../../../src/experiment/grouping.ts';
import { experimentSchema, type TaskSpec } from '../../../src/experiment/schema.ts';
import { createClassDistribution } from '../../../src/tasks/classTasks.ts';
import { createTaskDistributionFrom, loadTaskData, splitOf } from '../../../src/tasks/createTaskDistribution.ts';
import type { SampleClass } from '../../../src/tasks/sampleClass.ts';
import { digestsOf } from '../../../src/tasks/split/dataSplit.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import { classTree, textFile, writeTree } from '../../support/imageData.ts';
import { makePng } from '../../support/pngs.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

/** Every sample is its own number; `makersOf` lists the makers of a class. */
function classesOf(groups: number, perGroup: number, makersOf: (group: number) => readonly string[]): SampleClass[] {
  let next = 0;
  return Array.from({ length: groups }, (_, group) =>
    Array.from({ length: perGroup }, (_, number) => {
      const makers = makersOf(group);
      return { name: `g${group}/c${number}`, samples: makers.map(() => next++), makers, group: `g${group}` };
    }),
  ).flat();
}

function distributionOf(classes: readonly SampleClass[], sizes: Readonly<Record<string, number>>, grouping: Grouping) {
  return createClassDistribution(
    { ways: 3, shots: 2, queries: 2, trainShots: 2, ...sizes, grouping },
    {
      inputShape: [1],
      trainingClasses: classes,
      heldOutClasses: classes,
      heldOutDescription: { code: 'classes', noun: 'classes', count: classes.length },
      samplesNoun: 'samples',
      groupNoun: 'groups',
      makerNoun: 'makers',
      turnsHeldOut: false,
      encode: (sample, _, target) => target.fill(sample),
      illustrate: () => ({ kind: 'values', targets: [] }),
    },
  );
}

/** Of each way of a task, who made its support samples and its queries. */
function makersIn(task: Task, classes: readonly SampleClass[]) {
  const makerOf = new Map(
    classes.flatMap(({ samples, makers = [] }) => samples.map((sample, index) => [sample, makers[index]] as const)),
  );
  const of = (numbers: readonly number[], targets: Float32Array, way: number) =>
    numbers.filter((_, index) => targets[index] === way).map((number) => makerOf.get(number));
  return task.classNames.map((_, way) => ({
    support: of(task.supportNumbers, task.support.targets, way),
    query: of(task.queryNumbers, task.query.targets, way),
  }));
}

// The draws of before there were groupings.
const goldenNames = ['g0/c7', 'g0/c2', 'g0/c1'];
const goldenNumbers = [
  [108, 99, 40, 28, 23, 22],
  [106, 103, 29, 34, 27, 19],
];

const fiveMakers = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'd', 'd', 'e'];

describe('tasks of one group', () => {
  const folder = useTemporaryFolder();

  it('are what they were where nothing is asked for', () => {
    const classes = classesOf(1, 8, () => fiveMakers).map(({ name, samples }) => ({ name, samples }));
    const [said, unsaid] = [
      distributionOf(classes, {}, { classes: 'any', queries: 'any' }),
      distributionOf(
        classes.map((one) => ({ ...one, makers: fiveMakers })),
        {},
        { classes: 'any', queries: 'any' },
      ),
    ];
    const draw = (distribution: typeof said) =>
      distribution.sampleHeldOutTask(randomStream(7, 'evaluation-task', 3), 3);
    assert.deepEqual(draw(said), draw(unsaid));
    assert.deepEqual(draw(said).classNames, goldenNames);
    assert.deepEqual([draw(said).supportNumbers, draw(said).queryNumbers], goldenNumbers);
    assert.deepEqual(said.heldOutDescription, { code: 'classes', noun: 'classes', count: 8 });
  });

  it('support and query share no sample, and are as many as asked for, by whatever makers', () => {
    const settings = fc.record({
      queries: fc.constantFrom<Grouping['queries']>('any', 'sameMaker', 'otherMaker', 'oneOtherMaker'),
      classes: fc.constantFrom<Grouping['classes']>('any', 'oneGroup'),
      shots: fc.integer({ min: 1, max: 2 }),
      queriesOfClass: fc.integer({ min: 1, max: 2 }),
      index: fc.nat(),
    });
    const all = classesOf(3, 4, (group) => fiveMakers.map((maker) => `${group} ${maker}`));
    fc.assert(
      fc.property(settings, ({ queries, classes: asked, shots, queriesOfClass, index }) => {
        const classes = asked === 'any' ? all.map(({ group: _, ...ungrouped }) => ungrouped) : all;
        const distribution = distributionOf(classes, { shots, queries: queriesOfClass }, { classes: asked, queries });
        const task = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
        assert.deepEqual(distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index), task);
        const numbers = [...task.supportNumbers, ...task.queryNumbers];
        assert.equal(new Set(numbers).size, 3 * (shots + queriesOfClass));
        assert.equal(new Set(task.classNames).size, 3);
        const groups = new Set(task.classNames.map((name) => name.slice(0, 2)));
        if (asked === 'oneGroup') assert.equal(groups.size, 1);
        const ways = makersIn(task, classes);
        for (const { support, query } of ways) {
          assert.deepEqual([support.length, query.length], [shots, queriesOfClass]);
          if (queries === 'sameMaker') assert.equal(new Set([...support, ...query]).size, 1);
          if (queries === 'otherMaker') assert.ok(!support.some((maker) => query.includes(maker)));
        }
        if (queries === 'oneOtherMaker') {
          const [supporters, askers] = [
            new Set(ways.flatMap(({ support }) => support)),
            new Set(ways.flatMap(({ query }) => query)),
          ];
          assert.deepEqual([supporters.size, askers.size], [1, 1]);
          assert.notDeepEqual(supporters, askers);
        }
      }),
    );
  });

  it('draw every group and every pair of makers', () => {
    const classes = classesOf(3, 4, (group) => ['p', 'q', 'r'].map((maker) => `${group} ${maker}`));
    const distribution = distributionOf(
      classes,
      { shots: 1, queries: 1, trainShots: 1 },
      { classes: 'oneGroup', queries: 'oneOtherMaker' },
    );
    const counts = new Map<string, number>();
    const tasks = 3600;
    for (let index = 0; index < tasks; index++) {
      const [way] = makersIn(distribution.sampleHeldOutTask(randomStream(2, 'evaluation-task', index), index), classes);
      const key = `${way?.support.join()} ${way?.query.join()}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.equal(counts.size, 3 * 6);
    const expected = tasks / 18;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 17 + 5 * Math.sqrt(34), `chi-square ${chiSquare}`);
  });

  it('train within a group, too, and leave out classes without one', () => {
    const classes = [
      ...classesOf(2, 3, () => fiveMakers),
      { name: 'alone', samples: Array.from({ length: 14 }, (_, index) => 1000 + index) },
    ];
    const distribution = distributionOf(classes, {}, { classes: 'oneGroup', queries: 'any' });
    const groupOf = (sample: number) => classes.find(({ samples }) => samples.includes(sample))?.group;
    for (let index = 0; index < 200; index++) {
      const { inputs } = distribution.sampleTrainingTask(randomStream(1, 'training-task', index));
      const groups = new Set([...inputs].map(groupOf));
      assert.equal(groups.size, 1);
      assert.ok(!groups.has(undefined));
    }
  });

  it('find other makers where one has made nearly all', () => {
    const makers = [...Array<string>(40).fill('busy'), 'x', 'y', 'z'];
    const classes = classesOf(1, 3, () => makers);
    const distribution = distributionOf(classes, { shots: 3, queries: 3 }, { classes: 'any', queries: 'otherMaker' });
    for (let index = 0; index < 200; index++) {
      const task = distribution.sampleHeldOutTask(randomStream(1, 'evaluation-task', index), index);
      for (const { support, query } of makersIn(task, classes)) {
        assert.deepEqual([support.length, query.length], [3, 3]);
        assert.ok(!support.some((maker) => query.includes(maker)));
      }
    }
  });

  it('are drawn of however many samples one maker has made, and refused of however many groups', () => {
    const many = 200_000;
    const busy = { name: 'busy', samples: Array.from({ length: many + 1 }, (_, number) => number), group: 'g' };
    const makers = busy.samples.map((number) => (number === many ? 'rare' : 'busy'));
    const sizes = { ways: 1, shots: 1, queries: 1, trainShots: 1 };
    const distribution = distributionOf([{ ...busy, makers }], sizes, { classes: 'any', queries: 'otherMaker' });
    const { supportNumbers, queryNumbers } = distribution.sampleHeldOutTask(randomStream(1, 'evaluation-task', 0), 0);
    assert.equal([...supportNumbers, ...queryNumbers].filter((number) => number === many).length, 1);
    const alone = classesOf(many, 1, () => ['maker']);
    assert.throws(
      () => distributionOf(alone, { shots: 1, queries: 0 }, { classes: 'oneGroup', queries: 'any' }),
      /the largest group of classes for training tasks has only 1 to draw from/,
    );
  });

  it('say in words what is asked for, and what data lack', () => {
    const classes = classesOf(2, 3, () => fiveMakers);
    assert.deepEqual(distributionOf(classes, {}, { classes: 'oneGroup', queries: 'otherMaker' }).heldOutDescription, {
      code: 'grouped',
      of: { code: 'classes', noun: 'classes', count: 6 },
      oneGroup: 'groups',
      queries: { from: 'otherMaker', makers: 'makers' },
      turned: false,
    });
    const bare = classes.map(({ name, samples }) => ({ name, samples }));
    const refuses = (message: RegExp, ...args: Parameters<typeof distributionOf>) =>
      assert.throws(
        () => distributionOf(...args),
        (error: unknown) => error instanceof TaskError && message.test(error.message),
      );
    refuses(/the data have no groups of classes\. Omniglot has/, bare, {}, { classes: 'oneGroup', queries: 'any' });
    refuses(/do not tell who made which sample\. Omniglot does/, bare, {}, { classes: 'any', queries: 'sameMaker' });
    refuses(/task\.ways is 4, but the largest group/, classes, { ways: 4 }, { classes: 'oneGroup', queries: 'any' });
    refuses(
      /only 0 held-out classes of one group have 5 samples by one maker/,
      classes,
      { shots: 3 },
      { classes: 'any', queries: 'sameMaker' },
    );
    refuses(
      /no two makers have both made 3 of the same held-out classes/,
      classes,
      { shots: 4, queries: 5 },
      { classes: 'any', queries: 'oneOtherMaker' },
    );
    const lonely = classesOf(1, 3, () => ['a', 'a', 'a', 'a']);
    refuses(/2 samples by some makers and 2 by others/, lonely, {}, { classes: 'any', queries: 'otherMaker' });
  });

  async function load(task: unknown) {
    const spec = taskOf(task);
    let found: readonly string[] = [];
    const data = await loadTaskData(spec, folder(), {
      onClasses: (names) => {
        found = names;
      },
    });
    const distribution = await createTaskDistributionFrom(spec, data);
    assert.ok(distribution.kind === 'supervised');
    return { distribution, digests: digestsOf(splitOf(spec, data, found)) };
  }

  const images = (dataset: object, rest: object) => ({
    kind: 'images',
    dataset: { source: 'folder', path: 'images', size: 8, channels: 'grey', ...dataset },
    ways: 3,
    shots: 1,
    queries: 1,
    trainShots: 1,
    ...rest,
  });

  it('are one folder of class folders', async () => {
    const names = ['cats', 'dogs', 'birds', 'fish'].flatMap((group) =>
      Array.from({ length: 6 }, (_, number) => `${group}/${number}`),
    );
    await writeTree(path.join(folder(), 'images'), classTree(names, 2));
    const { distribution } = await load(images({ heldOut: 0.5 }, { ways: 2, grouping: { classes: 'oneGroup' } }));
    for (let index = 0; index < 50; index++) {
      const { classNames } = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
      assert.equal(new Set(classNames.map((name) => name.split('/')[0])).size, 1);
    }
    await writeTree(path.join(folder(), 'flat'), classTree(['a', 'b', 'c', 'd', 'e', 'f'], 2));
    const flat = images({ path: 'flat', heldOut: 0.5 }, { grouping: { classes: 'oneGroup' } });
    await assert.rejects(load(flat), /the data have no groups of classes/);
  });

  it('are one group, and one maker, by the columns of a table', async () => {
    const tree = classTree(['all'], 48);
    const rows = Array.from({ length: 48 }, (_, image) => {
      const label = `c${image % 12}`;
      return `${image}.png,${label},${image % 2 ? 'odd' : 'even'},m${Math.floor(image / 12)}`;
    });
    const table = `filename,label,group,maker\n${rows.join('\n')}\n`;
    await writeTree(path.join(folder(), 'images'), { ...tree, 'labels.csv': textFile(table) });
    const task = images(
      { heldOut: 0.5, splitSeed: 1 },
      { ways: 2, shots: 2, queries: 1, grouping: { classes: 'oneGroup', queries: 'otherMaker' } },
    );
    const { distribution, digests } = await load(task);
    for (let index = 0; index < 50; index++) {
      const { classNames } = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
      assert.equal(new Set(classNames.map((name) => Number(name.slice(1)) % 2)).size, 1);
    }
    // Other groups are other tasks: the split that a run keeps tells them apart.
    await writeFile(path.join(folder(), 'images', 'labels.csv'), table.replaceAll('odd', 'even'));
    assert.notDeepEqual((await load(task)).digests, digests);
    const ungrouped = images({ heldOut: 0.5, splitSeed: 1 }, { ways: 2 });
    const before = (await load(ungrouped)).digests;
    await writeFile(path.join(folder(), 'images', 'labels.csv'), table);
    assert.deepEqual((await load(ungrouped)).digests, before);
  });

  it('are one domain of texts', async () => {
    const rows = Array.from({ length: 96 }, (_, index) => `words number${index},intent${index % 12}`);
    await writeFile(path.join(folder(), 'texts.csv'), `text,label\n${rows.join('\n')}\n`);
    const task = {
      kind: 'text',
      dataset: { source: 'file', path: 'texts.csv' },
      split: { by: 'seed', heldOutShare: 0.5 },
      ways: 2,
      shots: 1,
      queries: 1,
      trainShots: 2,
      grouping: { classes: 'oneGroup' },
    };
    await assert.rejects(load(task), /there is no .*domains\.json that says which classes are of one domain/);
    const domains = [0, 1].map((domain) => Array.from({ length: 6 }, (_, index) => `intent${2 * index + domain}`));
    await writeFile(path.join(folder(), 'domains.json'), JSON.stringify({ even: domains[0], odd: domains[1] }));
    const { distribution } = await load(task);
    for (let index = 0; index < 50; index++) {
      const { classNames } = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
      assert.equal(new Set(classNames.map((name) => Number(name.slice(6)) % 2)).size, 1);
    }
  });

  it("are Lake's: characters of one alphabet, support by one drawer and queries by another", async function () {
    const pack = path.dirname(sharedDataOrSkip(this, 'omniglot', 'omniglot-index.json'));
    const task = {
      kind: 'images',
      dataset: { source: 'omniglot', path: pack, split: 'lakeOriginal' },
      ways: 20,
      shots: 1,
      queries: 1,
      trainShots: 5,
      rotations: false,
      grouping: { classes: 'oneGroup', queries: 'oneOtherMaker' },
    };
    const { distribution } = await load(task);
    assert.deepEqual(distribution.heldOutDescription, {
      code: 'grouped',
      of: { code: 'classes', noun: 'characters', count: 659 },
      oneGroup: 'alphabets',
      queries: { from: 'oneOtherMaker', makers: 'drawers' },
      turned: false,
    });
    for (let index = 0; index < 100; index++) {
      const drawn = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
      assert.equal(new Set(drawn.classNames.map((name) => name.split('/')[0])).size, 1);
      const [supporters, askers] = [drawn.supportNumbers, drawn.queryNumbers].map(
        (numbers) => new Set(numbers.map((number) => number % 20)),
      );
      assert.deepEqual([supporters?.size, askers?.size], [1, 1]);
      assert.notDeepEqual(supporters, askers);
    }
  });

  it('know the drawers of Omniglot by the names of its files', async () => {
    const characters = ['Greek', 'Latin', 'Tagalog'].flatMap((alphabet) =>
      Array.from({ length: 5 }, (_, number) => ({ alphabet, name: `character0${number}` })),
    );
    // Of each character another drawing is missing, so that places tell nothing.
    const tree = Object.fromEntries(
      characters.flatMap(({ alphabet, name }, number) =>
        Array.from({ length: 6 }, (_, drawing) => drawing + 1)
          .filter((drawer) => drawer !== 1 + (number % 3))
          .map((drawer) => [`${alphabet}/${name}/0${number}_0${drawer}.png`, drawingOf(number, drawer)] as const),
      ),
    );
    await mkdir(path.join(folder(), 'omniglot'));
    await writeTree(path.join(folder(), 'omniglot'), tree);
    const { distribution } = await load({
      kind: 'images',
      dataset: { source: 'omniglot', path: 'omniglot' },
      ways: 2,
      shots: 1,
      queries: 1,
      trainShots: 2,
      rotations: false,
      grouping: { queries: 'oneOtherMaker' },
    });
    for (let index = 0; index < 50; index++) {
      const drawn = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
      const drawers = [drawn.support, drawn.query].map(({ inputs, count }) => {
        const of = (sample: number) => inputs.subarray((sample * inputs.length) / count).indexOf(0);
        return new Set(Array.from({ length: count }, (_, sample) => of(sample)));
      });
      assert.deepEqual(
        drawers.map((found) => found.size),
        [1, 1],
      );
      assert.notDeepEqual(drawers[0], drawers[1]);
    }
  });
});

function taskOf(task: unknown): TaskSpec {
  const algorithm = { innerOptimizer: { kind: 'sgd' } };
  return experimentSchema.parse({ name: 'x', task, model: { kind: 'mlp' }, algorithm }).task;
}

/** White, but for one pixel in the first row, which tells the drawer; another tells the character. */
function drawingOf(character: number, drawer: number): Uint8Array {
  const size = 28;
  const rows = new Uint8Array(size * (size + 1)).fill(255);
  for (let row = 0; row < size; row++) rows[row * (size + 1)] = 0;
  rows[1 + drawer] = 0;
  rows[2 * (size + 1) + 1 + character] = 0;
  return makePng({ width: size, height: size, colourType: 0 }, rows);
}
