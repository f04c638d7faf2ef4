// Cleaning up: what nothing refers to goes, what anything refers to stays, and where that cannot be told all of it.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs, { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { listCheckpoints } from '../../../../src/runs/checkpoints.ts';
import { cleanUpRun } from '../../../../src/runs/cleanUp/cleanUpRun.ts';
import { diskUseByKind, totalOf } from '../../../../src/runs/cleanUp/diskUseByKind.ts';
import { planCleanUp } from '../../../../src/runs/cleanUp/planCleanUp.ts';
import { diskUseOf } from '../../../../src/runs/diskUse.ts';
import { storeEvaluation } from '../../../../src/runs/evaluations.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { lockRun } from '../../../../src/runs/runLock.ts';
import { listSamples } from '../../../../src/runs/samples.ts';
import { fillDisk } from '../../../support/fullDisk.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { figureAt, runWithCheckpoints } from '../../../support/runWithCheckpoints.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testEvaluation } from '../../../support/testEvaluation.ts';

describe('cleaning up a run', () => {
  const folder = useTemporaryFolder();
  const iterations = [0, 100, 200, 300, 400, 500];

  /** The best of 300. */
  const newRun = () => runWithCheckpoints(folder(), iterations, 300);

  const evaluate = async (directory: string, iteration: number) => {
    const evaluation = testEvaluation('2026-11-21T10:00:00.000Z');
    await storeEvaluation(directory, {
      ...evaluation,
      initialization: { ...evaluation.initialization, iteration },
    });
  };

  it('says in words what the system refuses', async () => {
    const plan = await planCleanUp(await newRun());
    rmSync(plan.directory, { recursive: true });
    const { problems } = await cleanUpRun(plan);
    assert.equal(problems.length, 1);
    assert.ok(problems[0]?.startsWith(`${plan.directory} does not exist. `), problems[0]);
  });

  it('keeps the newest, the best, those that were evaluated, and the untrained one, and says what goes before', async () => {
    const directory = await newRun();
    await evaluate(directory, 100);
    const before = await diskUseOf(directory);
    const plan = await planCleanUp(directory);
    assert.equal(plan.obstacle, undefined);
    assert.deepEqual(
      plan.checkpoints.map(({ iteration }) => iteration),
      [400, 200],
    );
    assert.deepEqual(
      plan.samples.map(({ iteration }) => iteration),
      [400, 200],
    );
    assert.equal(totalOf(plan.use), before);
    assert.ok(plan.use.checkpoints > 0 && plan.use.samples > 0 && plan.use.evaluations > 0 && plan.use.others > 0);
    assert.deepEqual(await listCheckpoints(directory), iterations.toReversed());
    const cleaned = await cleanUpRun(plan);
    const expected = [...plan.checkpoints, ...plan.samples].reduce((sum, { bytes }) => sum + bytes, 0);
    assert.deepEqual(cleaned, { directory, freedBytes: expected, checkpoints: 2, samples: 2, problems: [] });
    assert.ok(expected > 0);
    assert.deepEqual(await listCheckpoints(directory), [500, 300, 100, 0]);
    assert.deepEqual(await listSamples(directory), [500, 300, 100, 0]);
    assert.equal(totalOf(await diskUseByKind(directory)), before - expected);
    assert.ok(!(await readdir(directory)).includes('trainer.lock'));
    const again = await planCleanUp(directory);
    assert.deepEqual([again.checkpoints, again.samples], [[], []]);
  });

  it('frees what it says, however many samples go', async function () {
    this.timeout(60_000);
    const directory = await newRun();
    const { samples } = runFiles(directory);
    for (let place = 1; place < 500; place++) rmSync(path.join(samples, `${place}.json`), { force: true });
    rmSync(path.join(samples, '0.json'));
    await rename(path.join(samples, '500.json'), path.join(samples, '10600.json'));
    for (let place = 1; place <= 10_500; place++) writeFileSync(path.join(samples, `${place}.json`), '12345');
    const stay = [100, 300, 500];
    await evaluate(directory, 100);
    const plan = await planCleanUp(directory);
    const goes = [...plan.checkpoints, ...plan.samples].reduce((sum, { bytes }) => sum + bytes, 0);
    assert.equal(plan.samples.length, 10_500 - stay.length);
    assert.equal(plan.use.samples, 5 * 10_500 + (await stat(path.join(samples, '10600.json'))).size);
    const cleaned = await cleanUpRun(plan);
    assert.deepEqual([cleaned.freedBytes, cleaned.samples], [goes, plan.samples.length]);
    assert.deepEqual(await listSamples(directory), [10_600, ...stay.toReversed()]);
  });

  it('keeps what the run would go on from where the newest is damaged, and all where none is good', async () => {
    const directory = await newRun();
    await writeFile(path.join(runFiles(directory).checkpoints, '500', 'parameters.f32'), 'damaged');
    await changeManifest(directory, { latest: figureAt(500) });
    const plan = await planCleanUp(directory);
    assert.deepEqual(
      plan.checkpoints.map(({ iteration }) => iteration),
      [200, 100],
    );
    for (const iteration of iterations)
      await writeFile(path.join(runFiles(directory).checkpoints, `${iteration}`, 'SHA256SUMS'), '');
    assert.deepEqual((await planCleanUp(directory)).checkpoints, []);
  });

  it('keeps what was evaluated or became the best since the person saw what goes', async () => {
    const directory = await newRun();
    const plan = await planCleanUp(directory);
    await evaluate(directory, 200);
    await changeManifest(directory, { best: figureAt(400) });
    const cleaned = await cleanUpRun(plan);
    assert.deepEqual([cleaned.checkpoints, cleaned.samples], [1, 1]);
    assert.deepEqual(await listCheckpoints(directory), [500, 400, 300, 200, 0]);
  });

  it('frees nothing of a run at work, nor where an evaluation cannot be read, nor of one that cannot be read', async () => {
    const [atWork, evaluated, damaged] = [await newRun(), await newRun(), await newRun()];
    const plan = await planCleanUp(atWork);
    await changeManifest(atWork, { state: 'running', process: currentProcess() });
    await evaluate(evaluated, 100);
    const [name = ''] = await readdir(runFiles(evaluated).evaluations);
    await writeFile(path.join(runFiles(evaluated).evaluations, name), '{');
    await writeFile(runFiles(damaged).manifest, '{');
    assert.match((await planCleanUp(atWork)).obstacle ?? '', /at work/);
    assert.match((await planCleanUp(evaluated)).obstacle ?? '', /Nobody can tell which checkpoint an evaluation is of/);
    assert.match((await planCleanUp(damaged)).obstacle ?? '', /is damaged/);
    assert.match((await cleanUpRun(plan)).problems[0] ?? '', /at work/);
    for (const directory of [atWork, evaluated, damaged])
      assert.deepEqual(await listCheckpoints(directory), iterations.toReversed());
  });

  it('frees nothing, and gives up looking, where the person has', async () => {
    const directory = await newRun();
    const plan = await planCleanUp(directory);
    const aborted = AbortSignal.abort();
    await assert.rejects(planCleanUp(directory, aborted), { name: 'AbortError' });
    await assert.rejects(cleanUpRun(plan, aborted), { name: 'AbortError' });
    assert.deepEqual(await listCheckpoints(directory), iterations.toReversed());
    assert.ok(!(await readdir(directory)).includes('trainer.lock'));
  });

  it('frees nothing while another process has the run', async () => {
    const directory = await newRun();
    const plan = await planCleanUp(directory);
    const hold = await lockRun(directory);
    const { problems } = await cleanUpRun(plan);
    assert.match(problems[0] ?? '', /is already at work on/);
    await hold.release();
    assert.deepEqual(await listCheckpoints(directory), iterations.toReversed());
  });

  it('frees what it says on a full disk, where no lock can be written, and nothing of what others work on', async () => {
    const [free, held, resumed, abandoned] = [await newRun(), await newRun(), await newRun(), await newRun()];
    const plans = await Promise.all([free, held, resumed, abandoned].map((directory) => planCleanUp(directory)));
    const [ofFree, ofHeld, ofResumed, ofAbandoned] = plans;
    assert.ok(ofFree && ofHeld && ofResumed && ofAbandoned);
    const hold = await lockRun(held);
    const dead = { ...currentProcess(), pid: 2 ** 30, token: randomUUID(), isBrief: false };
    writeFileSync(runFiles(abandoned).lock, JSON.stringify(dead));
    const makeRoom = await fillDisk();
    try {
      for (const plan of [ofFree, ofAbandoned]) {
        const cleaned = await cleanUpRun(plan);
        assert.deepEqual([cleaned.checkpoints, cleaned.samples, cleaned.problems], [3, 3, []]);
        assert.ok(cleaned.freedBytes > 0);
        assert.deepEqual(await listCheckpoints(plan.directory), [500, 300, 0]);
      }
      assert.match((await cleanUpRun(ofHeld)).problems[0] ?? '', /is already at work on/);
    } finally {
      makeRoom();
    }
    await hold.release();
    // A run goes on, and has ended, after the first checkpoint went.
    const restore = afterFirstRename(() => {
      const { manifest } = runFiles(resumed);
      writeFileSync(`${manifest}.new`, readFileSync(manifest));
      renameSync(`${manifest}.new`, manifest);
    });
    const makeRoomAgain = await fillDisk();
    try {
      assert.match((await cleanUpRun(ofResumed)).problems[0] ?? '', /was at work on .* meanwhile/);
    } finally {
      makeRoomAgain();
      restore();
    }
    assert.deepEqual(await listCheckpoints(resumed), [500, 300, 200, 100, 0]);
    assert.deepEqual(await listCheckpoints(held), iterations.toReversed());
  });

  it('removes nothing through links, and counts nothing behind them', async function () {
    if (process.platform === 'win32') this.skip();
    const [directory, other] = [await newRun(), await newTestRun(folder(), { state: 'completed' })];
    const { checkpoints } = runFiles(other);
    rmSync(checkpoints, { recursive: true, force: true });
    symlinkSync(runFiles(directory).checkpoints, checkpoints);
    const plan = await planCleanUp(other);
    assert.deepEqual([plan.checkpoints, plan.use.checkpoints], [[], 0]);
    const forged = { ...plan, checkpoints: [{ iteration: 200, bytes: 1 }], obstacle: undefined };
    assert.match((await cleanUpRun(forged)).problems[0] ?? '', /is a symbolic link/);
    assert.deepEqual(await listCheckpoints(directory), iterations.toReversed());
    mkdirSync(path.join(folder(), 'empty'));
    assert.equal(totalOf(await diskUseByKind(path.join(folder(), 'empty'))), 0);
  });
});

/** `then` is done once the first file or folder has got another name; until the returned function is called. */
function afterFirstRename(then: () => void): () => void {
  const original = fs.renameSync;
  const replaceBy = (rename: typeof original) => {
    fs.renameSync = rename;
    syncBuiltinESMExports();
  };
  replaceBy((...words) => {
    original(...words);
    replaceBy(original);
    then();
  });
  return () => replaceBy(original);
}
