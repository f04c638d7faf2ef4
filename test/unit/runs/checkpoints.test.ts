// Checkpoints: saved whole or not at all, checked when they are loaded, the newest good one wins.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MetaState } from '../../../src/meta/metaState.ts';
import {
  listCheckpoints,
  loadNewestCheckpoint,
  pruneCheckpoints,
  removeUnfinishedCheckpoints,
  saveCheckpoint,
} from '../../../src/runs/checkpoints.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const layout = [
  { name: 'dense/kernel', shape: [2, 2], offset: 0 },
  { name: 'dense/bias', shape: [2], offset: 4 },
];

function stateAt(iteration: number): MetaState {
  return {
    iteration,
    // Values whose bits are easily lost: negative zero, the smallest subnormal, infinity, and a NaN with a payload.
    parameters: new Float32Array(Uint32Array.of(0x80000000, 1, 0x7f800000, 0x7fc00001, iteration, 0x3f800000).buffer),
    optimizerState: { steps: iteration * 5, moments: Float32Array.of(iteration, 0.5) },
  };
}

/** Bits, since NaN is not equal to itself and -0 is equal to 0. */
function bitsOf({ iteration, parameters, optimizerState }: MetaState) {
  const bits = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
  return { iteration, parameters: bits(parameters), steps: optimizerState.steps, moments: bits(optimizerState.moments) };
}

describe('checkpoints', () => {
  const folder = useTemporaryFolder();
  const save = (iteration: number) => saveCheckpoint(folder(), { state: stateAt(iteration), seed: 1, layout });
  const fileOf = (iteration: number, name: string) => path.join(runFiles(folder()).checkpoints, String(iteration), name);
  const newestIteration = async () => (await loadNewestCheckpoint(folder())).state?.iteration;

  it('give back every bit', async () => {
    await save(300);
    const { state, damaged } = await loadNewestCheckpoint(folder());
    assert.ok(state !== undefined);
    assert.deepEqual(bitsOf(state), bitsOf(stateAt(300)));
    assert.deepEqual(damaged, []);
  });

  it('say to other programs what lies where', async () => {
    await save(300);
    const description = JSON.parse(await readFile(fileOf(300, 'state.json'), 'utf8'));
    assert.deepEqual(
      {
        version: description.formatVersion,
        iteration: description.iteration,
        seed: description.seed,
        layout: description.parameters,
      },
      { version: 1, iteration: 300, seed: 1, layout },
    );
  });

  it('are taken newest first by number, and none is no error', async () => {
    assert.equal(await newestIteration(), undefined);
    for (const iteration of [0, 1000, 200, 30]) await save(iteration);
    assert.deepEqual(await listCheckpoints(folder()), [1000, 200, 30, 0]);
    assert.equal(await newestIteration(), 1000);
  });

  const damages: Record<string, (iteration: number) => Promise<void>> = {
    'a changed bit in the parameters': (iteration) => changeByte(fileOf(iteration, 'parameters.f32')),
    'a changed bit in the optimizer state': (iteration) => changeByte(fileOf(iteration, 'optimizer.f32')),
    'a short file': (iteration) => truncate(fileOf(iteration, 'parameters.f32'), 8),
    'an empty description': (iteration) => truncate(fileOf(iteration, 'state.json'), 0),
    'a missing file': (iteration) => rm(fileOf(iteration, 'optimizer.f32')),
    'a description of another version': (iteration) => writeFile(fileOf(iteration, 'state.json'), '{"formatVersion":9}'),
    'a description of another checkpoint': async (iteration) =>
      writeFile(fileOf(iteration, 'state.json'), await readFile(fileOf(200, 'state.json'))),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`are passed over with the reason: ${what}`, async () => {
      await save(200);
      await save(300);
      await damage(300);
      const { state, damaged } = await loadNewestCheckpoint(folder());
      assert.equal(state?.iteration, 200);
      const [passedOver, ...others] = damaged;
      assert.equal(passedOver?.folder, path.join(runFiles(folder()).checkpoints, '300'));
      assert.match(passedOver?.reason ?? '', /checkpoints.300/);
      assert.deepEqual(others, []);
    });
  }

  it('are replaced where damaged, and kept where good', async () => {
    await save(300);
    await changeByte(fileOf(300, 'parameters.f32'));
    await save(300);
    assert.equal(await newestIteration(), 300);
    const other: MetaState = { ...stateAt(300), parameters: Float32Array.of(1, 2, 3, 4, 5, 6) };
    await saveCheckpoint(folder(), { state: other, seed: 1, layout });
    const { state } = await loadNewestCheckpoint(folder());
    assert.deepEqual(state && bitsOf(state), bitsOf(stateAt(300)));
  });

  it('are never seen half-written, and what a killed process left is removed', async () => {
    const { checkpoints } = runFiles(folder());
    await save(200);
    await mkdir(path.join(checkpoints, '.unfinished-1'));
    await writeFile(path.join(checkpoints, '.unfinished-1', 'parameters.f32'), 'x');
    assert.equal(await newestIteration(), 200);
    await removeUnfinishedCheckpoints(folder());
    assert.deepEqual(await readdir(checkpoints), ['200']);
  });

  it('leave nothing behind when they cannot be written', async () => {
    await writeFile(runFiles(folder()).checkpoints, 'a file where a folder should be');
    await assert.rejects(save(1), { code: /ENOTDIR|EEXIST/ });
    assert.deepEqual(await readdir(folder()), ['checkpoints']);
  });

  it('make way for newer ones, but the untrained initialization stays', async () => {
    for (const iteration of [0, 100, 200, 300, 400]) await save(iteration);
    await pruneCheckpoints(folder(), 2);
    assert.deepEqual(await listCheckpoints(folder()), [400, 300, 0]);
    await pruneCheckpoints(folder(), 2);
    assert.deepEqual(await listCheckpoints(folder()), [400, 300, 0]);
  });
});

async function changeByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  await writeFile(file, bytes);
}
