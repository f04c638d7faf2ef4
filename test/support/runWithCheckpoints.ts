// A stopped run with checkpoints and samples, for tests of what is kept of them.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { lockRun } from '../../src/runs/runLock.ts';
import { writeSample } from '../../src/runs/samples.ts';
import { saveCheckpoint } from '../../src/runs/saveCheckpoint.ts';
import { changeManifest, newTestRun } from './newTestRun.ts';

export const drawnText: AdaptationSample = {
  task: {
    kind: 'texts',
    classNames: ['timer', 'weather'],
    support: [{ way: 0, text: 'wake me in ten minutes' }],
    query: [{ way: 1, text: 'will it rain?' }],
  },
  steps: [0],
  outputs: [[0.25, 0.75]],
};

/** A held-out figure of this meta-iteration. */
export function figureAt(iteration: number) {
  return { iteration, loss: 0.3, lossCi95: 0.02 };
}

/** The newest of `iterations`, which stand in order, is the latest; `best` the best. Gives its directory. */
export async function runWithCheckpoints(
  runsFolder: string,
  iterations: readonly number[],
  best: number,
  changes: Parameters<typeof newTestRun>[1] = {},
): Promise<string> {
  const directory = await newTestRun(runsFolder, { metaIterations: 1000, ...changes });
  const { id, seed } = await readManifest(directory);
  const hold = await lockRun(directory);
  for (const iteration of iterations) {
    const optimizerState = { steps: 0, moments: Float32Array.of(1) };
    const state = { iteration, parameters: Float32Array.of(1, 2), optimizerState, outerMoments: new Float32Array(0) };
    await saveCheckpoint(hold, { state, id, seed, layout: [{ name: 'a', shape: [2], offset: 0 }] });
    await writeSample(hold, { iteration, sample: drawnText });
  }
  await hold.release();
  const latest = iterations.at(-1) ?? 0;
  const figures = { latest: figureAt(latest), best: figureAt(best) };
  await changeManifest(directory, { state: 'stopped', iteration: latest, checkpointIteration: latest, ...figures });
  return directory;
}
