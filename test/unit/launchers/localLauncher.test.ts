// The local launcher: as many trainers as there are places, each run started once, whoever looks, and failures told.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { LaunchError, type LaunchOutcome } from '../../../src/launchers/launcher.ts';
import { LocalLauncher } from '../../../src/launchers/localLauncher.ts';
import { readRequests, requestControl } from '../../../src/runs/control.ts';
import type { QueueTicket } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { currentProcess } from '../../../src/runs/processIdentity.ts';
import { lockRun } from '../../../src/runs/runLock.ts';
import { writeAtomically } from '../../../src/runs/writeAtomically.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

const script = fileURLToPath(new URL('programs/briefTrainer.mjs', import.meta.url));

describe('LocalLauncher', () => {
  const errors: unknown[] = [];

  // Before the folder is removed: trainers end first.
  afterEach(async () => {
    for (const name of (await readdir(folder())).filter((other) => other !== 'user')) {
      const directory = path.join(folder(), name);
      if (existsSync(path.join(directory, 'run.json')) && (await stateOf(directory)) === 'running')
        await end(directory, 'stopped');
    }
    assert.deepEqual(errors.splice(0), []);
  });

  const folder = useTemporaryFolder();

  const userFolder = () => path.join(folder(), 'user');
  const launcher = ({
    places = 1,
    program = process.execPath,
    others = [] as readonly string[],
    user = userFolder(),
    trusted = true,
  } = {}) =>
    new LocalLauncher({
      command: { program, script, environment: {} },
      runsFolders: () => [folder(), ...others],
      mayStart: () => trusted,
      userFolder: user,
      places: () => places,
      onError: (error) => errors.push(error),
    });
  const newQueuedRun = async () => queueRun(await newTestRun(folder()), userFolder());
  const stateOf = async (directory: string) => (await readManifest(directory)).state;
  const waitForState = (directory: string, state: string) =>
    waitFor(`${path.basename(directory)} to be ${state}`, async () => (await stateOf(directory)) === state);
  const startsOf = async (directory: string) =>
    existsSync(path.join(directory, 'starts'))
      ? (await readFile(path.join(directory, 'starts'), 'utf8')).trim().split('\n').length
      : 0;

  async function end(directory: string, state: string): Promise<void> {
    await writeAtomically(path.join(directory, 'end'), state);
    await waitForState(directory, state);
  }

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
      launcher: 'terminal',
      process: currentProcess(),
      heartbeatAt: new Date().toISOString(),
    });
    const run = await newTestRun(folder());
    assert.equal((await launcher({ others: [other] }).submit(run)).kind, 'waiting');
    assert.equal((await launcher({ others: [other], places: 2 }).submit(run)).kind, 'started');
    await waitForState(run, 'running');
  });

  it('resumes a run that was stopped, failed or lost, whoever started it', async () => {
    const stopped = await newTestRun(folder(), { state: 'stopped', launcher: 'terminal', endedAt: '2026-01-01T00:00:00.000Z' });
    assert.equal((await launcher().submit(stopped)).kind, 'started');
    await waitForState(stopped, 'running');
    const failure = { message: 'The disk was full.' };
    const failed = await newTestRun(folder(), { state: 'failed', failure });
    assert.equal((await launcher().submit(failed)).kind, 'waiting');
    const { state, failure: left } = await readManifest(failed);
    assert.deepEqual({ state, left }, { state: 'queued', left: null });
  });

  it('does not pass on what was asked of the process before', async () => {
    const lost = await newTestRun(folder(), { state: 'failed' });
    await requestControl(lost, 'stop');
    await launcher().submit(lost);
    assert.deepEqual(await readRequests(lost), []);
    await waitForState(lost, 'running');
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
    assert.match(failure?.message ?? '', /no-such-program.*ENOENT/);
  });

  it('records a failure when the trainer ends before it has taken the run up, and starts the next', async () => {
    const run = await newTestRun(folder());
    await writeFile(path.join(run, 'mute'), '');
    const local = launcher();
    await local.submit(run);
    await waitForState(run, 'failed');
    assert.match((await readManifest(run)).failure?.message ?? '', /exit code 7/);
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
    const claim = path.join(run, 'launch-claim');
    await writeFile(claim, '1\n');
    assert.deepEqual(await launcher().poll(), []);
    const twoMinutesAgo = new Date(Date.now() - 120_000);
    await utimes(claim, twoMinutesAgo, twoMinutesAgo);
    assert.equal((await launcher().poll())[0]?.kind, 'failed');
    assert.equal(await stateOf(run), 'failed');
    assert.equal((await launcher().submit(run)).kind, 'started');
    await waitForState(run, 'running');
  });

  it('takes over the lock of a window that died holding it', async () => {
    const run = await newQueuedRun();
    const lock = path.join(folder(), '.launching');
    await writeFile(lock, 'left behind');
    assert.deepEqual(await launcher().poll(), []);
    const aMinuteAgo = new Date(Date.now() - 60_000);
    await utimes(lock, aMinuteAgo, aMinuteAgo);
    assert.equal((await launcher().poll())[0]?.kind, 'started');
    await waitForState(run, 'running');
    assert.ok(!existsSync(lock));
  });

  describe('with runs that this user did not queue here', () => {
    const kindsOf = (outcomes: readonly LaunchOutcome[]) => outcomes.map(({ kind }) => kind);

    it('starts none by itself, and each when the person says so', async () => {
      const foreign = await newTestRun(folder());
      const local = launcher();
      assert.deepEqual(await local.poll(), [{ kind: 'unapproved', directory: foreign }]);
      assert.deepEqual([await startsOf(foreign), await stateOf(foreign)], [0, 'queued']);
      assert.equal((await local.submit(foreign)).kind, 'started');
      await waitForState(foreign, 'running');
    });

    it('gives them no place, and lets the person’s own pass', async () => {
      const foreign = await newTestRun(folder(), { createdAt: '2020-01-01T00:00:00.000Z' });
      await writeFile(path.join(foreign, 'launch-claim'), '1\n');
      const own = await newTestRun(folder());
      assert.equal((await launcher().submit(own)).kind, 'started');
      await waitForState(own, 'running');
      assert.equal(await startsOf(foreign), 0);
    });

    it('believes no ticket of another user, none that was changed, and none for what was changed since', async () => {
      const forged: Record<string, (run: string) => Promise<unknown>> = {
        'another user': (run) => queueRun(run, path.join(folder(), 'user', 'another')),
        'no hexadecimal digits': (run) =>
          changeManifest(run, { queueTicket: { queuedAt: new Date().toISOString(), proof: 'x' } }),
        'another moment': (run) => changeTicket(run, { queuedAt: '2026-01-01T00:00:00.000Z' }),
        'other overrides': (run) => changeManifest(run, { overrides: ['seed=4'] }),
        'another place of the data': (run) => changeManifest(run, { experimentFromRun: '../../elsewhere.reptile.json' }),
        'another experiment': (run) => rewrite(path.join(run, 'experiment.json')),
        'another source': (run) => rewrite(path.join(run, 'source.reptile.json')),
        'a run that has been at work since': (run) => changeManifest(run, { startedAt: new Date().toISOString() }),
        'a run that has come further': (run) => changeManifest(run, { iteration: 1 }),
      };
      for (const [what, forge] of Object.entries(forged)) {
        const run = await newQueuedRun();
        await forge(run);
        assert.deepEqual(kindsOf(await launcher().poll()), ['unapproved'], what);
        await rm(run, { recursive: true });
      }
    });

    it('does not start a run that was copied or moved while it waited', async () => {
      const run = await newQueuedRun();
      const copy = `${run}-copy`;
      await cp(run, copy, { recursive: true });
      await rename(run, `${run}-moved`);
      assert.deepEqual(kindsOf(await launcher({ places: 9 }).poll()), ['unapproved', 'unapproved']);
      await rename(`${run}-moved`, run);
      const outcomes = await launcher({ places: 9 }).poll();
      assert.deepEqual(
        new Map(outcomes.map(({ directory, kind }) => [directory, kind])),
        new Map([
          [run, 'started'],
          [copy, 'unapproved'],
        ]),
      );
      await waitForState(run, 'running');
    });

    it('takes back its word when the run leaves the queue', async () => {
      const [first, second] = [await newTestRun(folder()), await newTestRun(folder())];
      const local = launcher();
      await local.submit(first);
      await local.submit(second);
      const ticket = (await readManifest(second)).queueTicket;
      assert.ok(ticket !== null);
      await local.cancel(second);
      assert.equal((await readManifest(second)).queueTicket, null);
    });

    it('takes one out of the queue, even where somebody claims to start it', async () => {
      const foreign = await newTestRun(folder());
      await writeFile(path.join(foreign, 'launch-claim'), '1\n');
      await launcher().cancel(foreign);
      assert.equal(await stateOf(foreign), 'stopped');
    });

    it('goes on with the queue in another window, also where the secret cannot be kept in the first', async () => {
      await writeFile(path.join(folder(), 'user'), 'a file');
      const [first, second] = [await newTestRun(folder()), await newTestRun(folder())];
      const local = launcher();
      await local.submit(first);
      assert.equal((await local.submit(second)).kind, 'waiting');
      assert.equal(errors.splice(0).length, 1);
      await waitForState(first, 'running');
      assert.deepEqual(kindsOf(await local.poll()), ['waiting']);
      assert.deepEqual(kindsOf(await launcher().poll()), ['unapproved']);
      errors.splice(0);
      await rm(path.join(folder(), 'user'));
    });

    async function changeTicket(run: string, changes: Partial<QueueTicket>): Promise<void> {
      const { queueTicket } = await readManifest(run);
      assert.ok(queueTicket !== null);
      await changeManifest(run, { queueTicket: { ...queueTicket, ...changes } });
    }

    async function rewrite(file: string): Promise<void> {
      await writeFile(file, `${await readFile(file, 'utf8')} `);
    }
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

  it('says so when another window is busy with the folder, instead of leaving the run as it is', async () => {
    const run = await newTestRun(folder(), { state: 'stopped', endedAt: '2026-01-01T00:00:00.000Z' });
    const lock = path.join(folder(), '.launching');
    await writeFile(lock, 'another window');
    await assert.rejects(
      launcher().submit(run),
      (error) => error instanceof LaunchError && /another window is busy .* Try again/.test(error.message),
    );
    assert.equal(await stateOf(run), 'stopped');
  });

  it('takes over a lock and a mark that are dated in the future', async () => {
    const run = await newQueuedRun();
    const tomorrow = new Date(Date.now() + 86_400_000);
    for (const file of [path.join(folder(), '.launching'), path.join(run, 'launch-claim')]) {
      await writeFile(file, 'left behind');
      await utimes(file, tomorrow, tomorrow);
    }
    assert.deepEqual(
      (await launcher().poll()).map(({ kind }) => kind),
      ['failed'],
    );
  });

  const oddEntries: Record<string, (file: string) => Promise<unknown>> = {
    'a dangling link': (file: string) => symlink(path.join(folder(), 'nowhere'), file),
    'a link to a file': async (file: string) => {
      await writeFile(path.join(folder(), 'user-file'), 'mine');
      await writeFile(path.join(folder(), 'user-file'), 'mine');
      await symlink(path.join(folder(), 'user-file'), file);
    },
    'a folder': (file: string) => mkdir(file),
    'a pipe': (file: string) => promisify(execFile)('mkfifo', [file]),
  };
  for (const [what, make] of Object.entries(oddEntries)) {
    it(`refuses ${what} in the place of its lock or of its mark, says so once, and goes on elsewhere`, async function () {
      if (process.platform === 'win32') this.skip();
      const other = path.join(folder(), 'other');
      const elsewhere = await queueRun(await newTestRun(other), userFolder());
      const run = await newQueuedRun();
      const local = launcher({ others: [other], places: 2 });
      const lock = path.join(folder(), '.launching');
      await make(lock);
      assert.deepEqual(
        (await local.poll()).map(({ directory, kind }) => [directory, kind]),
        [[elsewhere, 'started']],
      );
      await local.poll();
      assert.ok(errors.length === 1 && errors.splice(0)[0] instanceof RefusedFileError);
      await assert.rejects(local.submit(run), RefusedFileError);
      await rm(lock, { recursive: true });

      await make(path.join(run, 'launch-claim'));
      assert.deepEqual(
        (await local.poll()).map(({ kind }) => kind),
        ['unapproved'],
      );
      assert.ok(errors.length === 1 && errors.splice(0)[0] instanceof RefusedFileError);
      await assert.rejects(local.submit(run), RefusedFileError);
      assert.equal(await startsOf(run), 0);
      await waitForState(elsewhere, 'running');
      await end(elsewhere, 'completed');
    });
  }

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
    const claim = path.join(run, 'launch-claim');
    await writeFile(claim, '1\n');
    const twoMinutesAgo = new Date(Date.now() - 120_000);
    await utimes(claim, twoMinutesAgo, twoMinutesAgo);
    const [outcome] = await launcher().poll();
    assert.equal(outcome?.kind, 'failed');
    assert.match((await readManifest(run)).failure?.message ?? '', /trainer\.lock is a symbolic link/);
    assert.deepEqual(await launcher().poll(), []);
  });

  it('does not start what a terminal has queued', async () => {
    const run = await newTestRun(folder(), { launcher: 'terminal' });
    assert.deepEqual(await launcher().poll(), []);
    await changeManifest(run, { launcher: 'editor' });
    await queueRun(run, userFolder());
    assert.equal((await launcher().poll())[0]?.kind, 'started');
    await waitForState(run, 'running');
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
