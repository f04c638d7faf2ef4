// Of a run at work stay the samples that anything may still show, and no more than so many others.

import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import type { RunHold } from '../../../src/runs/runHold.ts';
import { listSamples, readNewestSample, writeSample } from '../../../src/runs/samples.ts';
import { saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { SampleThinning } from '../../../src/runs/thinSamples.ts';
import { holdOf } from '../../support/holdOf.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { drawnText } from '../../support/runWithCheckpoints.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('samples of a run at work', () => {
  const folder = useTemporaryFolder();

  async function newRun(checkpoints: readonly number[]) {
    const directory = await newTestRun(folder(), { metaIterations: 100_000 });
    const hold = await holdOf(directory);
    for (const iteration of checkpoints) await save(hold, iteration);
    return { directory, hold, thinning: new SampleThinning(hold) };
  }

  async function save(hold: RunHold, iteration: number) {
    const optimizerState = { steps: 0, moments: Float32Array.of(1) };
    const state = { iteration, parameters: Float32Array.of(1), optimizerState, outerMoments: new Float32Array(0) };
    await saveCheckpoint(hold, { state, id: 'a', seed: 1, layout: [{ name: 'a', shape: [1], offset: 0 }] });
  }

  /** Every tenth iteration has one, as those of a trainer. */
  async function write(
    { hold, thinning }: Awaited<ReturnType<typeof newRun>>,
    [from, to]: readonly [number, number],
    { isDrawable = true, named = [0] }: { readonly isDrawable?: boolean; readonly named?: readonly number[] } = {},
  ) {
    const sample = isDrawable ? drawnText : { ...drawnText, outputs: [[Number.NaN, 0.75]] };
    for (let iteration = from; iteration <= to; iteration += 10) {
      await writeSample(hold, { iteration, sample });
      await thinning.noteWritten(named);
    }
  }

  it('do not grow without bound; the newest, the first and those of figures and checkpoints stay', async () => {
    const run = await newRun([0, 505, 1200]);
    await write(run, [0, 20_000], { named: [0, 730] });
    const left = (await listSamples(run.directory)).toReversed();
    assert.deepEqual(left.slice(0, 4), [0, 500, 730, 1200]);
    const newest = left.slice(4);
    assert.ok(newest.length >= 100 && newest.length < 150, `${newest.length}`);
    assert.deepEqual(
      newest,
      Array.from({ length: newest.length }, (_, place) => 20_000 - 10 * (newest.length - 1 - place)),
    );
  });

  it('all stay of a run that has no more of them than most', async () => {
    const run = await newRun([0]);
    await write(run, [0, 990]);
    assert.equal((await listSamples(run.directory)).length, 100);
  });

  it('stay where they are drawn in the place of later ones, up to the end and up to each checkpoint', async () => {
    const run = await newRun([0, 900]);
    await write(run, [0, 600]);
    await write(run, [610, 1000], { isDrawable: false });
    await write(run, [1010, 1500]);
    await write(run, [1510, 6000], { isDrawable: false });
    const drawn = async (lastIteration: number) =>
      (await readNewestSample(run.directory, { lastIteration })).drawn?.iteration;
    assert.deepEqual([await drawn(900), await drawn(100_000), await drawn(0)], [600, 1500, 0]);
    assert.ok((await listSamples(run.directory)).length < 160);
  });

  it('go once their checkpoint has', async () => {
    const run = await newRun([0, 300]);
    await write(run, [0, 5000]);
    assert.ok((await listSamples(run.directory)).includes(300));
    await rm(path.join(runFiles(run.directory).checkpoints, '300'), { recursive: true });
    await write(run, [5010, 6000]);
    assert.ok(!(await listSamples(run.directory)).includes(300));
  });

  it('that an earlier version has left go so many at a time', async () => {
    const run = await newRun([0]);
    const { samples } = runFiles(run.directory);
    for (let iteration = 0; iteration < 2500; iteration++)
      await writeFile(path.join(samples, `${iteration}.json`), '{}');
    await writeSample(run.hold, { iteration: 2500, sample: drawnText });
    await run.thinning.noteWritten([0]);
    const left = await listSamples(run.directory);
    assert.deepEqual([left.length, left.at(-1), left.at(-2)], [1501, 0, 1001]);
    await write(run, [2510, 4000]);
    assert.ok((await listSamples(run.directory)).length < 160);
  });

  it('stay where what stands in the place of their folder is none, and no training fails for it', async () => {
    const run = await newRun([0]);
    const [{ samples }, other] = [runFiles(run.directory), path.join(folder(), 'other')];
    await mkdir(other);
    for (let iteration = 0; iteration < 200; iteration++) await writeFile(path.join(other, `${iteration}.json`), '{}');
    await rm(samples, { recursive: true, force: true });
    await symlink(other, samples, 'junction');
    await run.thinning.noteWritten([0]);
    assert.equal((await readdir(other)).length, 200);
  });
});
