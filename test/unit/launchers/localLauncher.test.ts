// The local launcher: as many trainers as there are places, each run started once, whoever looks, and failures told.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fileSystem, { rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { describe, it } from 'mocha';
import { newOwner } from '../../../src/base/locks/lockFile.ts';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { withFolderLock } from '../../../src/launchers/folderLock.ts';
import { inspectClaim } from '../../../src/launchers/launchClaim.ts';
import { LaunchError } from '../../../src/launchers/launcher.ts';
import { readRequests, requestControl } from '../../../src/runs/control.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { lockRun } from '../../../src/runs/runLock.ts';
import { countLooks } from '../../support/countingLooks.ts';
import { failReads } from '../../support/failingReads.ts';
import { failureWords } from '../../support/failureWords.ts';
import { laterByOwnClock } from '../../support/laterByOwnClock.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { waitFor } from '../../support/waitFor.ts';
import { useLaunchers } from './launcherFixture.ts';

const elsewhere = { host: 'otherhost', pid: 77, startedAt: null };

describe('LocalLauncher', () => {
  const { errors, folder, userFolder, launcher, newQueuedRun, stateOf, waitForState, startsOf, end } = useLaunchers();

  it('starts a run at once while there is a place, and makes the next one wait for it', async () => {
    const local = launcher();
    const [first, second] = [await newTestRun(folder()), await newTestRun(folder())];
    const outcome = await local.submit(first);
    assert.equal(outcome.kind, 'started');
    assert.deepEqual(await local.submit(second), { kind: 'waiting', directory: second });
    await waitForState(first, 'running');
    assert.deepEqual(await local.poll(), [{ kind: 'waiting', directory: second }]);
    await end(first, 'completed');
    assert.deepEqual(
      (await local.poll()).map(({ kind, directory }) => [kind, directory]),
      [['started', second]],
    );
    await waitForState(second, 'running');
  });

  it('starts each run once, however many windows look at the queue at the same time', async () => {
    const windows = Array.from({ length: 6 }, () => launcher({ places: 3 }));
    const runs = await Promise.all(Array.from({ length: 5 }, newQueuedRun));
    for (let round = 0; round < 5; round++) await Promise.all(windows.map((window) => window.poll()));
    await waitFor('three trainers', async () => {
      const states = await Promise.all(runs.map(stateOf));
      return states.filter((state) => state === 'running').length === 3;
    });
    await Promise.all(windows.map((window) => window.poll()));
    const starts = await Promise.all(runs.map(startsOf));
    assert.deepEqual(starts.toSorted(), [0, 0, 1, 1, 1]);
  });

  it('counts runs of every folder, those of a terminal, too', async () => {
    const other = path.join(folder(), 'other');
    await newTestRun(other, {
      state: 'running',
      askedBy: 'terminal',
      launcher: null,
      process: currentProcess(),
      heartbeatAt: new Date().toISOString(),
    });
    const run = await newTestRun(folder());
    assert.equal((await launcher({ others: [other] }).submit(run)).kind, 'waiting');
    assert.equal((await launcher({ others: [other], places: 2 }).submit(run)).kind, 'started');
    await waitForState(run, 'running');
  });

  it('counts a run once, however many names its folder has', async () => {
    const link = path.join(folder(), 'link');
    await symlink(folder(), link, 'junction');
    const [first, second, third] = [await newTestRun(folder()), await newTestRun(folder()), await newTestRun(folder())];
    const local = launcher({ others: [link], places: 2 });
    assert.equal((await local.submit(first)).kind, 'started');
    await waitForState(first, 'running');
    assert.equal((await local.submit(second)).kind, 'started');
    await waitForState(second, 'running');
    assert.equal((await local.submit(third)).kind, 'waiting');
  });

  it('resumes a run that was stopped, failed or lost, whoever started it', async () => {
    const stopped = await newTestRun(folder(), {
      state: 'stopped',
      askedBy: 'terminal',
      launcher: null,
      endedAt: '2026-01-01T00:00:00.000Z',
    });
    assert.equal((await launcher().submit(stopped)).kind, 'started');
    await waitForState(stopped, 'running');
    const failure = { message: 'The disk was full.' };
    const failed = await newTestRun(folder(), { state: 'failed', failure });
    assert.equal((await launcher().submit(failed)).kind, 'waiting');
    const { state, failure: left } = await readManifest(failed);
    assert.deepEqual({ state, left }, { state: 'queued', left: null });
  });

  it('passes on that changed data are accepted, where the person said so for this time', async () => {
    const failure = { message: 'The data changed.', cause: 'changedData' } as const;
    const running = await newTestRun(folder());
    await launcher().submit(running);
    const failed = await newTestRun(folder(), { state: 'failed', failure });
    await launcher().submit(failed, { acceptsChangedData: true, agreed: undefined });
    assert.equal((await readManifest(failed)).acceptsChangedData, true);
    await launcher().cancel(failed);
    assert.equal((await readManifest(failed)).acceptsChangedData, false);
    await launcher().submit(failed);
    assert.equal((await readManifest(failed)).acceptsChangedData, false);
    await changeManifest(failed, { acceptsChangedData: true });
    assert.deepEqual(await launcher().poll(), [{ kind: 'unapproved', directory: failed }]);
  });

  it('waits for others to be done with the folder, and says so where they are not', async () => {
    const run = await newTestRun(folder());
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holding = withFolderLock(folder(), () => released);
    await waitFor('the lock', () => existsSync(path.join(folder(), '.launching')));
    const patient = launcher().submit(run);
    await assert.rejects(launcher({ longestWait: 30 }).submit(run), (error) => {
      assert.ok(error instanceof LaunchError);
      assert.match(error.message, /Nothing was changed, because another window is busy/);
      return true;
    });
    release();
    await holding;
    assert.equal((await patient).kind, 'started');
    await waitForState(run, 'running');
  });

  it('says once, in words, that a full disk keeps the queue from being looked at, and goes on when there is room', async () => {
    const run = await newQueuedRun();
    const local = launcher();
    const { open } = fileSystem;
    mock.method(fileSystem, 'open', (...given: Parameters<typeof open>) => {
      const [file] = given.map(String);
      const full = Object.assign(new Error(`ENOSPC: no space left on device, open '${file}'`), { path: file });
      return given[1] === 'wx'
        ? Promise.reject(Object.assign(full, { code: 'ENOSPC', syscall: 'open' }))
        : open(...given);
    });
    syncBuiltinESMExports();
    try {
      for (const _ of ['told', 'known']) assert.deepEqual(await local.poll(), []);
    } finally {
      mock.restoreAll();
      syncBuiltinESMExports();
    }
    const [told, ...more] = errors.splice(0);
    assert.ok(told instanceof LaunchError);
    assert.equal(
      told.message,
      `Nothing in ${folder()} could be started just now: ${folder()} cannot be written: the disk is full. Free some space and try again. It is tried again whenever the queue is looked at.`,
    );
    assert.deepEqual(more, []);
    assert.deepEqual(
      (await local.poll()).map(({ kind }) => kind),
      ['started'],
    );
    await waitForState(run, 'running');
  });

  it('starts nothing that it had decided on before it was frozen and another one took the queue over', async () => {
    const runs = [await newQueuedRun(), await newQueuedRun()];
    const others = JSON.stringify(newOwner({ isBrief: false }));
    const lock = path.join(folder(), '.launching');
    await launcher({ places: 2, onPlaces: () => writeFileSync(lock, others) }).poll();
    assert.match(String(errors.splice(0)), /was frozen.* taken over/);
    assert.deepEqual(await Promise.all(runs.map(inspectClaim)), ['none', 'none']);
    assert.equal(readFileSync(lock, 'utf8'), others);
    await rm(lock);
    assert.equal((await launcher({ places: 2 }).poll()).filter(({ kind }) => kind === 'started').length, 2);
    for (const run of runs) await waitForState(run, 'running');
  });

  it('starts a run now though there is no place for it, held or not, and lets the others wait', async () => {
    const [busy, waiting, held] = [await newTestRun(folder()), await newTestRun(folder()), await newTestRun(folder())];
    for (const run of [busy, waiting, held]) await launcher().submit(run);
    await launcher().arrange(held, 'hold');
    assert.equal((await launcher().startNow(held)).kind, 'started');
    await waitForState(held, 'running');
    assert.deepEqual(await launcher().poll(), [{ kind: 'waiting', directory: waiting }]);
    await assert.rejects(launcher({ trusted: false }).startNow(waiting), LaunchError);
  });

  it('starts what was moved to the top first, and what is held only when it is released', async () => {
    const runs = await Promise.all(Array.from({ length: 3 }, newQueuedRun));
    const [oldest, middle, newest] = runs.toSorted();
    assert.ok(oldest !== undefined && middle !== undefined && newest !== undefined);
    await launcher().arrange(oldest, 'hold');
    await launcher().arrange(middle, 'toTop');
    await launcher().arrange(newest, 'toTop');
    const startedBy = async (places: number) =>
      (await launcher({ places }).poll()).filter(({ kind }) => kind === 'started').map(({ directory }) => directory);
    assert.deepEqual(await startedBy(1), [newest]);
    await waitForState(newest, 'running');
    assert.deepEqual(await startedBy(9), [middle]);
    await waitForState(middle, 'running');
    assert.deepEqual(await startedBy(9), []);
    await launcher().arrange(oldest, 'release');
    assert.deepEqual(await startedBy(9), [oldest]);
    await waitForState(oldest, 'running');
    await assert.rejects(launcher().arrange(oldest, 'hold'), /does not wait in this machine's queue/);
  });

  it('lets no run of a stranger’s, wherever it says that it stands, keep others from the top', async () => {
    const topmost = { rank: 1_000_000_000, isHeld: false };
    const strangers = await newTestRun(folder(), { queuePlace: topmost });
    const runs = await Promise.all(Array.from({ length: 2 }, newQueuedRun));
    const [oldest = '', newest = ''] = runs.toSorted();
    await launcher().arrange(oldest, 'toTop');
    await launcher().arrange(newest, 'toTop');
    assert.ok(
      ((await readManifest(newest)).queuePlace?.rank ?? 0) > ((await readManifest(oldest)).queuePlace?.rank ?? 0),
    );
    await launcher({ places: 0 }).submit(strangers);
    assert.equal((await readManifest(strangers)).queuePlace?.rank, 0);
  });

  it('shares the cores out among the runs that will be at work at once, and leaves all to a single one', async () => {
    const sharesOf = async (places: number, count: number) => {
      const runs = await Promise.all(Array.from({ length: count }, newQueuedRun));
      await launcher({ places }).poll();
      const shares: (string | undefined)[] = [];
      for (const run of runs.toSorted()) {
        await waitForState(run, 'running');
        shares.push(JSON.parse(readFileSync(path.join(run, 'environment'), 'utf8')).REPTILE_LAB_CORES);
        await end(run, 'completed');
      }
      for (const run of runs) await rm(run, { recursive: true });
      return shares;
    };
    const cores = availableParallelism();
    assert.deepEqual(await sharesOf(3, 1), [undefined]);
    assert.deepEqual(await sharesOf(cores + 1, cores + 1), Array(cores + 1).fill(cores === 1 ? undefined : '1'));
  });

  it('does not pass on what was asked of the process before', async () => {
    const lost = await newTestRun(folder(), { state: 'failed' });
    await requestControl(lost, 'stop');
    await launcher().submit(lost);
    assert.deepEqual(await readRequests(lost), []);
    await waitForState(lost, 'running');
  });

  it('starts what is submitted, and what waits, also where so much lies in the folder that it is not listed', async () => {
    // What is called so is never listed.
    const unlisted = async (name: string) => {
      const directory = path.join(folder(), `.${name}`);
      await rename(await newTestRun(folder()), directory);
      return directory;
    };
    const [submitted, queued] = [await unlisted('submitted'), await unlisted('queued')];
    assert.deepEqual(await listRuns(folder()), []);
    await queueRun(queued, userFolder());
    assert.deepEqual(
      (await launcher().poll()).map(({ kind, directory }) => [kind, directory]),
      [['started', queued]],
    );
    await waitForState(queued, 'running');
    await end(queued, 'completed');
    assert.equal((await launcher().submit(submitted)).kind, 'started');
    await waitForState(submitted, 'running');
  });

  it('refuses what is complete and what is at work', async () => {
    const complete = await newTestRun(folder(), { state: 'completed' });
    await assert.rejects(launcher().submit(complete), LaunchError);
    const run = await newTestRun(folder());
    await launcher().submit(run);
    await waitForState(run, 'running');
    await assert.rejects(launcher().submit(run), LaunchError);
    assert.equal(await startsOf(run), 1);
  });

  it('takes a waiting run out of the queue, asks one at work to stop, and refuses one that has ended', async () => {
    const local = launcher();
    const [first, second] = [await newTestRun(folder()), await newTestRun(folder())];
    await local.submit(first);
    await local.submit(second);
    await local.cancel(second);
    assert.equal(await stateOf(second), 'stopped');
    await waitForState(first, 'running');
    await local.cancel(first);
    assert.deepEqual(
      (await readRequests(first)).map(({ kind }) => kind),
      ['stop'],
    );
    await assert.rejects(local.cancel(second), LaunchError);
  });

  it('records a failure when the program is missing', async () => {
    const run = await newTestRun(folder());
    const outcome = await launcher({ program: path.join(folder(), 'no-such-program') }).submit(run);
    assert.equal(outcome.kind, 'failed');
    const { state, failure } = await readManifest(run);
    assert.equal(state, 'failed');
    assert.match(failureWords(failure), /no-such-program.*ENOENT/);
  });

  it('records a failure when the trainer ends before it has taken the run up, and starts the next', async () => {
    const run = await newTestRun(folder());
    await writeFile(path.join(run, 'mute'), '');
    const local = launcher();
    await local.submit(run);
    await waitForState(run, 'failed');
    assert.match(failureWords((await readManifest(run)).failure), /exit code 7/);
    const next = await newTestRun(folder());
    assert.equal((await local.submit(next)).kind, 'started');
    await waitForState(next, 'running');
  });

  it('is not misled by the late end of a trainer whose run was resumed meanwhile', async () => {
    const [run, other] = [await newTestRun(folder()), await newTestRun(folder())];
    await writeFile(path.join(run, 'linger'), '');
    const local = launcher();
    const first = await local.submit(run);
    await waitForState(run, 'running');
    await end(run, 'stopped');
    await rm(path.join(run, 'end'));
    await local.submit(other);
    assert.equal((await local.submit(run)).kind, 'waiting');
    await rm(path.join(run, 'linger'));
    await waitFor('the first trainer to be gone', () => first.kind === 'started' && !isRunning(first.pid));
    await end(other, 'completed');
    await local.poll();
    await waitForState(run, 'running');
    assert.equal(await startsOf(run), 2);
  });

  it('gives up on a run that a window was starting when it died, and lets it be resumed', async () => {
    const run = await newQueuedRun();
    await writeFile(path.join(run, 'launch-claim'), '1\n');
    assert.deepEqual(await launcher().poll(), []);
    const outcomes = await laterByOwnClock(60_001, () => launcher().poll());
    assert.equal(outcomes[0]?.kind, 'failed');
    assert.equal(await stateOf(run), 'failed');
    assert.equal((await launcher().submit(run)).kind, 'started');
    await waitForState(run, 'running');
  });

  it('lets a run that is being started take its place, and come to life, where the drive’s clock is days off', async () => {
    for (const days of [-2, 2, -20_000]) {
      const [starting, next] = [await newQueuedRun(), await newQueuedRun()];
      const claim = path.join(starting, 'launch-claim');
      await writeFile(claim, '1\n');
      const time = new Date(Date.now() + days * 86_400_000);
      await utimes(claim, time, time);
      assert.deepEqual(await launcher().poll(), [{ kind: 'waiting', directory: next }], `${days} days off`);
      assert.equal(await stateOf(starting), 'queued');
      for (const run of [starting, next]) await rm(run, { recursive: true });
    }
  });

  it('takes over the lock of a window that died holding it', async () => {
    const run = await newQueuedRun();
    const lock = path.join(folder(), '.launching');
    const owner = newOwner({ isBrief: false });
    await writeFile(lock, JSON.stringify(owner));
    assert.deepEqual(await launcher().poll(), []);
    await writeFile(lock, JSON.stringify({ ...owner, pid: 2 ** 30 }));
    assert.equal((await launcher().poll())[0]?.kind, 'started');
    await waitForState(run, 'running');
    assert.ok(!existsSync(lock));
  });

  it('counts no run that is at work on another machine', async () => {
    const other = path.join(folder(), 'other');
    await newTestRun(other, {
      state: 'running',
      process: { host: 'another machine', pid: 1, startedAt: null },
      heartbeatAt: new Date().toISOString(),
    });
    const run = await newTestRun(folder());
    assert.equal((await launcher({ others: [other] }).submit(run)).kind, 'started');
    await waitForState(run, 'running');
  });

  it('starts nothing, and says why, where programs may not be started', async () => {
    const run = await newQueuedRun();
    const untrusted = launcher({ trusted: false });
    await assert.rejects(untrusted.submit(run), /before the workspace is trusted/);
    assert.deepEqual(await untrusted.poll(), []);
    assert.equal(await startsOf(run), 0);
  });

  it('reads the manifests of runs that a stranger queued only once, whatever tickets they show', async () => {
    const queueTicket = { queuedAt: '2026-01-01T00:00:00.000Z', proof: 'ab'.repeat(32) };
    const strangers: string[] = [];
    for (let count = 0; count < 30; count++) strangers.push(await newTestRun(folder(), { queueTicket }));
    const local = launcher();
    const unapproved = strangers.map((directory) => ({ kind: 'unapproved', directory }));
    const byDirectory = (a: { directory: string }, b: { directory: string }) => (a.directory < b.directory ? -1 : 1);
    assert.deepEqual((await local.poll()).toSorted(byDirectory), unapproved.toSorted(byDirectory));
    const isOfRun = (file: string) => strangers.includes(path.dirname(file));
    assert.equal((await countLooks(isOfRun, () => local.poll())).opened, 0);
  });

  it('says whose lock a lost run came with, and when it counts as abandoned', async () => {
    const run = await newTestRun(folder(), {
      state: 'running',
      process: elsewhere,
      heartbeatAt: '2026-01-01T00:00:00.000Z',
    });
    await writeFile(runFiles(run).lock, JSON.stringify({ ...elsewhere, token: randomUUID() }));
    await assert.rejects(launcher().submit(run), (error: unknown) => {
      assert.ok(error instanceof LaunchError);
      assert.match(
        error.message,
        /cannot be started now\. Nobody can tell from here whether process 77 on otherhost, .* try again in \d+ s\./,
      );
      return true;
    });
    await changeManifest(run, { state: 'stopped' });
  });

  it('writes no word into the manifest of a run that a trainer has', async () => {
    const run = await newTestRun(folder(), { state: 'stopped' });
    const hold = await lockRun(run);
    await assert.rejects(launcher().submit(run), LaunchError);
    assert.equal(await stateOf(run), 'stopped');
    await changeManifest(run, { state: 'queued' });
    await launcher().cancel(run);
    assert.equal(await stateOf(run), 'queued');
    assert.deepEqual(
      (await readRequests(run)).map(({ kind }) => kind),
      ['stop'],
    );
    await hold.release();
    await launcher().cancel(run);
    assert.equal(await stateOf(run), 'stopped');
  });

  it('gives up on a run that has something else in the place of its lock, and says what', async function () {
    if (process.platform === 'win32') return this.skip();
    const run = await newQueuedRun();
    await symlink('/nowhere/at/all', path.join(run, 'trainer.lock'));
    await writeFile(path.join(run, 'launch-claim'), '1\n');
    await launcher().poll();
    const [outcome] = await laterByOwnClock(60_001, () => launcher().poll());
    assert.equal(outcome?.kind, 'failed');
    assert.match(failureWords((await readManifest(run)).failure), /trainer\.lock is a symbolic link/);
    assert.deepEqual(await launcher().poll(), []);
  });

  it('leaves alone what waits for a launcher that it does not know, and takes it up once it was stopped', async () => {
    const run = await newTestRun(folder(), { launcher: { kind: 'slurm', job: 4711 } });
    assert.deepEqual(await launcher().poll(), []);
    await assert.rejects(launcher().submit(run), /waits for “slurm”, which this version of Reptile Lab does not know/);
    await launcher().cancel(run);
    assert.equal((await readManifest(run)).state, 'queued', 'that launcher answers');
    await changeManifest(run, { state: 'stopped' });
    assert.equal((await launcher().submit(run)).kind, 'started');
    await waitForState(run, 'running');
    assert.deepEqual((await readManifest(run)).launcher, { kind: 'local' });
  });

  it('does not start what a terminal has queued', async () => {
    const run = await newTestRun(folder(), { askedBy: 'terminal', launcher: null });
    assert.deepEqual(await launcher().poll(), []);
    await changeManifest(run, { askedBy: 'editor', launcher: { kind: 'local' } });
    await queueRun(run, userFolder());
    assert.equal((await launcher().poll())[0]?.kind, 'started');
    await waitForState(run, 'running');
  });

  it('asks nobody about a run that cannot be read just now, and starts it once it can', async () => {
    const run = await newQueuedRun();
    const { size } = await stat(runFiles(run).experiment);
    const mend = await failReads(size, 0);
    try {
      assert.deepEqual(await launcher().poll(), []);
      await assert.rejects(launcher().submit(run), /cannot be told just now/);
    } finally {
      mend();
    }
    assert.match(String(errors.splice(0)), /^LaunchError: Whose the run “.*” is cannot be told just now/);
    assert.equal((await launcher().poll())[0]?.kind, 'started');
    await waitForState(run, 'running');
  });

  it('starts nothing that was taken out of the queue since it was listed', async () => {
    const directory = await newQueuedRun();
    const { manifest: file } = runFiles(directory);
    const onPlaces = () => {
      writeFileSync(file, readFileSync(file, 'utf8').replace('"queued"', '"stopped"'));
    };
    assert.deepEqual(await launcher({ onPlaces }).poll(), [{ kind: 'waiting', directory }]);
    assert.deepEqual([await stateOf(directory), await startsOf(directory)], ['stopped', 0]);
    assert.equal(await inspectClaim(directory), 'none');
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
