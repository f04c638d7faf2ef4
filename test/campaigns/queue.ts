// The queue campaign: two windows and a terminal act at once on one queue, and must end with no run started twice, none
// forgotten, and all three showing the same.
//
// npx tsx test/campaigns/queue.ts [--rounds 20] [--seed 1] [--minutes 5] [--runs 30] [--lanes 1] [--brief] [--only 3,7]
// A round is named by its number, counted from --seed; --only repeats some; --brief: runs train for a second at most.
// Ends with 1 when anything was found.

import { parseArgs } from 'node:util';
import { endChildrenWhenInterrupted } from './processes.ts';
import { runQueueCampaign } from './queue/campaign.ts';
import { describeQueueRound, summarizeQueueRounds } from './queue/report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '5' },
    runs: { type: 'string', default: '30' },
    lanes: { type: 'string', default: '1' },
    brief: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
endChildrenWhenInterrupted();
const first = Number(values.seed);
const numbers =
  values.only?.split(',').map(Number) ?? Array.from({ length: Number(values.rounds) }, (_, index) => first + index);
const rounds = await runQueueCampaign(numbers, {
  seconds: 60 * Number(values.minutes),
  runs: Number(values.runs),
  lanes: Number(values.lanes),
  lengths: values.brief ? 'brief' : 'long',
  onRound: (round) => console.log(describeQueueRound(round)),
});
console.log(summarizeQueueRounds(rounds));
process.exitCode = rounds.some(({ faults }) => faults.length > 0) ? 1 : 0;
