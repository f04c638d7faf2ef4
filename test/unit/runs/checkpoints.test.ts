// Checkpoints: saved whole or not at all, checked when they are loaded, the newest good one wins.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { loadNewestCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { pruneCheckpoints, removeUnfinishedCheckpoints, saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { asNobody } from '../../support/asNobody.ts';
import { holdOf } from '../../support/holdOf.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const layout = [
  { name: 'dense/kernel', shape: [2, 2], offset: 0 },
  { name: 'dense/bias', shape: [2], offset: 4 },
];

/** Checkpoints of this iteration hold an outer optimizer's moments, too. */
const withOuterMoments = 77;

function stateAt(iteration: number): MetaState {
  return {
    iteration,
    // Values whose bits are easily lost: negative zero, the smallest subnormal, infinity, and a NaN with a payload.
    parameters: new Float32Array(Uint32Array.of(0x80000000, 1, 0x7f800000, 0x7fc00001, iteration, 0x3f800000).buffer),
    optimizerState: { steps: iteration * 5, moments: Float32Array.of(iteration, 0.5) },
    outerMoments: iteration === withOuterMoments ? Float32Array.of(iteration, -0, 1e-40) : new Float32Array(0),
  };
}

/** Bits, since NaN is not equal to itself and -0 is equal to 0. */
function bitsOf({ iteration, parameters, optimizerState, outerMoments }: MetaState) {
  const bits = (values: Float32Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
  return {
    iteration,
    parameters: bits(parameters),
    steps: optimizerState.steps,
    moments: [bits(optimizerState.moments), bits(outerMoments)],
  };
}

describe('checkpoints', () => {
  const folder = useTemporaryFolder();
  const save = async (iteration: number) =>
    saveCheckpoint(await holdOf(folder()), { state: stateAt(iteration), id: 'own', seed: 1, layout });
  const fileOf = (iteration: number, name: string) =>
    path.join(runFiles(folder()).checkpoints, String(iteration), name);
  const newestIteration = async () => (await loadNewestCheckpoint(folder())).state?.iteration;

  it('give back every bit', async () => {
    await save(300);
    const { state, damaged } = await loadNewestCheckpoint(folder());
    assert.ok(state !== undefined);
    assert.deepEqual(bitsOf(state), bitsOf(stateAt(300)));
    assert.deepEqual(damaged, []);
  });

  it("keep the outer optimizer's moments where it has some, under a checksum as well", async () => {
    await save(withOuterMoments);
    const { state } = await loadNewestCheckpoint(folder());
    assert.ok(state !== undefined);
    assert.deepEqual(bitsOf(state), bitsOf(stateAt(withOuterMoments)));
    await changeByte(fileOf(withOuterMoments, 'outer.f32'));
    assert.equal((await loadNewestCheckpoint(folder())).damaged.length, 1);
    await rm(fileOf(withOuterMoments, 'outer.f32'));
    assert.equal((await loadNewestCheckpoint(folder())).damaged.length, 1);
  });

  it('hold the same files as ever where it has none', async () => {
    await save(300);
    assert.deepEqual((await readdir(path.dirname(fileOf(300, 'x')))).sort(), [
      'SHA256SUMS',
      'optimizer.f32',
      'parameters.f32',
      'state.json',
    ]);
    assert.match(
      await readFile(fileOf(300, 'SHA256SUMS'), 'utf8'),
      /^\w{64} {2}parameters\.f32\n\w{64} {2}optimizer\.f32\n\w{64} {2}state\.json\n$/,
    );
  });

  it('say to other programs what lies where', async () => {
    await save(300);
    const description = JSON.parse(await readFile(fileOf(300, 'state.json'), 'utf8'));
    assert.deepEqual(
      {
        version: description.formatVersion,
        iteration: description.iteration,
        id: description.run,
        seed: description.seed,
        layout: description.parameters,
      },
      { version: 1, iteration: 300, id: 'own', seed: 1, layout },
    );
  });

  it('are taken newest first by number, and none is no error', async () => {
    assert.equal(await newestIteration(), undefined);
    for (const iteration of [0, 1000, 200, 30]) await save(iteration);
    assert.deepEqual(await listCheckpoints(folder()), [1000, 200, 30, 0]);
    assert.equal(await newestIteration(), 1000);
  });

  const damages: Record<string, (iteration: number) => Promise<void>> = {
    ...damagesOf('parameters.f32'),
    ...damagesOf('optimizer.f32'),
    ...damagesOf('state.json'),
    ...damagesOf('SHA256SUMS'),
    'a changed number of steps': async (iteration) => {
      const description = await readFile(fileOf(iteration, 'state.json'), 'utf8');
      await writeFile(
        fileOf(iteration, 'state.json'),
        description.replace('"optimizerSteps": 1', '"optimizerSteps": 2'),
      );
    },
    'another checkpoint under this name': (iteration) =>
      cp(path.dirname(fileOf(200, 'x')), path.dirname(fileOf(iteration, 'x')), { recursive: true }),
  };
  function damagesOf(name: string): typeof damages {
    return {
      [`a changed bit in ${name}`]: (iteration) => changeByte(fileOf(iteration, name)),
      [`a short ${name}`]: (iteration) => truncate(fileOf(iteration, name), 4),
      [`an empty ${name}`]: (iteration) => truncate(fileOf(iteration, name), 0),
      [`a missing ${name}`]: (iteration) => rm(fileOf(iteration, name)),
    };
  }
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
    await saveCheckpoint(await holdOf(folder()), { state: other, id: 'own', seed: 1, layout });
    const { state } = await loadNewestCheckpoint(folder());
    assert.deepEqual(state && bitsOf(state), bitsOf(stateAt(300)));
  });

  it('take the place of another run’s, and say so', async () => {
    await save(300);
    const hold = await holdOf(folder());
    for (const own of [
      { seed: 2, layout },
      { seed: 2, layout: layout.map((tensor) => ({ ...tensor, name: `other/${tensor.name}` })) },
    ]) {
      const [told, ...others] = await saveCheckpoint(hold, { state: stateAt(300), id: 'own', ...own });
      assert.match(told ?? '', /place of the checkpoint 300 was taken away: .*checkpoints.300 is another run's/);
      assert.deepEqual(others, []);
      assert.equal((await loadNewestCheckpoint(folder(), { ...own, metaIterations: 300 })).state?.iteration, 300);
    }
    const shorter = await loadNewestCheckpoint(folder(), { seed: 2, metaIterations: 299 });
    assert.equal(shorter.state, undefined);
  });

  it('take the place of a damaged one that may not be removed, and tell of what is left of it', async function () {
    if (process.platform === 'win32') return this.skip();
    await save(300);
    await changeByte(fileOf(300, 'parameters.f32'));
    await chmod(path.dirname(fileOf(300, 'state.json')), 0o555);
    const told = await asNobody(folder(), () => save(300));
    assert.equal(await newestIteration(), 300);
    assert.match(told[0] ?? '', /place of the checkpoint 300 was taken away: .*parameters\.f32 does not match/);
    assert.match(told[1] ?? '', /\.unfinished-.* could not be removed; remove it yourself \(EACCES/);
    // Somebody's, as far as this process can do.
    for (const name of await readdir(runFiles(folder()).checkpoints))
      await chmod(path.join(runFiles(folder()).checkpoints, name), 0o755);
  });

  it('are refused where what is in their place cannot even be moved, by its name', async function () {
    if (process.platform === 'win32' || process.getuid?.() !== 0) return this.skip();
    await save(300);
    await changeByte(fileOf(300, 'parameters.f32'));
    // In a folder of others, as /tmp is, each may move only what is theirs.
    const { checkpoints } = runFiles(folder());
    await chmod(checkpoints, 0o1777);
    await asNobody(
      folder(),
      () => assert.rejects(save(300), { name: 'RefusedFileError', message: /300 is in the way/ }),
      [checkpoints, path.join(checkpoints, '300')],
    );
    assert.deepEqual(await readdir(checkpoints), ['300']);
  });

  it('are never seen half-written, and what a killed process left is removed', async () => {
    const { checkpoints } = runFiles(folder());
    await save(200);
    const left = path.join(checkpoints, `.unfinished-${randomUUID()}`);
    for (const unfinished of [left, path.join(checkpoints, '.unfinished-novel')]) {
      await mkdir(unfinished);
      await writeFile(path.join(unfinished, 'parameters.f32'), 'x');
    }
    assert.equal(await newestIteration(), 200);
    assert.deepEqual(await removeUnfinishedCheckpoints(await holdOf(folder())), []);
    assert.deepEqual((await readdir(checkpoints)).sort(), ['.unfinished-novel', '200']);
  });

  it('leave nothing behind when they cannot be written', async () => {
    await writeFile(runFiles(folder()).checkpoints, 'a file where a folder should be');
    await assert.rejects(save(1), {
      name: 'RefusedFileError',
      message: /checkpoints is a file where a folder should be/,
    });
    assert.deepEqual(await readdir(folder()), ['checkpoints']);
  });

  it('make way for newer ones, but the untrained initialization stays', async () => {
    for (const iteration of [0, 100, 200, 300, 400]) await save(iteration);
    await pruneCheckpoints(await holdOf(folder()), { newest: 400, keep: 2, always: [] });
    assert.deepEqual(await listCheckpoints(folder()), [400, 300, 0]);
    await pruneCheckpoints(await holdOf(folder()), { newest: 400, keep: 2, always: [] });
    assert.deepEqual(await listCheckpoints(folder()), [400, 300, 0]);
  });

  it('make way for newer ones, but the best one stays', async () => {
    for (const iteration of [0, 100, 200, 300, 400]) await save(iteration);
    await pruneCheckpoints(await holdOf(folder()), { newest: 400, keep: 2, always: [100] });
    assert.deepEqual(await listCheckpoints(folder()), [400, 300, 100, 0]);
    await pruneCheckpoints(await holdOf(folder()), { newest: 400, keep: 2, always: [400] });
    assert.deepEqual(await listCheckpoints(folder()), [400, 300, 0]);
    // Of a future that was given up.
    await pruneCheckpoints(await holdOf(folder()), { newest: 300, keep: 1, always: [400] });
    assert.deepEqual(await listCheckpoints(folder()), [300, 0]);
  });

  it('are kept although damaged ones are newer, which go', async () => {
    for (const iteration of [0, 200, 400]) await save(iteration);
    await changeByte(fileOf(400, 'parameters.f32'));
    await save(300);
    await pruneCheckpoints(await holdOf(folder()), { newest: 300, keep: 1, always: [] });
    assert.deepEqual(await listCheckpoints(folder()), [300, 0]);
    assert.equal(await newestIteration(), 300);
  });

  it('are refused before their numbers are read where these do not fit the shapes, whatever the sums say', async () => {
    await save(300);
    await save(400);
    const huge = fileOf(400, 'optimizer.f32');
    // A hole: as long as all that is left of the memory, and nothing on the disk.
    await truncate(huge, 2 ** 40);
    const { state, damaged } = await loadNewestCheckpoint(folder());
    assert.equal(state?.iteration, 300);
    assert.match(
      damaged[0]?.reason ?? '',
      /optimizer\.f32 has 1099511627776 bytes, which does not fit the shapes in state\.json/,
    );
    await truncate(huge, 8);
    await truncate(fileOf(400, 'parameters.f32'), 20);
    assert.match(
      (await loadNewestCheckpoint(folder())).damaged[0]?.reason ?? '',
      /parameters\.f32 has 20 bytes, which does not fit/,
    );
  });

  it('are passed over where another number of parameters is in them than the run has, twice as many apart', async () => {
    await save(300);
    const newest = async (parameterCount: number | null) =>
      loadNewestCheckpoint(folder(), { seed: 1, metaIterations: 1000, parameterCount });
    for (const own of [6, 3, null]) assert.equal((await newest(own)).state?.iteration, 300);
    const { state, damaged } = await newest(5);
    assert.equal(state, undefined);
    assert.match(damaged[0]?.reason ?? '', /is another run's: it holds 6 parameters, and this run has 5/);
  });

  it('are passed over, whatever the manifest says, where they hold more than the experiment’s model can have', async () => {
    await save(300);
    const newest = async (mostParameters: number) =>
      loadNewestCheckpoint(folder(), { seed: 1, metaIterations: 1000, parameterCount: 6, mostParameters });
    for (const most of [6, 3]) assert.equal((await newest(most)).state?.iteration, 300);
    assert.match((await newest(2)).damaged[0]?.reason ?? '', /it holds 6 parameters, and this run has 4 at most/);
  });

  it('are passed over where another run saved them, also one of the same seed and model; of an earlier version none says', async () => {
    await save(300);
    const newest = async (id: string | undefined) =>
      loadNewestCheckpoint(folder(), { id, seed: 1, metaIterations: 1000, parameterCount: 6, layout });
    for (const id of ['own', undefined]) assert.equal((await newest(id)).state?.iteration, 300);
    const { state, damaged } = await newest('other');
    assert.equal(state, undefined);
    assert.match(damaged[0]?.reason ?? '', /is another run's: it was saved by own, and this run is other/);
    const description = await readFile(fileOf(300, 'state.json'), 'utf8');
    const ofEarlier = description.replace(/\n +"run": "own",/, '');
    assert.notEqual(ofEarlier, description);
    const sums = await readFile(fileOf(300, 'SHA256SUMS'), 'utf8');
    const sum = createHash('sha256').update(ofEarlier).digest('hex');
    await writeFile(fileOf(300, 'state.json'), ofEarlier);
    await writeFile(fileOf(300, 'SHA256SUMS'), sums.replace(/[0-9a-f]{64}( {2}state\.json)/, `${sum}$1`));
    assert.equal((await newest('other')).state?.iteration, 300);
  });

  it('are found among thousands of empty folders', async () => {
    await save(300);
    for (let iteration = 1000; iteration < 4000; iteration++) await mkdir(path.dirname(fileOf(iteration, 'x')));
    const { state, damaged } = await loadNewestCheckpoint(folder());
    assert.equal(state?.iteration, 300);
    assert.equal(damaged.length, 3000);
    assert.match(damaged[0]?.reason ?? '', /3999 lacks one of its files\./);
  });

  it('are found while a trainer at work removes old ones', async () => {
    let [newest, looks] = [0, 0];
    const isEnough = () => newest >= 20 && looks > 5;
    const train = async () => {
      for (; !isEnough(); newest++) {
        await save(newest);
        await pruneCheckpoints(await holdOf(folder()), { newest, keep: 1, always: [] });
      }
    };
    const reading = async () => {
      for (let last = 0; !isEnough(); looks++) {
        const { state, damaged } = await loadNewestCheckpoint(folder());
        assert.deepEqual(damaged, []);
        assert.ok(state === undefined ? last === 0 : state.iteration >= last);
        last = state?.iteration ?? 0;
      }
    };
    await Promise.all([reading(), train()]);
  });

  it('are checked by the tool that everybody has', async function () {
    await save(300);
    const check = spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: path.dirname(fileOf(300, 'x')),
    });
    if (check.error !== undefined) {
      console.log('      skipped: no sha256sum on this machine');
      return this.skip();
    }
    assert.equal(String(check.stdout), 'parameters.f32: OK\noptimizer.f32: OK\nstate.json: OK\n');
  });
});

async function changeByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  await writeFile(file, bytes);
}
