// Interruption of the work at hand, by signals and from within the program.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { listenForInterruption } from '../../../src/cli/interruption.ts';

describe('listenForInterruption', () => {
  it('tells of the first request once, and never leaves because of what the program itself asks again', async () => {
    let requests = 0;
    const interruption = listenForInterruption(() => requests++);
    try {
      // A pipe whose reader is gone says so at every write.
      interruption.request();
      await delay(600);
      interruption.request();
      assert.equal(requests, 1);
      assert.equal(interruption.signal.aborted, true);
      assert.equal(interruption.leaveCode, undefined);
    } finally {
      interruption.dispose();
    }
  });

  it('leaves the process its signals when it is disposed of', () => {
    const before = process.listenerCount('SIGHUP');
    const interruption = listenForInterruption(() => {});
    assert.equal(process.listenerCount('SIGHUP'), before + 1);
    interruption.dispose();
    assert.equal(process.listenerCount('SIGHUP'), before);
  });
});
