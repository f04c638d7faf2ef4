// A short form of the queue campaign. `npm run campaign:queue` has the long one.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runQueueCampaign } from '../../campaigns/queue/campaign.ts';
import { describeQueueRound } from '../../campaigns/queue/report.ts';

describe('a queue that two windows and a terminal act on at once', function () {
  this.timeout(600_000);

  it('starts no run twice, forgets none, and looks the same to all three at the end', async () => {
    const bad: string[] = [];
    const [round] = await runQueueCampaign([1], {
      seconds: 10,
      runs: 12,
      lengths: 'brief',
      lanes: 1,
      onRound: (each) => {
        if (each.faults.length > 0) bad.push(describeQueueRound(each));
      },
    });
    assert.deepEqual(bad, []);
    assert.ok((round?.made ?? 0) >= 12);
    console.log(`      ${round?.made} runs, ${((round?.milliseconds ?? 0) / 1000).toFixed(0)} s`);
  });
});
