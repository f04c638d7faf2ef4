// `queue start` of a run that is marked as being started: by somebody who is at it, or by one who is gone.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock } from 'node:test';
import { startPatiently } from '../../../src/cli/startPatiently.ts';
import { laterByOwnClock } from '../../support/laterByOwnClock.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { useLaunchers } from '../launchers/launcherFixture.ts';

describe('starting a run that is marked as being started', () => {
  const { launcher, newQueuedRun, startsOf, waitForState } = useLaunchers();

  it('starts it where the mark is an old one, once that is known', async () => {
    const run = await newQueuedRun();
    await writeFile(path.join(run, 'launch-claim'), '1\n');
    const own = launcher();
    const told: string[] = [];
    const outcome = await startPatiently(run, {
      start: () => (told.length === 0 ? own.startNow(run) : laterByOwnClock(60_001, () => own.startNow(run))),
      tell: (message) => told.push(message),
      lookMilliseconds: 1,
    });
    assert.equal(outcome.kind, 'started');
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /marked as being started/);
    await waitForState(run, 'running');
    assert.equal(await startsOf(run), 1);
  });

  it('leaves it to whoever is at it', async () => {
    const run = await newQueuedRun();
    await writeFile(path.join(run, 'launch-claim'), '1\n');
    const own = launcher();
    const outcome = await startPatiently(run, {
      start: async () => {
        const started = await own.startNow(run);
        await changeManifest(run, { state: 'stopped' });
        return started;
      },
      tell: () => {},
      lookMilliseconds: 1,
    });
    assert.deepEqual(outcome, { kind: 'begun' });
    assert.equal(await startsOf(run), 0);
  });

  it('starts it at once where there is no mark', async () => {
    const run = await newQueuedRun();
    const outcome = await startPatiently(run, { start: () => launcher().startNow(run), tell: assert.fail });
    assert.equal(outcome.kind, 'started');
    await waitForState(run, 'running');
  });

  it('gives up where it is marked again and again', async () => {
    const run = await newQueuedRun();
    const now = performance.now.bind(performance);
    let starts = 0;
    const clock = mock.method(performance, 'now', () => now() + 10_000 * starts);
    const start = async () => {
      starts++;
      return { kind: 'waiting', directory: run } as const;
    };
    try {
      await assert.rejects(startPatiently(run, { start, tell: () => {}, lookMilliseconds: 1 }), {
        name: 'CommandError',
        message: /marked again and again/,
      });
    } finally {
      clock.mock.restore();
    }
    assert.equal(starts, 12);
  });
});
