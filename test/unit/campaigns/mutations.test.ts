// A short form of the mutation campaign: every kind of file and every kind of change at least once. `npm run
// campaign:mutations` has the long one.

import assert from 'node:assert/strict';
import { runCampaign } from '../../campaigns/mutations/campaign.ts';
import { planEveryKindOnce } from '../../campaigns/mutations/plan.ts';
import { describeTried } from '../../campaigns/mutations/report.ts';

describe('mutated runs', function () {
  this.timeout(300_000);

  it('are listed, shown, measured, asked, queued and resumed without a crash, a hang, a write outside or nonsense', async function () {
    if (process.platform !== 'linux') return this.skip();
    const tried = await runCampaign(planEveryKindOnce(), {
      lanes: 2,
      limitSeconds: 20,
      commands: [],
      onTried: () => {},
    });
    const bad = tried.filter(({ findings }) => findings.length > 0);
    assert.deepEqual(bad.map(describeTried), []);
    const attempts = tried.reduce((sum, { attempts }) => sum + attempts.length, 0);
    console.log(`      ${tried.length} mutations, ${attempts} attempts`);
  });
});
