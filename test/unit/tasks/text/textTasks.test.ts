// Few-shot tasks of texts: no text on both sides, no held-out class in training, the same draws everywhere.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import { experimentSchema, type TextTaskSpec } from '../../../../src/experiment/schema.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { loadTextSet, type TextSet } from '../../../../src/tasks/text/textSet.ts';
import { createTextDistribution } from '../../../../src/tasks/text/textTasks.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const classes = 12;
const textsPerClass = 9;

describe('few-shot tasks of texts', () => {
  const folder = useTemporaryFolder();
  beforeEach(async () => {
    const rows = Array.from({ length: classes * textsPerClass }, (_, index) => {
      const own = `class${index % classes}`;
      return `the ${own} says word${index},${own}`;
    });
    await writeFile(path.join(folder(), 'a.csv'), `text,label\n${rows.join('\n')}\n`);
  });

  const load = (task: TextTaskSpec, notes: string[] = []): Promise<TextSet> =>
    loadTextSet(task, folder(), { onNote: (note) => notes.push(note) });

  it('never put a text into both sets, and take every way from one held-out class', async () => {
    for (const encoding of [
      { kind: 'hashed', maxTokens: 8 },
      { kind: 'tfidf', maxFeatures: 60 },
    ] as const) {
      const task = taskOf({ ways: 3, shots: 4, queries: 5, encoding });
      const set = await load(task);
      const distribution = createTextDistribution(task, set);
      const heldOut = new Set(set.heldOutClasses.map(({ name }) => name));
      for (let index = 0; index < 100; index++) {
        const drawn = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
        const { illustration } = distribution.illustrate(drawn);
        assert.ok(illustration.kind === 'texts');
        const support = new Set(illustration.support.map(({ text }) => text));
        assert.equal(support.size, 12);
        assert.ok(illustration.query.every(({ text }) => !support.has(text)));
        for (const { way, text } of [...illustration.support, ...illustration.query]) {
          const name = drawn.classNames[way] ?? '';
          assert.ok(heldOut.has(name) && text.startsWith(`the ${name} says`), text);
        }
        assert.deepEqual(distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index), drawn);
      }
    }
  });

  it('share no class, and learn the words of training classes alone', async () => {
    const set = await load(taskOf({ encoding: { kind: 'tfidf', maxFeatures: 500 } }));
    const training = set.trainingClasses.map(({ name }) => name);
    assert.deepEqual(
      training.filter((name) => set.heldOutClasses.some((held) => held.name === name)),
      [],
    );
    assert.equal(training.length + set.heldOutClasses.length, classes);
    // A held-out text has two words that no training class has; only "the" and "says" are left of it.
    assert.ok(set.encoded.kind === 'features');
    const { starts } = set.encoded;
    const first = set.heldOutClasses[0]?.samples[0] ?? 0;
    assert.equal((starts[first + 1] ?? 0) - (starts[first] ?? 0), 2);
  });

  it('split the same for every order of the file, by seed, by domain and by name', async () => {
    const bySeed = await load(taskOf({}));
    assert.deepEqual(namesOf(await load(taskOf({ split: { by: 'seed', seed: 0 } }))), namesOf(bySeed));
    assert.notDeepEqual(namesOf(await load(taskOf({ split: { by: 'seed', seed: 1 } }))), namesOf(bySeed));
    const domains = { odd: ['class1', 'class3', 'class5'], even: ['class0', 'class2', 'nowhere'] };
    await writeFile(path.join(folder(), 'domains.json'), JSON.stringify(domains));
    const notes: string[] = [];
    const byDomain = await load(taskOf({ ways: 2, split: { by: 'domains', heldOutDomains: ['odd'] } }), notes);
    assert.deepEqual(
      byDomain.heldOutClasses.map(({ name }) => name),
      domains.odd,
    );
    assert.deepEqual(byDomain.heldOutDescription, {
      code: 'textClasses',
      noun: 'classes',
      count: 3,
      domains: { count: 1, names: ['odd'] },
    });
    assert.ok(notes.some((note) => /names 1 class without texts: "nowhere"/.test(note)));
    assert.ok(notes.some((note) => /no domain for 7 classes/.test(note)));
    const split = { by: 'classes', heldOutClasses: ['class1', 'class2'] };
    assert.deepEqual(
      (await load(taskOf({ split }))).heldOutClasses.map(({ name }) => name),
      split.heldOutClasses,
    );
  });

  it('are split by names and domains, however Unicode writes their accents', async () => {
    const rows = ['caf\u00e9', 'th\u00e9', 'eau', 'lait'].flatMap((name) =>
      ['a', 'b', 'c', 'd'].map((word) => `${word}${name},${name.normalize('NFD')}`),
    );
    await writeFile(path.join(folder(), 'a.csv'), `text,label\n${rows.join('\n')}\n`);
    const apart = ['caf\u00e9', 'th\u00e9'].map((name) => name.normalize('NFD'));
    await writeFile(
      path.join(folder(), 'domains.json'),
      JSON.stringify({ 'ch\u00e9ri': apart, other: ['eau', 'lait'] }),
    );
    const sizes = { ways: 2, shots: 1, queries: 1, trainShots: 2 };
    for (const split of [
      { by: 'classes', heldOutClasses: apart },
      { by: 'classes', heldOutClasses: ['caf\u00e9', 'th\u00e9'], trainingClasses: ['eau', 'lait'] },
      { by: 'domains', heldOutDomains: ['che\u0301ri'] },
    ]) {
      const { heldOutClasses, trainingClasses } = await load(taskOf({ ...sizes, split }));
      assert.deepEqual(heldOutClasses.map(({ name }) => name).sort(), ['caf\u00e9', 'th\u00e9']);
      assert.equal(trainingClasses.length, 2);
    }
  });

  it('are refused with what to do where the split or the sizes do not fit', async () => {
    const refuses = (settings: Record<string, unknown>, message: RegExp) =>
      assert.rejects(
        load(taskOf(settings)).then((set) => createTextDistribution(taskOf(settings), set)),
        (error: unknown) => error instanceof TaskError && message.test(error.message),
      );
    await refuses({ split: { by: 'classes', heldOutClasses: ['clas1'] } }, /names "clas1".*Did you mean "class/);
    const both = { by: 'classes', heldOutClasses: ['class1'], trainingClasses: ['class1', 'class2'] };
    await refuses({ split: both }, /"class1" in heldOutClasses and in trainingClasses/);
    await refuses({ split: { by: 'domains', heldOutDomains: ['x'] } }, /domains\.json.*does not exist/);
    await refuses({ ways: 5 }, /only 4 held-out classes/);
    await refuses({ shots: 8, queries: 2 }, /only 0 held-out classes/);
  });
});

function namesOf(set: TextSet): readonly string[] {
  return set.heldOutClasses.map(({ name }) => name);
}

function taskOf(settings: Record<string, unknown>): TextTaskSpec {
  const dataset = { source: 'file', path: 'a.csv' };
  const { task } = experimentSchema.parse({
    name: 'x',
    task: { kind: 'text', dataset, ways: 2, trainShots: 5, ...settings },
    model: { kind: 'mlp' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  if (task.kind !== 'text') throw new TypeError('A text task was asked for.');
  return task;
}
