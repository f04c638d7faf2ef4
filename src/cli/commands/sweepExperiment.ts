// `reptile-lab sweep`: makes the runs of a sweep, says beforehand what they take, and keeps their queue.

import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { carryOutSweep } from '../carryOutSweep.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError } from '../failures.ts';
import { gather, jsonOption, runsOption, wholeNumber } from '../parseOptions.ts';
import { planRequestedSweep } from '../planRequestedSweep.ts';
import { jsonPlan } from '../sweepJson.ts';
import { describePlan, listSettings } from '../sweepText.ts';
import { writeJsonLine } from '../terminal.ts';

const details = `
Examples:
  reptile-lab sweep sine.reptile.json --dry-run
  reptile-lab sweep sine-regression.reptile.json --set algorithm.metaStepSize=0.5,1 --seeds 3
  reptile-lab sweep sine-regression.reptile.json --set model.hidden=[40],[40,40] --set algorithm.metaIterations=2000

A key with one value sets it for all runs; a key with several, apart by commas, varies: it joins the
"sweep" of the file, or takes the place of the same key there. A text with a comma in it stands in
double quotes. "--seeds 3" runs every setting with three seeds, from the experiment's own upwards;
"--seeds 1,4,9" with these.

"--first-rung 500" makes it asynchronous successive halving: every setting is run for 500 meta-iterations, of
three that have come there the best goes on to 1,500 from its checkpoint, and so on up to the experiment's
own number. The rule and every decision stand in the logs of the runs that go on, and under "show".

Before anything starts it says how many runs it is, about how long they take on this machine (measured
for a second or two, and kept), how much memory those at work at once take, and how much disk. Runs wait in the queue, which is the run directories
themselves, and as many are at work at once as --at-once says: the machine's cores are shared out among
them. Ctrl+C leaves: what is at work goes on, and what waits is started by a window of VS Code on this
folder, or by "reptile-lab queue keep". "reptile-lab stop --sweep ID" ends all of it.

Exit codes: 0 all runs completed, 1 a run failed or was stopped, or could not go on by successive halving
(as where the disk is full), 2 bad input (nothing was written), 3 left before the end, or runs wait for your word.

With --json every line is one object, told apart by "event":
  planned   runs, settings, seeds, varies, successiveHalving (rungs, reductionFactor and quantity, or null),
            atOnce, seconds and isGuess (seconds is null where unknown),
            diskBytes and memoryBytes (or null: memory of those at work at once, at most); with --dry-run
            also overrides, for each run
  created   group (id, name, varies), runs: their directories
  progress  done, total, atWork, waiting, secondsLeft (or null), best (run and metrics, or null);
            one every two seconds at most
  ended     group, completed, failed, stopped, left (still open), unapproved and pending (runs that are to go on by
            successive halving: that wait for your word, and others), best, onOtherData (runs that were measured
            on other held-out data than the best, and are not compared with it)
`;

interface SweepOptions {
  readonly set: readonly string[];
  readonly seeds: number | readonly number[] | undefined;
  readonly firstRung: number | undefined;
  readonly reductionFactor: number | undefined;
  readonly atOnce: number | undefined;
  readonly runs: string;
  readonly dryRun: boolean;
  readonly wait: boolean;
  readonly json: boolean;
}

export function sweepCommand(context: CommandContext): Command {
  return new Command('sweep')
    .description('Begin the runs of a sweep, and keep their queue until they have ended.')
    .argument('<file>', 'experiment file (*.reptile.json)')
    .option('--set <key.path=value,...>', 'set a value, or let it vary; may be repeated', gather, [])
    .option('--seeds <number or list>', 'run every setting with so many seeds, or with these', parseSeeds)
    .option(
      '--first-rung <meta-iterations>',
      'successive halving: run every setting for so long, and only the best go on',
      wholeNumber(1, 1_000_000_000),
    )
    .option('--reduction-factor <number>', 'of so many runs one goes on (3)', wholeNumber(2, 100))
    .option('--at-once <number>', 'runs at work at the same time; by default one for each core', wholeNumber(1, 256))
    .addOption(runsOption())
    .option('--dry-run', 'say what it would be, and make nothing', false)
    .option('--no-wait', 'start what there is room for and leave the rest to the queue')
    .addOption(jsonOption('print one JSON object a line'))
    .addHelpText('after', details)
    .action(async (file: string, options: SweepOptions) => {
      const { set, seeds, firstRung, reductionFactor, runs, atOnce, json, dryRun, wait } = options;
      if (firstRung === undefined && reductionFactor !== undefined)
        throw new CommandError('--reduction-factor is for successive halving, which --first-rung asks for.');
      const { terminal } = context;
      const runsFolder = path.resolve(runs);
      const halving = firstRung === undefined ? undefined : { firstRung, reductionFactor };
      const request = { file, runsFolder, choices: { assignments: set, seeds, halving }, atOnce };
      const planned = await planRequestedSweep(request, terminal.messages);
      if (json) writeJsonLine(terminal.output, jsonPlan(planned, dryRun));
      else terminal.messages.write(describePlan({ plan: planned.sweep.plan, ...planned }));
      if (!dryRun) await carryOutSweep(planned, { runsFolder, json, wait }, context);
      else if (!json) terminal.output.write(listSettings(planned.sweep.plan));
    });
}

function parseSeeds(text: string): number | readonly number[] {
  const seeds = text.split(',').map((part) => part.trim());
  if (!seeds.every((seed) => /^\d{1,10}$/.test(seed)))
    throw new InvalidArgumentError('It must be a whole number, or several with commas between them.');
  const [only, ...others] = seeds.map(Number);
  if (only === undefined || (others.length === 0 && only < 1))
    throw new InvalidArgumentError('There must be at least one seed.');
  return others.length === 0 ? only : [only, ...others];
}
