// Waiting until all runs of a queue have ended: a run that comes to life after all is waited for as well.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { watchQueue } from '../../../src/cli/watchQueue.ts';
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
});
