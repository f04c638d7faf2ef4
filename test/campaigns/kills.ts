// The kill campaign: trainers, command lines and windows are killed at any moment and their runs resumed; trainers are
// frozen, replaced and woken; of programs that train, the program, its trainer and the window are killed.
//
// npx tsx test/campaigns/kills.ts [--rounds 500] [--freezes 100] [--programs 100] [--seed 1]
//   [--only kill:12,freeze:3,program:7] [--lanes 2]
// A round is named by its number, counted from --seed; --only repeats some. Ends with 1 when anything was found.

import { parseArgs } from 'node:util';
import { type PlannedRound, roundKinds, runKillCampaign } from './kills/campaign.ts';
import { describeRound, summarizeRounds } from './kills/report.ts';
import { endChildrenWhenInterrupted } from './processes.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '500' },
    freezes: { type: 'string', default: '100' },
    programs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    lanes: { type: 'string', default: '2' },
  },
});
endChildrenWhenInterrupted();
const plan = values.only === undefined ? planAll() : values.only.split(',').map(parseRound);

console.log(`${plan.length} rounds.`);
const started = performance.now();
const secondsSince = () => (performance.now() - started) / 1000;
const rounds = await runKillCampaign(plan, {
  lanes: Number(values.lanes),
  onRound(round, planned, done) {
    if (round.faults.length > 0 || values.only !== undefined) console.log(describeRound(round, planned));
    if (done % 20 === 0) console.log(`${done} of ${plan.length} after ${secondsSince().toFixed(0)} s`);
  },
});
console.log(summarizeRounds(rounds, secondsSince()));
process.exitCode = rounds.some(({ faults }) => faults.length > 0) ? 1 : 0;

function planAll(): PlannedRound[] {
  const first = Number(values.seed);
  const numbers = (count: string) => Array.from({ length: Number(count) }, (_, index) => first + index);
  return [
    ...numbers(values.rounds).map((number) => ({ kind: 'kill', number }) as const),
    ...numbers(values.freezes).map((number) => ({ kind: 'freeze', number }) as const),
    ...numbers(values.programs).map((number) => ({ kind: 'program', number }) as const),
  ];
}

function parseRound(word: string): PlannedRound {
  const [name, number = ''] = word.split(':');
  const kind = roundKinds.find((each) => each === name);
  if (kind === undefined || !/^\d+$/.test(number)) {
    console.error('Name rounds as kill:12, freeze:3 or program:7.');
    process.exit(2);
  }
  return { kind, number: Number(number) };
}
