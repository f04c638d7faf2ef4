// Waiting until all runs of a queue have ended: a run that comes to life after all is waited for as well.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mock } from 'node:test';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { exitCodes } from '../../../src/cli/failures.ts';
import { exitCodeOfRest, watchQueue } from '../../../src/cli/watchQueue.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('whoever waits for all runs to end', () => {
  const folder = useTemporaryFolder();

  function change(directory: string, before: string, after: string): void {
    const { manifest } = runFiles(directory);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(`"state": "${before}"`, `"state": "${after}"`));
  }

  const unasked = async () => assert.fail('Nothing is to be asked of the queue but to go on.');
  const others = { submit: unasked, submitAll: unasked, startNow: unasked, arrange: unasked, cancel: unasked };

  for (const isLast of [true, false]) {
    it(`waits for one that was taken for failed, ${isLast ? 'after' : 'while'} others are at work, too`, async () => {
      const early = await newTestRun(folder(), { state: 'failed', failure: { code: 'trainerNeverCame' } });
      const other = await newTestRun(folder());
      const seen: string[] = [];
      const { runs } = await watchQueue([early, other], {
        signal: AbortSignal.timeout(30_000),
        launcher: {
          ...others,
          poll: async () => {
            change(early, 'failed', 'queued');
            if (isLast) change(other, 'queued', 'completed');
            return [];
          },
        },
        onLook: (all) => {
          const states = all.map(({ state }) => state).join();
          if (seen.at(-1) === states) return;
          seen.push(states);
          if (states !== 'failed,queued') for (const run of [early, other]) change(run, 'queued', 'completed');
        },
        onUnapproved: assert.fail,
      });
      assert.deepEqual(seen, ['failed,queued', isLast ? 'queued,completed' : 'queued,queued', 'completed,completed']);
      assert.equal(runs.length, 2);
    });
  }

  describe('where runs are to go on by successive halving', () => {
    /** Each look finds that the time for another one of the launcher has come. */
    beforeEach(() => {
      let now = 0;
      mock.method(performance, 'now', () => {
        now += 10_000;
        return now;
      });
    });
    afterEach(() => mock.restoreAll());

    const halving = { reductionFactor: 2, rungs: [5, 10], quantity: 'loss' } as const;
    const group = { id: 'sweep', name: 'sweep', varies: [], halving: { ...halving, rungs: [...halving.rungs] } };
    /** Of four one is missing that would let two go on. */
    const endOfRung = () =>
      Promise.all(
        [1, 2, 3].map((loss) => {
          const latest = { iteration: 5, loss, lossCi95: 0 };
          return newTestRun(folder(), {
            state: 'completed',
            metaIterations: 5,
            group,
            latest,
            madeHere: 'ab'.repeat(32),
          });
        }),
      );
    const watch = { onLook: () => {}, onUnapproved: assert.fail };

    it('gives up after a while on what goes on for nobody, and says that it is left', async () => {
      let polls = 0;
      const poll = async () => {
        polls++;
        return [];
      };
      const signal = AbortSignal.timeout(60_000);
      const watched = await watchQueue(await endOfRung(), { ...watch, signal, launcher: { ...others, poll } });
      assert.deepEqual([watched.pending, watched.wasLeft, watched.unapproved], [1, false, []]);
      assert.equal(polls, 13);
      assert.equal(exitCodeOfRest(watched), exitCodes.failed);
    });

    it('does not give up while others of the folder are at work, which may have the places', async () => {
      const runs = await endOfRung();
      const [process, heartbeatAt] = [currentProcess(), new Date().toISOString()];
      await newTestRun(folder(), { state: 'running', process, heartbeatAt });
      const left = new AbortController();
      let polls = 0;
      const poll = async () => {
        if (++polls === 16) left.abort();
        return [];
      };
      const watched = await watchQueue(runs, { ...watch, signal: left.signal, launcher: { ...others, poll } });
      assert.deepEqual([watched.pending, watched.wasLeft], [1, true]);
    });

    it('says that they are left where the person leaves, and that nothing is where they wait for nothing', async () => {
      const [best = '', ...more] = await endOfRung();
      const left = new AbortController();
      const poll = async () => {
        left.abort();
        return [];
      };
      const launcher = { ...others, poll };
      const watched = await watchQueue([best, ...more], { ...watch, signal: left.signal, launcher });
      assert.deepEqual([watched.pending, watched.wasLeft], [1, true]);
      assert.equal(exitCodeOfRest(watched), exitCodes.stopped);
      const all = [best, ...more];
      const lost = all.map((directory) => ({ kind: 'cannotGoOn', directory }) as const);
      const [signal, unable] = [AbortSignal.timeout(60_000), { ...others, poll: async () => lost }];
      const done = await watchQueue(all, { ...watch, signal, launcher: unable });
      assert.deepEqual([done.pending, exitCodeOfRest(done)], [0, undefined]);
    });
  });
});
