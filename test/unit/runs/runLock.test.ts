// The lock of a run: one trainer at a time, and none that is gone keeps others out.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { EventWriter } from '../../../src/runs/eventWriter.ts';
import { removeLeftovers } from '../../../src/runs/leftovers.ts';
import { ManifestWriter, readManifest, writeManifestOf } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { LockLostError, RunLockedError } from '../../../src/runs/runHold.ts';
import { lockRun, withRunLock } from '../../../src/runs/runLock.ts';
import { writeSample } from '../../../src/runs/samples.ts';
import { pruneCheckpoints, saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('the lock of a run', () => {
  const folder = useTemporaryFolder();
  let directory: string;
  let lock: string;

  beforeEach(async () => {
    directory = await newTestRun(folder());
    lock = runFiles(directory).lock;
  });

  const leaveLock = (owner: object) => writeFile(lock, JSON.stringify({ token: randomUUID(), ...owner }));
  const elsewhere = { ...currentProcess(), host: `not-${os.hostname()}` };
  const setTime = (file: string, secondsAgo: number) => {
    const time = new Date(Date.now() - secondsAgo * 1000);
    return utimes(file, time, time);
  };
  /**
   * As a trainer on another machine leaves it that has given its last sign of life so long ago; negative: by a clock
   * that is ahead.
   */
  async function leaveForeignLock(
    secondsAgo: number,
    heartbeatAt = new Date(Date.now() - secondsAgo * 1000).toISOString(),
  ) {
    await changeManifest(directory, { heartbeatAt, process: elsewhere, state: 'running' });
    await leaveLock(elsewhere);
    await setTime(lock, secondsAgo);
    await setTime(runFiles(directory).manifest, secondsAgo);
  }
  /** Without end, unless somebody ends it. */
  function patience() {
    const heard: string[] = [];
    const controller = new AbortController();
    return { signal: controller.signal, onWaiting: (message: string) => heard.push(message), heard, controller };
  }

  async function locks(): Promise<string[]> {
    return (await readdir(directory)).filter((name) => name.startsWith('trainer.lock'));
  }

  it('keeps a second one out, says who holds it, and is free again afterwards', async () => {
    const hold = await lockRun(directory);
    await assert.rejects(lockRun(directory), (error: Error) => {
      assert.ok(error instanceof RunLockedError);
      assert.ok(
        error.message.includes(`Process ${process.pid} on ${os.hostname()}`) && error.message.includes(directory),
      );
      return true;
    });
    await hold.release();
    assert.deepEqual(await locks(), []);
    await (await lockRun(directory)).release();
  });

  it('is waited for while a trainer that has said its last word is on its way out', async () => {
    const hold = await lockRun(directory);
    await changeManifest(directory, { state: 'stopped' });
    const waiting = lockRun(directory);
    const first = await Promise.race([waiting, new Promise((resolve) => setImmediate(() => resolve('waits')))]);
    assert.equal(first, 'waits');
    await hold.release();
    await (await waiting).release();
  });

  it('of an owner of which nobody can tell whether it lives says so, and when to try again', async () => {
    await leaveForeignLock(30);
    await assert.rejects(
      lockRun(directory),
      /Nobody can tell from here whether process \d+ on not-.* still lives\. .* try again in (?:60|59) s\./,
    );
  });

  it('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await leaveLock({ ...currentProcess(), pid: child.pid });
    await (await lockRun(directory)).release();
    assert.deepEqual(await locks(), []);
  });

  it('is taken over in a copy of a run at work, where nothing beats, and not in the run itself', async () => {
    const hold = await lockRun(directory);
    await changeManifest(directory, { state: 'running', process: hold.owner, heartbeatAt: new Date().toISOString() });
    const copy = path.join(folder(), 'copy');
    await cp(directory, copy, { recursive: true });
    await assert.rejects(lockRun(directory), /is already at work on/);
    await assert.rejects(lockRun(copy), /Nobody can tell from here whether process/);
    const { lock: copiedLock, manifest } = runFiles(copy);
    await changeManifest(copy, { heartbeatAt: new Date(Date.now() - 120_000).toISOString() });
    for (const file of [copiedLock, manifest]) await setTime(file, 120);
    await (await lockRun(copy)).release();
    await hold.release();
  });

  it('is taken over from a process whose pid belongs to another one now', async function () {
    const { startedAt } = currentProcess();
    if (startedAt === null) return this.skip();
    await leaveLock({ ...currentProcess(), startedAt: `${startedAt}0` });
    await (await lockRun(directory)).release();
  });

  it('is held on another machine as long as the manifest is kept up to date', async () => {
    await leaveForeignLock(30);
    await assert.rejects(lockRun(directory), RunLockedError);
    await leaveForeignLock(120);
    await (await lockRun(directory)).release();
  });

  it('is waited for while it is being written, and taken over from a process that died then', async () => {
    for (const offset of [60, -60]) {
      await writeFile(lock, '');
      await setTime(lock, offset);
      const startedAt = performance.now();
      await (await lockRun(directory)).release();
      assert.ok(performance.now() - startedAt > 4900);
    }
  });

  it('goes to exactly one of many that find it abandoned, however often', async () => {
    for (let round = 0; round < 20; round++) {
      await leaveLock({ ...currentProcess(), pid: 2 ** 30 });
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(directory)));
      const winners = attempts.filter((attempt) => attempt.status === 'fulfilled');
      assert.equal(winners.length, 1);
      for (const attempt of attempts)
        assert.ok(attempt.status === 'fulfilled' || attempt.reason instanceof RunLockedError);
      assert.deepEqual(await locks(), ['trainer.lock']);
      await winners[0]?.value.release();
      assert.deepEqual(await locks(), []);
    }
  });

  it('is taken over even when an earlier successor died while it took over', async () => {
    const dead = { ...currentProcess(), pid: 2 ** 30 };
    await leaveLock(dead);
    const right = { ...dead, token: randomUUID(), isBrief: true };
    for (const name of ['.takeover', '.takeover.takeover']) await writeFile(`${lock}${name}`, JSON.stringify(right));
    await (await lockRun(directory)).release();
    assert.deepEqual(await locks(), []);
  });

  it('is not given back by one that has lost it', async () => {
    const hold = await lockRun(directory);
    const token = randomUUID();
    await leaveLock({ ...currentProcess(), token });
    await hold.release();
    assert.equal(JSON.parse(await readFile(lock, 'utf8')).token, token);
  });

  it('never makes a path of what it says', async () => {
    const outside = path.join(folder(), 'outside.json');
    await writeFile(outside, 'mine');
    const take = async (token: string) => {
      const run = await newTestRun(folder());
      const { lock: ofRun } = runFiles(run);
      await mkdir(`${ofRun}.x`);
      await writeFile(ofRun, JSON.stringify({ ...currentProcess(), pid: 2 ** 30, token }));
      await (await lockRun(run)).release();
      assert.equal(await readFile(outside, 'utf8'), 'mine');
      assert.deepEqual(await readdir(`${ofRun}.x`), []);
    };
    await Promise.all(['x/../../outside.json', '../outside.json', '', 'left'].map(take));
  });

  it('is refused with a word where it is a link, a pipe, a folder or far too large, and ends at once', async function () {
    if (process.platform === 'win32') return this.skip();
    const stand: Record<string, (at: string) => Promise<unknown>> = {
      'is a symbolic link': (at) => symlink('/nowhere/at/all', at),
      'is not a file but a pipe': async (at) => execFileSync('mkfifo', [at]),
      'is a folder': (at) => mkdir(at),
      'is larger than': (at) => writeFile(at, 'x'.repeat(5000)),
    };
    for (const [words, make] of Object.entries(stand)) {
      directory = await newTestRun(folder());
      await make(runFiles(directory).lock);
      await assert.rejects(lockRun(directory, patience()), (error: Error) => error.message.includes(words));
      await assert.rejects(
        withRunLock(directory, async () => {}),
        { name: 'RefusedFileError' },
      );
    }
  });

  it('is waited for when nobody can tell whether its owner lives, and taken when the silence is long enough', async () => {
    await leaveForeignLock(89);
    const waiting = patience();
    const hold = await lockRun(directory, waiting);
    assert.equal(waiting.heard.length, 1);
    assert.match(waiting.heard[0] ?? '', /^Waiting up to 1 s for process \d+ on not-/);
    hold.assertHeld();
    await hold.release();
    assert.deepEqual(await locks(), []);
  });

  it('is refused where its owner shows that it lives by our clock, though all clocks of others say that it is gone', async () => {
    await leaveForeignLock(-3600);
    const refused = assert.rejects(lockRun(directory), RunLockedError);
    await changeManifest(directory, { heartbeatAt: new Date(Date.now() + 3_601_000).toISOString() });
    await setTime(runFiles(directory).manifest, -3601);
    await refused;
    assert.deepEqual(await locks(), ['trainer.lock']);
  });

  it('is refused as soon as its owner shows while it is waited for that it lives', async () => {
    await leaveForeignLock(10);
    const waiting = patience();
    const locking = lockRun(directory, waiting);
    const refused = assert.rejects(locking, RunLockedError);
    await waitFor('the wait to begin', () => waiting.heard.length > 0);
    await changeManifest(directory, { heartbeatAt: new Date().toISOString() });
    await refused;
  });

  it('is no longer waited for when somebody asks to stop', async () => {
    await leaveForeignLock(10);
    const waiting = patience();
    const reason = new Error('stop');
    const rejected = assert.rejects(lockRun(directory, waiting), reason);
    await waitFor('the wait to begin', () => waiting.heard.length > 0);
    waiting.controller.abort(reason);
    await rejected;
  });

  it('is given up whatever the clocks say: times far ahead are no signs of life', async () => {
    await leaveForeignLock(-3600);
    await (await lockRun(directory)).release();
    await leaveForeignLock(120, 'never');
    await (await lockRun(directory)).release();
    await leaveForeignLock(-89.5);
    await assert.rejects(lockRun(directory), RunLockedError);
  });

  it('of a run that has been silent for weeks is no younger for having been copied just now', async () => {
    const weeksAgo = new Date(Date.now() - 27 * 86_400_000).toISOString();
    await leaveForeignLock(120, weeksAgo);
    await setTime(lock, 0);
    await (await lockRun(directory)).release();
  });

  it('is left to another process than the silent one, which may have just taken the run up', async () => {
    const weeksAgo = new Date(Date.now() - 27 * 86_400_000).toISOString();
    await leaveForeignLock(120, weeksAgo);
    await leaveLock({ ...elsewhere, pid: elsewhere.pid + 1 });
    await assert.rejects(lockRun(directory), /Nobody can tell from here/);
  });

  it('is left to a process whose clock is years behind, as long as the manifest is being written', async () => {
    await leaveForeignLock(120, '1970-01-01T00:00:00.000Z');
    await setTime(runFiles(directory).manifest, 1);
    await assert.rejects(lockRun(directory), /Nobody can tell from here/);
  });

  it('is held for a word between two trainers, which wait for each other', async () => {
    const words: string[] = [];
    const write = (word: string) =>
      withRunLock(directory, async (hold) => {
        words.push(`${word} begins`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        hold.assertHeld();
        words.push(`${word} ends`);
      });
    const trainer = Promise.all([write('a'), write('b')]).then(() => lockRun(directory, patience()));
    const hold = await trainer;
    assert.deepEqual(
      words.map((word) => word.slice(2)),
      ['begins', 'ends', 'begins', 'ends'],
    );
    await assert.rejects(write('c'), RunLockedError);
    await hold.release();
    await write('d');
    assert.deepEqual(await locks(), []);
  });

  it('taken over between the look at it and the write, it has its former holder take back what it wrote of events', async () => {
    const hold = await lockRun(directory);
    const events = await EventWriter.create(hold);
    events.add(0, [{ tag: 'train/loss', value: 1 }]);
    await events.flush();
    const before = await contentsOf(directory);
    const assertHeld = hold.assertHeld.bind(hold);
    hold.assertHeld = () => {
      assertHeld();
      // As if the process were frozen here for as long as another one needs.
      writeFileSync(lock, JSON.stringify({ token: randomUUID(), ...currentProcess() }));
      hold.assertHeld = assertHeld;
    };
    events.add(1, [{ tag: 'train/loss', value: 2 }]);
    await assert.rejects(events.flush(), LockLostError);
    const notTheLock = ([file]: readonly [string, string]) => file !== lock;
    assert.deepEqual((await contentsOf(directory)).filter(notTheLock), before.filter(notTheLock));
    await assert.rejects(events.close(), LockLostError);
  });

  it('tells its former holder whether another one has it, or nobody', async () => {
    const hold = await lockRun(directory);
    assert.equal(hold.loss(), undefined);
    await leaveLock(currentProcess());
    assert.match(hold.loss()?.message ?? '', /^Another process has taken .* over\./);
    assert.equal(hold.loss()?.isHeldByAnother, true);
    for (const leave of [() => writeFile(lock, 'not a lock'), () => rm(lock)]) {
      await leave();
      assert.match(hold.loss()?.message ?? '', /trainer\.lock is gone or damaged: /);
      assert.equal(hold.loss()?.isHeldByAnother, false);
      assert.throws(() => hold.assertHeld(), LockLostError);
    }
  });

  it('taken over, it lets its former holder write nothing: no manifest, event, checkpoint or sample, and no file stays', async () => {
    const hold = await lockRun(directory);
    const manifest = await readManifest(directory);
    const writer = new ManifestWriter(hold, manifest, { interval: 0, onError: () => {} });
    const events = await EventWriter.create(hold);
    await leaveLock(currentProcess());
    const before = await contentsOf(directory);
    assert.equal(hold.isLost(), true);
    await assert.rejects(writer.write({ iteration: 7 }), LockLostError);
    await assert.rejects(writeManifestOf(hold, manifest), LockLostError);
    events.add(1, [{ tag: 'train/loss', value: 1 }]);
    await assert.rejects(events.flush(), LockLostError);
    await assert.rejects(events.close(), LockLostError);
    const state: MetaState = {
      iteration: 1,
      parameters: new Float32Array(2),
      optimizerState: { steps: 0, moments: new Float32Array(0) },
      outerMoments: new Float32Array(0),
    };
    await assert.rejects(saveCheckpoint(hold, { state, id: 'own', seed: 1, layout: [] }), LockLostError);
    await assert.rejects(
      writeSample(hold, {
        iteration: 1,
        sample: { task: { kind: 'values', targets: [[1]] }, steps: [0], outputs: [[1]] },
      }),
      LockLostError,
    );
    await mkdir(path.join(runFiles(directory).checkpoints, '5'));
    await assert.rejects(pruneCheckpoints(hold, { newest: 4, keep: 1, always: [] }), LockLostError);
    await rm(path.join(runFiles(directory).checkpoints, '5'), { recursive: true });
    assert.deepEqual(await contentsOf(directory), before);
  });

  it('taken up, the run loses what dead writers left of their own, and nothing else', async () => {
    const { samples, control, evaluations, checkpoints } = runFiles(directory);
    const id = randomUUID();
    await mkdir(evaluations);
    const strays = [
      `run.json.${id}.tmp`,
      `trainer.lock.${id}.tmp`,
      'trainer.lock.takeover',
      `trainer.lock.${id}`,
      `trainer.lock.takeover.${id}.tmp`,
      `samples/20.json.${id}.tmp`,
    ];
    const old = [`control/17-ab-stop.json.${id}.tmp`, `evaluations/20261121T041500Z-0a0b.json.${id}.tmp`];
    const kept = [
      `control/18-ab-stop.json.${id}.tmp`,
      `evaluations/20261121T041500Z-0a0c.json.${id}.tmp`,
      `notes.${id}.tmp`,
      'run.json.bak.tmp',
      `samples/mine.json.${id}.tmp`,
    ];
    for (const name of [...strays, ...old, ...kept]) await writeFile(path.join(directory, name), '');
    for (const name of old) await setTime(path.join(directory, name), 7200);
    const hold = await lockRun(directory);
    await removeLeftovers(hold);
    await hold.release();
    const left = (
      await Promise.all(['.', 'samples', 'control', 'evaluations'].map((name) => readdir(path.join(directory, name))))
    ).flat();
    assert.deepEqual(
      left.filter((name) => name.includes('tmp') || name.startsWith('trainer.lock')).sort(),
      kept.map((name) => path.basename(name)).sort(),
    );
    assert.ok([samples, control, checkpoints].every((one) => one.startsWith(directory)));
  });

  /** Name and text of every file but the lock. */
  async function contentsOf(of: string): Promise<[string, string][]> {
    const entries = await readdir(of, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    return Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'latin1')] as [string, string]));
  }
});
