// The mutation campaign: every kind of file of a run is damaged, replaced or forged, and every command and the
// extension's parts are tried on it.
//
// npx tsx test/campaigns/mutations.ts [--count 2000] [--seed 1] [--only 1234,1235] [--commands list,show] [--targets
// run.json] [--limit 20] [--lanes 2] A mutation is named by its number, counted from --seed; --only repeats some,
// --targets takes those of some files alone. Ends with 1 when anything was found.

import { parseArgs } from 'node:util';
import { commandNames } from './mutations/attempts.ts';
import { runCampaign } from './mutations/campaign.ts';
import { pairCount, planMutation, planMutations } from './mutations/plan.ts';
import { describeTried, summarize } from './mutations/report.ts';
import { endChildrenWhenInterrupted } from './processes.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    commands: { type: 'string', default: '' },
    targets: { type: 'string', default: '' },
    limit: { type: 'string', default: '20' },
    lanes: { type: 'string', default: '2' },
  },
});
endChildrenWhenInterrupted();
const wordsOf = (list: string) => list.split(',').filter((word) => word !== '');
const commands = wordsOf(values.commands);
const unknown = commands.filter((name) => !commandNames.includes(name));
if (unknown.length > 0) {
  console.error(`There is no command "${unknown.join(', ')}". There are: ${commandNames.join(', ')}.`);
  process.exit(2);
}
const plan =
  values.only === undefined
    ? planMutations(Number(values.seed), Number(values.count), wordsOf(values.targets))
    : wordsOf(values.only).map((number) => planMutation(Number(number)));

console.log(`${plan.length} mutations; ${pairCount} pairs of target and change exist.`);
const started = performance.now();
const secondsSince = () => (performance.now() - started) / 1000;
const all = await runCampaign(plan, {
  lanes: Number(values.lanes),
  limitSeconds: Number(values.limit),
  commands,
  onTried(tried, done) {
    if (tried.findings.length > 0) console.log(describeTried(tried));
    if (done % 50 === 0) console.log(`${done} of ${plan.length} after ${secondsSince().toFixed(0)} s`);
  },
});
console.log(summarize(all, secondsSince()));
process.exitCode = all.some(({ findings }) => findings.length > 0) ? 1 : 0;
