// Baselines on held-out tasks: the same figures whoever computes them, ended when nobody waits, and a module's failures
// told.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gradeBaseline } from '../../../src/baselines/baseline.ts';
import { baselinesFor } from '../../../src/baselines/baselinesFor.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { experimentSchema, type TaskSpec } from '../../../src/experiment/schema.ts';
import { createTaskDistributionFrom } from '../../../src/tasks/createTaskDistribution.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import { measureBaselines } from '../../../src/workers/measureBaselines.ts';
import { supervised } from '../../support/supervisedTasks.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

const request = { seed: 5, firstTask: 40, tasks: 7 };

describe('measuring baselines', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  const sine = sineExperiment().task;
  const sineData = { kind: 'sine' } as const;

  async function moduleTask(heldOut: string): Promise<{ readonly task: TaskSpec; readonly file: string }> {
    const file = path.join(folder(), 'own.mjs');
    const sizes = 'trainingSize: 2, supportSize: 4, querySize: 3';
    await writeFile(
      file,
      `export default () => ({ kind: 'samples', inputShape: [2], outputs: 2, loss: 'softmaxCrossEntropy', ${sizes},
  sampleTrainingTask: () => ({ inputs: [[0, 1], [1, 0]], targets: [0, 1] }),
  sampleHeldOutTask: (random) => { ${heldOut} },
});\n`,
    );
    return { task: experimentSchema.shape.task.parse({ kind: 'module', path: file }), file };
  }

  it('gives the figures of the evaluation’s own tasks, whatever the number of threads', async () => {
    const distribution = supervised(await createTaskDistributionFrom(sine, sineData));
    const expected = baselinesFor(sine, sineData, distribution).map((baseline) => ({
      name: baseline.name,
      quantity: 'loss',
      values: Array.from({ length: request.tasks }, (_, index) => {
        const random = randomStream(request.seed, 'evaluation-task', request.firstTask + index);
        const task = distribution.sampleHeldOutTask(random, request.firstTask + index);
        return gradeBaseline(baseline.answer(task), task, distribution);
      }),
    }));
    assert.deepEqual(
      expected.map(({ name }) => name),
      ['ridge', 'gaussianProcess', 'nearestPoints'],
    );
    for (const workers of [1, 3]) {
      const finished: number[] = [];
      const options = { onProgress: (tasks: number) => finished.push(tasks) };
      assert.deepEqual(await measureBaselines({ task: sine, data: sineData }, request, workers, options), expected);
      assert.equal(finished.at(-1), request.tasks);
    }
  });

  it('takes the samples of a module', async () => {
    const { task, file } = await moduleTask(
      `return { support: { inputs: [[0, 0], [0, 1], [5, 5], [5, 6]], targets: [0, 0, 1, 1] },
        query: { inputs: [[1, 0], [5, 4], [2, 9]], targets: [0, 1, 0] } };`,
    );
    const measured = await measureBaselines({ task, data: { kind: 'module', file, digest: null } }, request, 2);
    assert.deepEqual(
      measured?.map(({ name, values }) => [name, values[6]]),
      [
        ['nearestNeighbour', 2 / 3],
        ['nearestCentroid', 2 / 3],
      ],
    );
  });

  it('tells what a module fails with', async () => {
    const { task, file } = await moduleTask(`throw new Error('no such goal');`);
    await assert.rejects(
      measureBaselines({ task, data: { kind: 'module', file, digest: null } }, request, 2),
      (error) => error instanceof TaskError && /own\.mjs.*no such goal/s.test(error.message),
    );
  });

  it('leaves a module that never returns, when it is given up or ended early', async () => {
    const { task, file } = await moduleTask('for (;;);');
    const of = { task, data: { kind: 'module', file, digest: null } } as const;
    const giveUp = new AbortController();
    const given = measureBaselines(of, request, 2, { signal: giveUp.signal });
    giveUp.abort(new Error('given up'));
    await assert.rejects(given, /^Error: given up$/);
    const enough = new AbortController();
    const ended = measureBaselines(of, request, 2, { enough: enough.signal });
    enough.abort();
    assert.equal(await ended, undefined);
    assert.equal(await measureBaselines(of, request, 2, { enough: enough.signal }), undefined);
    await assert.rejects(measureBaselines(of, request, 2, { signal: giveUp.signal }), /given up/);
  });

  it('knows of none for control', async () => {
    const task = experimentSchema.shape.task.parse({ kind: 'navigation' });
    assert.deepEqual(await measureBaselines({ task, data: { kind: 'control' } }, request, 2), []);
  });
});
