// `stop` of a waiting run that is marked as being started: by somebody who is at it, or by one who is gone.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock } from 'node:test';
import { withdrawPatiently } from '../../../src/cli/withdrawPatiently.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { laterByOwnClock } from '../../support/laterByOwnClock.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { useLaunchers } from '../launchers/launcherFixture.ts';

describe('stopping a run that is marked as being started', () => {
  const { launcher, newQueuedRun, startsOf, stateOf } = useLaunchers();

  async function newMarkedRun(): Promise<string> {
    const run = await newQueuedRun();
    await writeFile(path.join(run, 'launch-claim'), '1\n');
    return run;
  }

  it('takes it out of the queue where the mark is an old one, once that is known', async () => {
    const run = await newMarkedRun();
    const own = launcher();
    await own.cancel(run);
    assert.equal(await stateOf(run), 'queued');
    const told: string[] = [];
    let looks = 0;
    await withdrawPatiently(run, {
      withdraw: () => (++looks < 3 ? own.withdraw(run) : laterByOwnClock(60_001, () => own.withdraw(run))),
      tell: (message) => told.push(message),
      lookMilliseconds: 1,
    });
    assert.deepEqual([looks, told.length], [3, 1]);
    assert.match(told[0] ?? '', /marked as being started/);
    const { state, queueTicket } = await readManifest(run);
    assert.deepEqual([state, queueTicket], ['stopped', null]);
    assert.equal(await startsOf(run), 0);
  });

  it('leaves it to whoever is at it', async () => {
    const run = await newMarkedRun();
    const own = launcher();
    await withdrawPatiently(run, {
      withdraw: async () => {
        const isWithdrawn = await own.withdraw(run);
        await changeManifest(run, { state: 'running' });
        return isWithdrawn;
      },
      tell: () => {},
      lookMilliseconds: 1,
    });
    assert.equal(await stateOf(run), 'running');
    await changeManifest(run, { state: 'stopped' });
  });

  it('says that it stays asked where it is marked again and again', async () => {
    const run = await newMarkedRun();
    let looks = 0;
    const refused = laterEachLook(
      () => looks,
      () =>
        withdrawPatiently(run, {
          withdraw: async () => {
            looks++;
            return false;
          },
          tell: () => {},
          lookMilliseconds: 1,
        }),
    );
    await assert.rejects(refused, { name: 'CommandError', message: /still queued.* answer when it is started/ });
    assert.ok(looks > 1);
  });
});

/** Ten seconds pass at each look. */
async function laterEachLook(looks: () => number, action: () => Promise<void>): Promise<void> {
  const now = performance.now.bind(performance);
  const clock = mock.method(performance, 'now', () => now() + 10_000 * looks());
  try {
    await action();
  } finally {
    clock.mock.restore();
  }
}
