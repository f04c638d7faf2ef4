// Adapting to a person's own samples is what held-out tasks are measured by, for every algorithm, and what PyTorch makes
// of the exported weights.

import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { softmaxProbabilities } from '../../../src/engine/loss.ts';
import { toStateDict } from '../../../src/engine/weights/stateDict.ts';
import { encodeTensors } from '../../../src/engine/weights/tensorFormats.ts';
import { adaptToOwnData } from '../../../src/evaluation/adaptToOwnData.ts';
import { samplesFor } from '../../../src/evaluation/ownTask.ts';
import {
  describeWeights,
  initializationIn,
  type LearnedWeights,
  optimizerTensors,
  readLearnedWeights,
} from '../../../src/evaluation/runWeights.ts';
import { openHeldOutTask } from '../../../src/meta/heldOutTask.ts';
import { createLearningContext } from '../../../src/meta/learningContext.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { createTaskDistributionFrom, type TaskData } from '../../../src/tasks/createTaskDistribution.ts';
import { readOwnSamples } from '../../../src/tasks/ownSamples/readOwnSamples.ts';
import { unpackText } from '../../../src/tasks/packedTexts.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { prepareRun } from '../../../src/trainer/prepareRun.ts';
import { everyAlgorithm } from '../../support/everyAlgorithm.ts';
import { askPython, findPythonWith } from '../../support/findPython.ts';
import { classTree, writeTree } from '../../support/imageData.ts';
import { supervised } from '../../support/supervisedTasks.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { channelsFirstInputs } from '../../support/weightModels.ts';
import { newRunOf } from '../trainer/trainerFixture.ts';

const sizes = { ways: 2, shots: 3, queries: 2, trainShots: 10 };
const steps = 5;

interface Case {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly learned: LearnedWeights;
  readonly data: TaskData;
}

describe('adapting to samples of one’s own', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function trainRun(algorithm: (typeof everyAlgorithm)[keyof typeof everyAlgorithm]): Promise<Case> {
    await writeTree(path.join(folder(), 'data'), classTree(['a', 'b', 'c', 'd', 'e', 'f'], 12));
    const directory = await newRunOf(folder(), {
      name: 'own',
      seed: 4,
      task: {
        kind: 'images',
        dataset: { source: 'folder', path: 'data', size: 9, heldOut: 0.4, channels: 'rgb' },
        ...sizes,
      },
      model: { kind: 'convnet', blocks: 2, filters: 4 },
      algorithm,
      evaluation: { every: 12, tasks: 2, innerSteps: steps, innerBatch: 4 },
      engine: { workers: 1 },
    });
    assert.equal((await carryOutRun(directory)).state, 'completed');
    const manifest = await readManifest(directory);
    const { data } = await prepareRun(directory, manifest, { acceptsChangedData: false, hasTrained: true });
    return { directory, manifest, learned: await readLearnedWeights(directory, manifest, 'latest'), data };
  }

  /** The task's samples as files, in folders whose names order them as the ways are. Gives the two sets. */
  async function writeOwn(task: Task, { data, learned }: Case) {
    assert.ok(data.kind === 'images');
    const { names } = data.images;
    const place = (role: string) => path.join(folder(), role);
    for (const [role, samples, numbers] of [
      ['support', task.support, task.supportNumbers],
      ['query', task.query, task.queryNumbers],
    ] as const) {
      for (const [index, number] of numbers.entries()) {
        const way = samples.targets[index] ?? 0;
        const target = path.join(place(role), `${way} ${task.classNames[way]}`);
        await mkdir(target, { recursive: true });
        await cp(path.join(folder(), 'data', unpackText(names, number)), path.join(target, `${index + 10}.png`));
      }
    }
    const { experiment, model } = learned;
    const demand = {
      task: experiment.task,
      inputShape: model.inputShape,
      answerSize: 0,
      trainingTexts: [],
      table: undefined,
    };
    return {
      support: await readOwnSamples(place('support'), demand),
      query: await readOwnSamples(place('query'), demand),
    };
  }

  for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
    it(`gives the very answers that a held-out task is measured by: ${name}`, async () => {
      const one = await trainRun(algorithm);
      const { directory, manifest, learned, data } = one;
      const distribution = supervised(await createTaskDistributionFrom(learned.experiment.task, data));
      const engine = await loadFusedEngine({ fastMath: false });
      const context = { ...createLearningContext(learned.experiment, distribution, engine), distribution };
      const { parameters, optimizerState } = learned.state;
      const task = openHeldOutTask(context, { parameters, optimizerState, innerBatch: 4 }, 0);
      const sets = await writeOwn(task.task, one);
      task.adaptTo(steps);
      for (const transductive of [false, true]) {
        const found = await adaptToOwnData(directory, manifest, learned, sets, { steps, transductive });
        const { count } = task.task.query;
        const expected = softmaxProbabilities(task.answer(task.task.query, transductive), count, sizes.ways);
        assert.deepEqual(found.answers.flat(), [...expected]);
        assert.deepEqual(
          found.batches.map((batch) => batch.length),
          Array.from({ length: steps }, () => 4),
        );
        assert.deepEqual(
          found.classNames,
          task.task.classNames.map((className, way) => `${way} ${className}`),
        );
      }
      context.learner.dispose();
    });
  }

  it('takes the same steps in PyTorch, from the exported weights (needs a Python with torch and safetensors)', async function () {
    const python = await findPythonWith('torch', 'safetensors');
    if (python === undefined) return this.skip();
    const cases: string[] = [];
    for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
      const one = await trainRun(algorithm);
      const { directory, manifest, learned, data } = one;
      const distribution = supervised(await createTaskDistributionFrom(learned.experiment.task, data));
      const engine = await loadFusedEngine({ fastMath: false });
      const context = { ...createLearningContext(learned.experiment, distribution, engine), distribution };
      const { parameters, optimizerState } = learned.state;
      const { task } = openHeldOutTask(context, { parameters, optimizerState, innerBatch: 4 }, 0);
      context.learner.dispose();
      const sets = await writeOwn(task, one);
      const adapted = await adaptToOwnData(directory, manifest, learned, sets, { steps, transductive: false });
      const place = path.join(folder(), `case ${name}`);
      cases.push(place);
      await mkdir(place);
      const { model } = learned;
      const write = (file: string, tensors: Parameters<typeof encodeTensors>[1], what: 'initialization' | 'adapted') =>
        writeFile(path.join(place, file), encodeTensors('safetensors', tensors, describeWeights(learned, 'run', what)));
      await write('start.safetensors', toStateDict(model, initializationIn(learned)), 'initialization');
      await write('adapted.safetensors', toStateDict(model, adapted.parameters), 'adapted');
      const optimizer = optimizerTensors(learned);
      if (optimizer.length > 0) await write('start.optimizer.safetensors', optimizer, 'initialization');
      const { samples } = samplesFor(sets.support, adapted.classNames, model, 'support', (value) => value);
      const inputs = [...channelsFirstInputs(model, samples.inputs)];
      const content = { inputs, targets: [...samples.targets], batches: adapted.batches };
      await writeFile(path.join(place, 'case.json'), JSON.stringify(content));
    }
    const found = await askPython(python, path.resolve('test/support/python/adapt.py'), ...cases);
    assert.ok(typeof found === 'object' && found !== null);
    assert.equal(Object.keys(found).length, Object.keys(everyAlgorithm).length);
    assert.deepEqual(
      Object.entries(found).filter(([, difference]) => !(Number(difference) <= 1e-4)),
      [],
    );
  });
});
