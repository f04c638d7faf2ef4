// Every kind of data is loaded again with the classes that an earlier loading chose: the same tasks, bit for bit,
// whatever came since.

import assert from 'node:assert/strict';
import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import { type ExperimentInput, experimentSchema, type TaskSpec } from '../../../../src/experiment/schema.ts';
import {
  createTaskDistributionFrom,
  loadTaskData,
  splitOf,
  type TaskData,
} from '../../../../src/tasks/createTaskDistribution.ts';
import type { LoadOptions } from '../../../../src/tasks/loadOptions.ts';
import { type ClassSplit, digestsOf } from '../../../../src/tasks/split/dataSplit.ts';
import type { KeptClasses } from '../../../../src/tasks/split/keptClasses.ts';
import { changingData } from '../../../support/changingData.ts';
import { classTree, writeTree, writeZip } from '../../../support/imageData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testSecret } from '../../../support/testSecret.ts';
import { recordingBytes } from '../speech/speechFolder.ts';

interface Loaded {
  readonly data: TaskData;
  readonly split: ClassSplit;
  readonly found: readonly string[];
}

describe('loading with a kept split', () => {
  const folder = useTemporaryFolder();

  function taskOf(task: ExperimentInput['task']): TaskSpec {
    const model = { kind: 'mlp' } as const;
    return experimentSchema.parse({ name: 'x', task, model, algorithm: { innerOptimizer: { kind: 'sgd' } } }).task;
  }

  async function load(task: TaskSpec, options: LoadOptions = {}): Promise<Loaded> {
    let found: readonly string[] = [];
    const data = await loadTaskData(task, folder(), {
      ...options,
      onClasses: (names) => {
        found = names;
      },
    });
    const split = splitOf(task, data, found);
    assert.ok(split.kind === 'classes');
    return { data, split, found };
  }

  function keep({ training, heldOut, heldOutDescription }: ClassSplit, acceptsChanges = false): KeptClasses {
    const names = (classes: ClassSplit['training']) => classes.map(({ name }) => name);
    return { training: names(training), heldOut: names(heldOut), heldOutDescription, acceptsChanges };
  }

  /** Inputs and names of some training and held-out tasks. */
  async function tasksOf(task: TaskSpec, data: TaskData): Promise<unknown> {
    const distribution = await createTaskDistributionFrom(task, data);
    assert.ok(distribution.kind === 'supervised');
    return [0, 1, 2].map((number) => {
      const training = distribution.sampleTrainingTask(randomStream(1, 'training-task', number, 0));
      const { support, query, classNames } = distribution.sampleHeldOutTask(
        randomStream(1, 'evaluation-task', number),
        number,
      );
      return [training.inputs, support.inputs, query.inputs, classNames];
    });
  }

  /** What is kept before `change` gives the same tasks after it. */
  async function staysThe(task: TaskSpec, change: () => Promise<unknown>, options: LoadOptions = {}): Promise<Loaded> {
    const before = await load(task, options);
    const tasks = await tasksOf(task, before.data);
    await change();
    const after = await load(task, { ...options, kept: keep(before.split) });
    assert.deepEqual(digestsOf(after.split), digestsOf(before.split));
    assert.deepEqual(after.split.heldOutDescription, before.split.heldOutDescription);
    assert.deepEqual(await tasksOf(task, after.data), tasks);
    return after;
  }

  for (const data of changingData) {
    it(`gives the tasks of before for ${data.name} to which a class came, from the cache, too`, async () => {
      const task = taskOf(data.task);
      for (const options of [{}, { cache: { folder: path.join(folder(), '.cache'), secret: testSecret } }]) {
        await data.write(folder());
        const { found } = await staysThe(task, () => data.add(folder()), options);
        assert.deepEqual(found.toSorted(), ['b', 'c0', 'c1', 'c2', 'c3', 'c4', 'c5']);
        await data.remove(folder(), 'b');
      }
    });

    it(`gives for ${data.name} the classes that are left, on their sides`, async () => {
      await data.write(folder());
      const task = taskOf(data.task);
      const { split } = await load(task);
      const gone = split.training[1]?.name ?? '';
      await data.remove(folder(), gone);
      await data.add(folder());
      const left = await load(task, { kept: keep(split, true) });
      assert.deepEqual(
        left.split.training,
        split.training.filter(({ name }) => name !== gone),
      );
      assert.deepEqual(left.split.heldOut, split.heldOut);
    });
  }

  it('holds for images in a zip, and where they lie is no part of it', async () => {
    const tree = classTree(['a', 'b', 'c', 'd', 'e']);
    await writeZip(path.join(folder(), 'data.zip'), tree);
    const sizes = { ways: 2, shots: 1, queries: 1, trainShots: 2 };
    const at = (place: string) =>
      taskOf({ kind: 'images', dataset: { source: 'folder', path: place, size: 6, heldOut: 0.4 }, ...sizes });
    const { split } = await load(at('data.zip'));
    await writeTree(path.join(folder(), 'elsewhere', 'data'), tree);
    const moved = await load(at('elsewhere'), { kept: keep(split) });
    assert.deepEqual(digestsOf(moved.split), digestsOf(split));
    await staysThe(at('data.zip'), () =>
      writeZip(path.join(folder(), 'data.zip'), { ...classTree(['0'], 4, randomStream(8, 'split')), ...tree }),
    );
  });

  it('lets a class stay on its side where folders say otherwise by now', async () => {
    const tree = classTree(['train/a', 'train/b', 'train/c', 'test/d', 'test/e']);
    const data = await writeTree(path.join(folder(), 'data'), tree);
    const sizes = { ways: 2, shots: 1, queries: 1, trainShots: 2 };
    const task = taskOf({ kind: 'images', dataset: { source: 'folder', path: 'data', size: 6 }, ...sizes });
    await staysThe(task, () => rename(path.join(data, 'train', 'a'), path.join(data, 'test', 'a')));
  });

  it('notices a picture that another one has replaced, of the same name', async () => {
    const [images] = changingData;
    assert.ok(images !== undefined);
    await images.write(folder());
    const task = taskOf(images.task);
    const { split } = await load(task);
    const file = path.join(folder(), 'data', 'c0', '1.png');
    await cp(path.join(folder(), 'data', 'c0', '2.png'), file);
    const after = await load(task, { kept: keep(split) });
    assert.notEqual(digestsOf(after.split)?.whole, digestsOf(split)?.whole);
  });

  it('holds for speakers, whose recordings that came are not even read', async () => {
    const data = path.join(folder(), 'data');
    await mkdir(data, { recursive: true });
    const say = async (word: string, person: string, bytes?: Uint8Array) => {
      for (const take of [0, 1, 2]) {
        const name = `${word}_${person}_${take}.wav`;
        await writeFile(path.join(data, name), bytes ?? recordingBytes(name));
      }
    };
    for (const person of ['ann', 'bob', 'cem', 'dai']) for (const word of ['one', 'two']) await say(word, person);
    const files = '{class}_{speaker}_{take}.wav';
    for (const mixSpeakers of [true, false]) {
      const task = taskOf({
        kind: 'speech',
        dataset: {
          source: 'folder',
          path: 'data',
          files,
          holdOut: { by: 'randomSpeakers', share: 0.5, seed: 2, mixSpeakers },
        },
        features: { seconds: 0.1, melBands: 8, lowestFrequency: 100, highestFrequency: 2000 },
        ways: 2,
        shots: 1,
        queries: 1,
        trainShots: 2,
      });
      const person = mixSpeakers ? 'aaa' : 'aab';
      await staysThe(task, () => say('one', person, new Uint8Array([1, 2, 3])));
      for (const take of [0, 1, 2])
        await rename(path.join(data, `one_${person}_${take}.wav`), path.join(folder(), 'x'));
    }
  });

  it('holds for Omniglot’s characters, as folders of drawings', async () => {
    const letters = Array.from({ length: 12 }, (_, number) => `alphabet/character${String(number).padStart(2, '0')}`);
    const data = await writeTree(path.join(folder(), 'omniglot'), classTree(letters));
    const sizes = { ways: 2, shots: 1, queries: 1, trainShots: 2 };
    const task = taskOf({ kind: 'images', dataset: { source: 'omniglot', path: 'omniglot' }, ...sizes });
    const { found } = await staysThe(task, () => writeTree(data, classTree(['a/character01'])));
    assert.equal(found.length, 13);
  });

  it('holds for the digits that come with the installation', async () => {
    const dataset = { source: 'mnist' as const, trainDigits: [3, 1, 4, 0, 5] };
    const sizes = { ways: 2, shots: 1, queries: 1, trainShots: 2 };
    const { split } = await load(taskOf({ kind: 'images', dataset, ...sizes }));
    assert.deepEqual(
      split.heldOut.map(({ name }) => name),
      ['2', '6', '7', '8', '9'],
    );
    assert.equal(new Set([...split.training, ...split.heldOut].map(({ digest }) => digest)).size, 10);
  });
});
