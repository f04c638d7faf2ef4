// Held-out tasks from a list, in every domain of classes: task number i is the i-th episode, and there are no others.

import assert from 'node:assert/strict';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import type { Experiment } from '../../../../src/experiment/schema.ts';
import {
  createTaskDistributionFrom,
  loadTaskData,
  splitOf,
  type TaskData,
} from '../../../../src/tasks/createTaskDistribution.ts';
import { requireHeldOutTasks } from '../../../../src/tasks/requireHeldOutTasks.ts';
import { digestsOf } from '../../../../src/tasks/split/dataSplit.ts';
import { changingData, experimentOn } from '../../../support/changingData.ts';
import { textFile, writeTree } from '../../../support/imageData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const listName = 'episodes.csv';

describe('listed held-out tasks', () => {
  const folder = useTemporaryFolder();

  for (const data of changingData) {
    it(`of ${data.name} are the list's, each under its number, whatever the seed; training draws as before`, async () => {
      await data.write(folder());
      const drawn = experimentFrom(experimentOn(data));
      const before = await loadTaskData(drawn.task, folder());
      const [first = '', second = ''] = heldOutNames(before);
      const sampleOf = (name: string, number: number) =>
        data.name === 'texts' ? `word${name} take${number} of all` : `${name}/${number}`;
      const ending = data.name === 'images' ? '.png' : data.name === 'recordings' ? '.wav' : '';
      const rows = [0, 1, 2].flatMap((episode) =>
        [second, first].flatMap((name) => [
          `${episode},support,${name},${sampleOf(name, episode)}${ending}`,
          `${episode},query,${name},${sampleOf(name, 3)}${ending}`,
        ]),
      );
      await writeTree(folder(), { [listName]: textFile(`episode,side,class,sample\n${rows.join('\n')}\n`) });
      const listed = experimentFrom({ ...experimentOn(data), task: { ...data.task, episodes: { path: listName } } });
      const now = await loadTaskData(listed.task, folder());
      const tasks = await createTaskDistributionFrom(listed.task, now);
      assert.ok(tasks.kind === 'supervised');
      assert.equal(tasks.heldOutTasks, 3);
      const seen = [0, 1, 2].map((number) => {
        const task = tasks.sampleHeldOutTask(randomStream(number, 'evaluation-task', number), number);
        assert.deepEqual(task, tasks.sampleHeldOutTask(randomStream(99, 'evaluation-task', 5), number));
        assert.deepEqual(task.classNames, [second, first]);
        return [...task.supportNumbers, ...task.queryNumbers];
      });
      const samples = samplesOf(now);
      const expected = (name: string, number: number) => samples.get(name)?.[number];
      assert.deepEqual(
        seen,
        [0, 1, 2].map((episode) => [
          expected(second, episode),
          expected(first, episode),
          expected(second, 3),
          expected(first, 3),
        ]),
      );
      assert.throws(
        () => tasks.sampleHeldOutTask(randomStream(0, 'evaluation-task', 3), 3),
        /no held-out task number 3: .*episodes\.csv lists 3 episodes/,
      );
      const drawing = await createTaskDistributionFrom(drawn.task, before);
      assert.ok(drawing.kind === 'supervised');
      assert.equal(drawing.heldOutTasks, undefined);
      const training = randomStream(0, 'training-task', 0, 0);
      assert.deepEqual(
        tasks.sampleTrainingTask(training),
        drawing.sampleTrainingTask(randomStream(0, 'training-task', 0, 0)),
      );
      // The list belongs to the split: what is measured is another.
      assert.notDeepEqual(digestsOf(splitOf(listed.task, now, [])), digestsOf(splitOf(drawn.task, before, [])));
    });
  }

  const [images] = changingData;
  assert.ok(images !== undefined);

  it('must have the sizes that the experiment asks for, and be as many as its evaluations take', async () => {
    await images.write(folder());
    const drawn = experimentFrom(experimentOn(images));
    const [first = '', second = ''] = heldOutNames(await loadTaskData(drawn.task, folder()));
    const rows = [first, second].flatMap((name) => [
      `1,support,${name},${name}/0.png`,
      `1,support,${name},${name}/1.png`,
      `1,query,${name},${name}/2.png`,
    ]);
    await writeTree(folder(), { [listName]: textFile(`episode,side,class,sample\n${rows.join('\n')}\n`) });
    const task = { ...images.task, episodes: { path: listName } };
    const wrong = experimentFrom({ ...experimentOn(images), task });
    const data = await loadTaskData(wrong.task, folder());
    await assert.rejects(
      createTaskDistributionFrom(wrong.task, data),
      /episodes\.csv have 2 classes with 2 support and 1 query samples each, but task\.shots is 1\. Set task\.shots to 2\./,
    );
    const right = experimentFrom({ ...experimentOn(images), task: { ...task, shots: 2 } });
    const distribution = await createTaskDistributionFrom(right.task, data);
    assert.throws(
      () => requireHeldOutTasks(right, distribution),
      /evaluation\.tasks is 3, but held-out tasks are a fixed list of 1\. Set evaluation\.tasks to 1 or less/,
    );
    requireHeldOutTasks({ evaluation: { ...right.evaluation, tasks: 1 } }, distribution);
  });

  it('are of upright classes: a list goes with no turned ones', async () => {
    await images.write(folder());
    const drawn = experimentFrom(experimentOn(images));
    const [first = '', second = ''] = heldOutNames(await loadTaskData(drawn.task, folder()));
    const rows = [first, second].flatMap((name) => [`1,support,${name}/0.png`, `1,query,${name}/1.png`]);
    await writeTree(folder(), { [listName]: textFile(`episode,side,sample\n${rows.join('\n')}\n`) });
    const task = { ...images.task, episodes: { path: listName }, heldOutRotations: true };
    const turned = experimentFrom({ ...experimentOn(images), task });
    const data = await loadTaskData(turned.task, folder());
    await assert.rejects(createTaskDistributionFrom(turned.task, data), /Set task\.heldOutRotations to false/);
  });

  it('are missed where the list is not there, in the experiment file already', () => {
    const input = { ...experimentOn(images), task: { ...images.task, episodes: { path: 'absent.csv' } } };
    const { problems } = readExperiment(JSON.stringify(input), {
      folder: folder(),
      pathExists: (file) => path.basename(file) !== 'absent.csv',
    });
    assert.match(problems[0]?.message ?? '', /There is no list of episodes "absent\.csv"/);
  });
});

function experimentFrom(input: object): Experiment {
  const { experiment, problems } = readExperiment(JSON.stringify(input));
  assert.ok(experiment !== undefined, problems[0]?.message);
  return experiment;
}

function heldOutNames(data: TaskData): string[] {
  return [...heldOutClasses(data).keys()];
}

const samplesOf = heldOutClasses;

/** Samples of the held-out classes, by name. */
function heldOutClasses(data: TaskData): Map<string, readonly number[]> {
  switch (data.kind) {
    case 'images':
      return new Map(data.images.heldOutClasses.map(({ name, images }) => [name, images]));
    case 'speech':
      return new Map(data.speech.heldOutClasses.map(({ name, recordings }) => [name, recordings]));
    case 'text':
      return new Map(data.texts.heldOutClasses.map(({ name, samples }) => [name, samples]));
    default:
      throw new Error('These have no classes.');
  }
}
