// Mangled text data sets: each is refused with a message that names the file, or read with what was passed over stated;
// never a crash.

import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import { experimentSchema, type TextTaskSpec } from '../../../../src/experiment/schema.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { loadTextSet } from '../../../../src/tasks/text/textSet.ts';
import { createTextDistribution } from '../../../../src/tasks/text/textTasks.ts';
import { snapshotOf } from '../../../support/imageData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testSecret } from '../../../support/testSecret.ts';
import { formats, manglings, type Row } from './mangle.ts';

const seeds = [1, 2, 3];

describe('mangled texts', function () {
  // Bounds the time of each: good data of this size take milliseconds.
  this.timeout(20_000);
  const folder = useTemporaryFolder();

  for (const { name, file, settings, outcome, content } of manglings) {
    for (const seed of content.length > 1 ? seeds : [0]) {
      it(`${name}: ${file} (seed ${seed})`, async () => {
        await writeFile(path.join(folder(), file), content(goodRows(), randomStream(seed, 'split')));
        const { error, notes } = await load(file, settings);
        if (outcome.kind === 'refused') assert.match(error?.message ?? notes.join(' '), outcome.says);
        if (outcome.kind === 'loaded') {
          assert.equal(error, undefined);
          if (outcome.notes !== undefined) assert.match(notes.join(' '), outcome.notes);
        }
      });
    }
  }

  it('the good data sets that they were made of are read without a word', async () => {
    for (const { file, write } of formats) {
      await writeFile(path.join(folder(), file), write(goodRows()));
      const { error, notes } = await load(file);
      assert.equal(error, undefined);
      assert.deepEqual(
        notes.filter((note) => !note.endsWith('passed over 1 empty list: "test".')),
        [],
      );
    }
  });

  it('a folder, nothing, a link in a circle in the place of a file', async () => {
    await mkdir(path.join(folder(), 'folder.csv'));
    assert.match((await load('folder.csv')).error?.message ?? '', /folder\.csv is a folder/);
    assert.match((await load('nowhere.csv')).error?.message ?? '', /Cannot read .*nowhere\.csv: it does not exist/);
    await writeFile(path.join(folder(), 'file'), '');
    assert.match((await load('file/a.csv')).error?.message ?? '', /Cannot read .*a\.csv: /);
    if (process.platform === 'win32') return;
    await symlink('circle.csv', path.join(folder(), 'circle.csv'));
    assert.match((await load('circle.csv')).error?.message ?? '', /Cannot read .*circle\.csv: /);
  });

  it('a file that may not be read', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    for (const { file, write } of formats) {
      await writeFile(path.join(folder(), file), write(goodRows()));
      await chmod(path.join(folder(), file), 0);
      assert.match((await load(file)).error?.message ?? '', /permission is missing/);
    }
  });

  it('CLINC150 without its data, without domains, with domains of another shape', async () => {
    const clinc = formats.find(({ file }) => file === 'data_full.json');
    const split = { by: 'domains', heldOutDomains: ['travel'] };
    const failure = async () =>
      (await loadTask({ dataset: { source: 'clinc150', path: '.' }, split }, /data_full|domains/)).error?.message;
    assert.match((await failure()) ?? '', /Cannot read .*data_full\.json: it does not exist/);
    await writeFile(path.join(folder(), 'data_full.json'), clinc?.write(goodRows()) ?? '');
    assert.match((await failure()) ?? '', /Cannot read .*domains\.json: it does not exist/);
    const domains = [
      '',
      'null',
      '[]',
      '{"travel": "class 0"}',
      '{"travel": [1]}',
      `${'['.repeat(9999)}`,
      '{"travel": ["class 0"',
      // Complaining of each of them would take gigabytes.
      `{"travel": ["class 0"${',0'.repeat(1_500_000)}]}`,
      `{"travel": [${'"a",'.repeat(2_500_000)}"a"]}`,
    ];
    for (const content of domains) {
      await writeFile(path.join(folder(), 'domains.json'), content);
      assert.match((await failure()) ?? '', /domains\.json is no JSON object of domains/);
    }
    await writeFile(
      path.join(folder(), 'domains.json'),
      '{"travel": ["class 0", "class 1"], "__proto__": ["class 2"]}',
    );
    assert.equal(await failure(), undefined);
    await writeFile(path.join(folder(), 'domains.json'), '{"work": ["class 0"]}');
    assert.match((await failure()) ?? '', /"travel", which is no domain of .*domains\.json/);
  });

  it('a hundred thousand classes', async function () {
    this.timeout(60_000);
    const lines = Array.from({ length: 200_000 }, (_, index) => `t${index},class ${index % 100_000}\n`);
    await writeFile(path.join(folder(), 'many.csv'), `text,label\n${lines.join('')}`);
    const task = { dataset: { source: 'file', path: 'many.csv' }, encoding: { kind: 'hashed' } };
    const { error, notes, classes } = await loadTask(task, 'many.csv');
    assert.deepEqual([error, notes, classes], [undefined, [], 100_000]);
  });

  it('ten thousand parts of JSON, each an own list', async () => {
    const parts = Array.from({ length: 10_000 }, (_, index) => [
      `part ${index}`,
      [0, 1].map((text) => ({ text: `t${index} ${text}`, label: `class ${index}` })),
    ]);
    await writeFile(path.join(folder(), 'many.json'), JSON.stringify(Object.fromEntries(parts)));
    const { error, notes, classes } = await load('many.json');
    assert.deepEqual([error, notes, classes], [undefined, [], 10_000]);
  });

  async function load(file: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Loaded> {
    return loadTask({ dataset: { source: 'file', path: file, ...settings } }, path.basename(file));
  }

  /**
   * Loads, draws a task of each kind, and sees to it that nothing is written but to the cache. A refusal names `names`
   * or a setting.
   */
  async function loadTask(settings: Readonly<Record<string, unknown>>, names: string | RegExp): Promise<Loaded> {
    const before = await snapshotOf(folder());
    const notes: string[] = [];
    const loading = loadAndDraw(taskOf(settings), path.join(folder(), 'cache'), (note) => notes.push(note));
    const result = await loading.then(
      (classes) => ({ classes, error: undefined }),
      (error: unknown) => {
        assert.ok(error instanceof TaskError, error instanceof Error ? error.stack : String(error));
        return { classes: 0, error };
      },
    );
    const after = await snapshotOf(folder());
    assert.deepEqual(
      after.filter((line) => !line.startsWith('cache')),
      before,
      'nothing is written outside of the cache',
    );
    if (result.error !== undefined) {
      const { message } = result.error;
      const isNamed = typeof names === 'string' ? message.includes(names) : names.test(message);
      assert.ok(isNamed || message.startsWith('task.ways'), `names the file: ${message}`);
    }
    for (const told of [result.error?.message ?? '', ...notes]) {
      assert.doesNotMatch(told, /\p{Cc}/u);
      assert.ok(told.length < 1000, `is for a person to read: ${told.length} characters`);
    }
    return { ...result, notes };
  }

  async function loadAndDraw(task: TextTaskSpec, cacheFolder: string, onNote: (note: string) => void): Promise<number> {
    const set = await loadTextSet(task, folder(), { cache: { folder: cacheFolder, secret: testSecret }, onNote });
    const distribution = createTextDistribution(task, set);
    assert.ok(distribution.sampleTrainingTask(randomStream(0, 'training-task', 0)).inputs.every(Number.isFinite));
    const drawn = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', 0), 0);
    assert.ok(drawn.query.inputs.every(Number.isFinite));
    assert.equal(distribution.illustrate(drawn).illustration.kind, 'texts');
    return set.trainingClasses.length + set.heldOutClasses.length;
  }
});

interface Loaded {
  readonly error: TaskError | undefined;
  readonly notes: readonly string[];
  /** Of both sides; 0 where it is refused. */
  readonly classes: number;
}

/** Eight classes of four texts, with letters of two and three bytes. */
function goodRows(): Row[] {
  return Array.from({ length: 32 }, (_, index) => ({
    text: `fünf € word${index} of ${index % 8}`,
    label: `class ${index % 8}`,
  }));
}

function taskOf(settings: Readonly<Record<string, unknown>>): TextTaskSpec {
  const { task } = experimentSchema.parse({
    name: 'x',
    task: {
      kind: 'text',
      encoding: { kind: 'hashed', wordNgrams: 2, characterNgrams: [3, 4] },
      ways: 2,
      shots: 1,
      queries: 1,
      trainShots: 2,
      ...settings,
    },
    model: { kind: 'mlp' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  if (task.kind !== 'text') throw new TypeError('A text task was asked for.');
  return task;
}
