// What of the queue somebody else wrote: runs that this user did not queue here, and locks and marks that are none.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { newOwner } from '../../../src/base/locks/lockFile.ts';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { userSecret } from '../../../src/base/userSecret.ts';
import { LaunchError, type LaunchOutcome } from '../../../src/launchers/launcher.ts';
import { readFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import type { QueueTicket } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { laterByOwnClock } from '../../support/laterByOwnClock.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { waitFor } from '../../support/waitFor.ts';
import { useLaunchers } from './launcherFixture.ts';

describe('LocalLauncher among a stranger’s files', () => {
  const { errors, folder, userFolder, launcher, newQueuedRun, stateOf, waitForState, startsOf, end } = useLaunchers();

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
        'another place of the data': (run) =>
          changeManifest(run, { experimentFromRun: '../../elsewhere.reptile.json' }),
        'another experiment': (run) => rewrite(path.join(run, 'experiment.json')),
        'another source': (run) => rewrite(path.join(run, 'source.reptile.json')),
        'a run that has been at work since': (run) => changeManifest(run, { startedAt: new Date().toISOString() }),
        'a run that has come further': (run) => changeManifest(run, { iteration: 1 }),
        'another checkpoint': (run) => changeManifest(run, { checkpointIteration: 1 }),
        'another backend': (run) => changeManifest(run, { backend: 'tfjs-node' }),
        'another engine': (run) => changeManifest(run, { engineVariant: 'tfjs-node 4.22.0' }),
        'a ticket that is not known to be outstanding': () =>
          rm(path.join(userFolder(), 'queued-runs'), { recursive: true }),
      };
      for (const [what, forge] of Object.entries(forged)) {
        const run = await newQueuedRun();
        await forge(run);
        assert.deepEqual(kindsOf(await launcher().poll()), ['unapproved'], what);
        await rm(run, { recursive: true });
      }
    });

    it('does not start a run that was copied or moved while it waited, put back or not', async () => {
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
          [run, 'unapproved'],
          [copy, 'unapproved'],
        ]),
      );
      assert.equal((await launcher({ places: 9 }).submit(run)).kind, 'started');
      await waitForState(run, 'running');
    });

    it('starts no run a second time that is put back as it waited, after it was withdrawn or taken up', async () => {
      const [withdrawn, takenUp] = [await newQueuedRun(), await newQueuedRun()];
      const kept = path.join(userFolder(), 'kept');
      for (const run of [withdrawn, takenUp]) await cp(run, path.join(kept, path.basename(run)), { recursive: true });
      const putBack = async (run: string) => {
        await rm(run, { recursive: true });
        await cp(path.join(kept, path.basename(run)), run, { recursive: true });
      };
      await launcher().cancel(withdrawn);
      await putBack(withdrawn);
      const [outcome] = (await launcher().poll()).filter(({ kind }) => kind === 'started');
      assert.equal(outcome?.directory, takenUp);
      await waitForState(takenUp, 'running');
      await end(takenUp, 'completed');
      // At once, before any window has looked again.
      await putBack(takenUp);
      assert.deepEqual(kindsOf(await launcher({ places: 9 }).poll()), ['unapproved', 'unapproved']);
      assert.equal((await launcher({ places: 9 }).submit(takenUp)).kind, 'started');
      await waitForState(takenUp, 'running');
    });

    it('forgets the tickets of runs that wait no more', async () => {
      const run = await newQueuedRun();
      const tickets = () => readdir(path.join(userFolder(), 'queued-runs'));
      assert.equal((await tickets()).length, 1);
      await launcher().poll();
      await waitForState(run, 'running');
      await launcher().poll();
      assert.deepEqual(await tickets(), []);
    });

    it('covers the module that makes the tasks, and queues none whose module cannot be read', async () => {
      const module = path.join(folder(), 'user', 'tasks.mjs');
      await mkdir(path.dirname(module), { recursive: true });
      await writeFile(module, 'export default () => 1;');
      const run = await newModuleRun(module);
      await queueRun(run, userFolder());
      await writeFile(module, 'export default () => 2;');
      assert.deepEqual(kindsOf(await launcher().poll()), ['unapproved']);
      await rm(module);
      await assert.rejects(
        launcher().submit(run),
        (error) => error instanceof LaunchError && error.message.includes(`its module ${module} cannot be read`),
      );
      await makeTooLong(module);
      await assert.rejects(launcher().submit(run), LaunchError);
      await writeFile(module, 'export default () => 3;');
      assert.equal((await launcher().submit(run)).kind, 'started');
      await waitForState(run, 'running');
    });

    async function newModuleRun(module: string): Promise<string> {
      const run = await newTestRun(folder());
      const { experiment } = await readFrozenExperiment(run, await readManifest(run));
      const text = JSON.stringify({ ...experiment, task: { kind: 'module', path: module, settings: {} } });
      const files = runFiles(run);
      for (const file of [files.source, files.experiment]) await writeFile(file, text);
      await changeManifest(run, { taskKind: 'module' });
      return run;
    }

    /** One byte longer than any module that is read. */
    async function makeTooLong(file: string): Promise<void> {
      await writeFile(file, '');
      await truncate(file, 16 * 1024 * 1024 + 1);
    }

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

    it('starts and queues runs where the secret can be read, but nothing be written beside it', async () => {
      await userSecret(path.join(folder(), 'user'));
      await writeFile(path.join(folder(), 'user', 'queued-runs'), 'in the place of the folder');
      const [first, second] = [await newTestRun(folder()), await newTestRun(folder())];
      const local = launcher();
      await local.submit(first);
      assert.equal((await local.submit(second)).kind, 'waiting');
      await waitForState(first, 'running');
      await end(first, 'stopped');
      await waitForState(first, 'stopped');
      await waitFor('the next to start', async () => {
        await local.poll();
        return (await readManifest(second)).state === 'running';
      });
      assert.equal(await startsOf(first), 1);
      const told = errors.splice(0).map(String);
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /remembered by this window alone\. .*queued-runs/);
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

  it('says so when another window is busy with the folder, instead of leaving the run as it is', async () => {
    const run = await newTestRun(folder(), { state: 'stopped', endedAt: '2026-01-01T00:00:00.000Z' });
    const lock = path.join(folder(), '.launching');
    await writeFile(lock, 'another window');
    await assert.rejects(
      launcher({ longestWait: 30 }).submit(run),
      (error) => error instanceof LaunchError && /another window is busy .* Try again/.test(error.message),
    );
    assert.equal(await stateOf(run), 'stopped');
  });

  it('takes over a lock of a process that is gone and a mark, dated in the future both', async () => {
    const run = await newQueuedRun();
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
    const gone = JSON.stringify({ ...newOwner({ isBrief: false }), pid: 2 ** 30 });
    for (const file of [path.join(folder(), '.launching'), path.join(run, 'launch-claim')]) {
      await writeFile(file, gone);
      await utimes(file, inTwoDays, inTwoDays);
    }
    assert.deepEqual(await launcher().poll(), []);
    const outcomes = await laterByOwnClock(60_001, () => launcher().poll());
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
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
});
