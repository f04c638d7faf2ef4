// Requests to stop, and what is closed when a run ends.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { CleanUp } from '../../../src/trainer/cleanUp.ts';
import { StopRequests } from '../../../src/trainer/stopRequests.ts';

describe('StopRequests', () => {
  it('takes what comes within half a second for one request, and what comes later for another', async () => {
    const stops = new StopRequests();
    assert.deepEqual([stops.stop.aborted, stops.leave.aborted], [false, false]);
    stops.ask();
    stops.ask();
    await delay(100);
    stops.ask();
    assert.deepEqual([stops.stop.aborted, stops.leave.aborted], [true, false]);
    await delay(450);
    stops.ask();
    assert.deepEqual([stops.stop.aborted, stops.leave.aborted], [true, true]);
  });
});

describe('CleanUp', () => {
  it('closes in reverse order, everything, and what comes late at once', async () => {
    const closed: string[] = [];
    const cleanUp = new CleanUp();
    cleanUp.add(() => void closed.push('first'));
    cleanUp.add(() => {
      closed.push('second');
      throw new Error('no');
    });
    await assert.rejects(cleanUp.run(), /no/);
    cleanUp.add(() => void closed.push('late'));
    assert.deepEqual(closed, ['second', 'first', 'late']);
  });
});
