// A run whose samples are larger than what the panel reads writes a part of them, and says so once in its log.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readNewestSample } from '../../../src/runs/samples.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, tinyExperiment } from './trainerFixture.ts';

const moduleText = `export default () => ({
  kind: 'functions', domain: [-1, 1], points: 60000, shots: 10, trainShots: 10,
  sampleFunction: (random) => { const slope = random.uniform(); return (x) => slope * x; },
});
`;

describe('a run with very large samples', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  it('writes as much of them as can be drawn, and says once what is left out', async () => {
    await writeFile(path.join(folder(), 'tasks.mjs'), moduleText);
    const experiment = tinyExperiment({
      algorithm: { metaIterations: 20 },
      evaluation: { every: 10, tasks: 1, innerSteps: 4, transductive: true },
    });
    const directory = await newRunOf(folder(), { ...experiment, task: { kind: 'module', path: 'tasks.mjs' } });
    assert.equal((await carryOutRun(directory)).state, 'completed');
    const { drawn, problem } = await readNewestSample(directory);
    assert.deepEqual([drawn?.iteration, drawn?.sample.steps, problem], [20, [0, 4], undefined]);
    const log = await readFile(runFiles(directory).log, 'utf8');
    assert.equal(log.match(/too large to be drawn whole: they are written with 2 of 4 steps\./g)?.length, 1, log);
  });
});
