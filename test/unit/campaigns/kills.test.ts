// A short form of the kill campaign. `npm run campaign:kills` has the long one.

import assert from 'node:assert/strict';
import { type PlannedRound, runKillCampaign } from '../../campaigns/kills/campaign.ts';
import { describeRound } from '../../campaigns/kills/report.ts';

const kills = [1, 2, 3, 4, 5, 6].map((number): PlannedRound => ({ kind: 'kill', number }));
const freezes = [1, 2].map((number): PlannedRound => ({ kind: 'freeze', number }));
const programs = [1, 2, 3].map((number): PlannedRound => ({ kind: 'program', number }));

describe('runs whose processes are killed or frozen', function () {
  this.timeout(300_000);

  it('end with the bits of an uninterrupted run, have one writer, and leave nothing behind', async function () {
    // Processes are looked at by way of /proc.
    if (process.platform !== 'linux') return this.skip();
    const bad: string[] = [];
    const rounds = await runKillCampaign([...kills, ...freezes, ...programs], {
      lanes: 2,
      onRound: (round, planned) => {
        if (round.faults.length > 0) bad.push(describeRound(round, planned));
      },
    });
    assert.deepEqual(bad, []);
    console.log(`      ${rounds.length} rounds, ${rounds.flatMap((round) => round.kills).length} kills`);
  });
});
