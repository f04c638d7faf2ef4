// The lock of a run: one trainer at a time, and none that is gone keeps others out.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { currentProcess } from '../../../src/runs/processIdentity.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { lockRun, RunLockedError } from '../../../src/runs/runLock.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the lock of a run', () => {
  const folder = useTemporaryFolder();
  let directory: string;
  let lock: string;

  beforeEach(async () => {
    directory = await newTestRun(folder());
    lock = runFiles(directory).lock;
  });

  const leaveLock = (owner: object) => writeFile(lock, JSON.stringify({ token: 'left', ...owner }));
  const letManifestRest = (seconds: number) => {
    const time = new Date(Date.now() - seconds * 1000);
    return utimes(runFiles(directory).manifest, time, time);
  };

  async function locks(): Promise<string[]> {
    return (await readdir(directory)).filter((name) => name.startsWith('trainer.lock'));
  }

  it('keeps a second one out, says who holds it, and is free again afterwards', async () => {
    const unlock = await lockRun(directory);
    await assert.rejects(lockRun(directory), (error: Error) => {
      assert.ok(error instanceof RunLockedError);
      assert.ok(error.message.includes(`Process ${process.pid} on ${os.hostname()}`) && error.message.includes(directory));
      return true;
    });
    await unlock();
    assert.deepEqual(await locks(), []);
    await (await lockRun(directory))();
  });

  it('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await leaveLock({ ...currentProcess(), pid: child.pid });
    await (await lockRun(directory))();
    assert.deepEqual(await locks(), []);
  });

  it('is taken over from a process whose pid belongs to another one now', async function () {
    const { startedAt } = currentProcess();
    if (startedAt === null) return this.skip();
    await leaveLock({ ...currentProcess(), startedAt: `${startedAt}0` });
    await (await lockRun(directory))();
  });

  it('is held on another machine as long as the manifest is kept up to date', async () => {
    await leaveLock({ ...currentProcess(), host: `not-${os.hostname()}` });
    await letManifestRest(30);
    await assert.rejects(lockRun(directory), RunLockedError);
    await letManifestRest(120);
    await (await lockRun(directory))();
  });

  it('is respected while it is being written, and taken over from a process that died then', async () => {
    await writeFile(lock, '');
    await assert.rejects(lockRun(directory), RunLockedError);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    await (await lockRun(directory))();
  });

  it('goes to exactly one of many that find it abandoned, however often', async () => {
    for (let round = 0; round < 20; round++) {
      await leaveLock({ ...currentProcess(), pid: 2 ** 30, token: `left-${round}` });
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(directory)));
      const winners = attempts.filter((attempt) => attempt.status === 'fulfilled');
      assert.equal(winners.length, 1);
      for (const attempt of attempts) assert.ok(attempt.status === 'fulfilled' || attempt.reason instanceof RunLockedError);
      assert.deepEqual(await locks(), ['trainer.lock']);
      await winners[0]?.value();
      assert.deepEqual(await locks(), []);
    }
  });

  it('is taken over even when an earlier successor died while it took over', async () => {
    const dead = { ...currentProcess(), pid: 2 ** 30 };
    await leaveLock(dead);
    await writeFile(`${lock}.left`, JSON.stringify({ ...dead, token: 'right' }));
    await (await lockRun(directory))();
    assert.deepEqual(await locks(), []);
  });

  it('is not given back by one that has lost it', async () => {
    const unlock = await lockRun(directory);
    await leaveLock({ ...currentProcess(), token: 'new' });
    await unlock();
    assert.equal(JSON.parse(await readFile(lock, 'utf8')).token, 'new');
  });
});
