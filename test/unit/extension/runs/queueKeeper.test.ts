// The queue moves on by itself, in a window that may start runs, and rests in one that may not.

import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { writeAtomically } from '../../../../src/base/writeAtomically.ts';
import { QueueKeeper } from '../../../../src/extension/runs/queueKeeper.ts';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import { WaitingApprovals } from '../../../../src/extension/runs/waitingApprovals.ts';
import { LocalLauncher } from '../../../../src/launchers/localLauncher.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { queueRun } from '../../../support/queueRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const script = fileURLToPath(new URL('../../launchers/programs/briefTrainer.mjs', import.meta.url));

describe('QueueKeeper', () => {
  const open: { dispose(): void }[] = [];
  const errors: unknown[] = [];

  afterEach(() => {
    for (const resource of open.splice(0).reverse()) resource.dispose();
    assert.deepEqual(errors.splice(0), []);
  });

  const folder = useTemporaryFolder();
  const userFolder = () => path.join(folder(), 'user');

  async function openWindow(
    mayStart: () => boolean,
  ): Promise<{ index: RunIndex; queue: QueueKeeper; approvals: WaitingApprovals; launcher: LocalLauncher }> {
    const onError = (error: unknown) => errors.push(error);
    const index = new RunIndex(onError, { live: 20, all: 50 });
    const command = { program: process.execPath, script, environment: {} };
    const launcher = new LocalLauncher({
      askedBy: 'editor',
      command,
      mayStart,
      onError,
      userFolder: userFolder(),
      runsFolders: () => index.folders,
      places: () => 1,
    });
    const approvals = new WaitingApprovals(index, onError);
    const queue = new QueueKeeper({ index, launcher, approvals, mayStart, onError });
    open.push(index, approvals, queue);
    await index.setFolders([folder()]);
    return { index, queue, approvals, launcher };
  }

  const waitForState = (index: RunIndex, directory: string, state: string) =>
    waitFor(`${path.basename(directory)} to be ${state}`, () => index.get(directory)?.state === state);
  const end = (directory: string) => writeAtomically(path.join(directory, 'end'), 'completed');

  it('starts runs one after another, oldest first, with two windows on the folder', async () => {
    const runs = [
      await newTestRun(folder(), { createdAt: '2026-01-01T00:00:00.000Z' }),
      await newTestRun(folder(), { createdAt: '2026-01-02T00:00:00.000Z' }),
    ];
    for (const run of runs) await queueRun(run, userFolder());
    const [{ index }] = [await openWindow(() => true), await openWindow(() => true)];
    for (const [position, run] of runs.entries()) {
      await waitForState(index, run, 'running');
      const waiting = runs.slice(position + 1).map((other) => index.get(other)?.state);
      assert.ok(waiting.every((state) => state === 'queued'));
      await end(run);
      await waitForState(index, run, 'completed');
    }
  });

  it('looks at the queue when a run ends or is released, and not for each step of one that is at work', async () => {
    const onError = (error: unknown) => errors.push(error);
    const index = new RunIndex(onError, { live: 20, all: 50 });
    let polls = 0;
    const poll = async () => {
      polls++;
      return [];
    };
    const never = () => assert.fail('Nobody asked for it.');
    const launcher = { submit: never, submitAll: never, startNow: never, arrange: never, cancel: never, poll };
    const approvals = new WaitingApprovals(index, onError);
    const live = await newTestRun(folder(), { state: 'running', process: currentProcess() });
    const waiting = await newTestRun(folder(), { queuePlace: { rank: 0, isHeld: true } });
    open.push(index, approvals, new QueueKeeper({ index, launcher, approvals, mayStart: () => true, onError }));
    await index.setFolders([folder()]);
    await waitFor('the first look', () => polls > 0);
    await waitFor('labels', () => index.all().some(({ label }) => label !== ''));
    const before = polls;
    for (const iteration of [1, 2, 3]) {
      await changeManifest(live, { iteration });
      await waitFor(`step ${iteration}`, () => index.get(live)?.manifest.iteration === iteration);
    }
    assert.equal(polls, before);
    await changeManifest(live, { state: 'completed', process: null });
    await waitFor('another look', () => polls > before);
    const beforeRelease = polls;
    await changeManifest(waiting, { queuePlace: { rank: 0, isHeld: false } });
    await waitFor('a look for what was released', () => polls > beforeRelease);
  });

  it('starts nothing before the folder is trusted', async () => {
    const run = await queueRun(await newTestRun(folder()), userFolder());
    let isTrusted = false;
    const { index, queue } = await openWindow(() => isTrusted);
    for (let look = 0; look < 10; look++) await index.refresh();
    assert.equal(index.get(run)?.state, 'queued');
    isTrusted = true;
    await queue.poll();
    await waitForState(index, run, 'running');
    await end(run);
    await waitForState(index, run, 'completed');
  });

  it('starts no run that somebody else queued, tells that it waits, and starts it when the person says so', async () => {
    const run = await newTestRun(folder());
    const { index, approvals, launcher } = await openWindow(() => true);
    const told: string[] = [];
    approvals.onDidChange((directories) => void told.push(...directories));
    await waitFor('the run to wait for approval', () => approvals.has(run) && approvals.areAny);
    for (let look = 0; look < 10; look++) await index.refresh();
    assert.equal(index.get(run)?.state, 'queued');
    approvals.note([await launcher.submit(run)]);
    assert.ok(!approvals.has(run) && !approvals.areAny);
    assert.deepEqual(told.slice(-1), [run]);
    await waitForState(index, run, 'running');
    await end(run);
    await waitForState(index, run, 'completed');
  });
});
