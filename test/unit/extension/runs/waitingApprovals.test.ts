// Who waits for the person's word: runs that nobody here queued, and none that are just being made here.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RunIndex } from '../../../../src/extension/runs/runIndex.ts';
import { WaitingApprovals } from '../../../../src/extension/runs/waitingApprovals.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('WaitingApprovals', () => {
  const folder = useTemporaryFolder();

  it('asks nobody about runs of a sweep while they are made, and about those that are left over afterwards', async () => {
    const fail = (error: unknown) => assert.fail(String(error));
    const index = new RunIndex(fail);
    const approvals = new WaitingApprovals(index, fail);
    try {
      const [first, second, stranger] = [
        await newTestRun(folder(), { createdAt: '2026-01-01T00:00:00.000Z' }),
        await newTestRun(folder(), { createdAt: '2026-01-02T00:00:00.000Z' }),
        await newTestRun(folder(), { createdAt: '2026-01-03T00:00:00.000Z' }),
      ];
      await index.setFolders([folder()]);
      const asked = () => [first, second, stranger].map((directory) => approvals.has(directory));
      const told: (readonly string[])[] = [];
      approvals.onDidChange((directories) => told.push(directories));
      const look = () =>
        approvals.note([first, second, stranger].map((directory) => ({ kind: 'unapproved', directory })));

      const making = approvals.beginMaking();
      making.made(first);
      look();
      assert.deepEqual(asked(), [false, true, true]);
      // The queue was looked at between making it and hearing of it.
      making.made(second);
      look();
      assert.deepEqual(asked(), [false, false, true]);
      assert.deepEqual(told, [[second, stranger], [second]]);

      making.ended();
      look();
      assert.deepEqual(asked(), [true, true, true]);
    } finally {
      approvals.dispose();
      index.dispose();
    }
  });
});
