// `reptile-lab eval`: what a run's initialization achieves on held-out tasks, on many more than are measured during training.

import { Command, Option } from 'commander';
import type { CommandContext } from '../commandContext.ts';
import { describePlan, formatEvaluations, reportEvaluation } from '../evaluation.ts';
import { exitCodes } from '../failures.ts';
import { findRun } from '../findRun.ts';
import { formatCount } from '../formatNumbers.ts';
import { jsonOption, runsOption, wholeNumber, workersOption } from '../parseOptions.ts';
import type { RunEvaluation, RunEvaluationOptions } from '../runEvaluation.ts';
import { type Terminal, writeJsonLine } from '../terminal.ts';
import { watchEvaluation } from '../watchEvaluation.ts';

const details = `
The newest checkpoint is measured, also while the run is at work. Tasks are drawn from held-out classes
(or functions) only. By default they begin after those that measure the run during training, so
that nothing was chosen by them; --first-task 0 repeats exactly those.

With --json the result is one object: run, iteration, tasks, firstTask, innerSteps, transductive;
accuracy, accuracyCi95, loss and lossCi95 after adaptation (accuracy from 0 to 1, null for
regression; each interval is 95 %, half its width); the same four under "before" without any
adaptation; and with --compare-random all of these once more under "randomInitialization".
`;

interface EvalOptions extends RunEvaluationOptions {
  readonly runs: string;
  readonly json: boolean;
}

export function evalCommand(context: CommandContext): Command {
  return new Command('eval')
    .description("Measure a run's initialization on fresh held-out tasks.")
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
    .addOption(new Option('--tasks <number>', 'held-out tasks').argParser(wholeNumber(1, 10_000_000)).default(1000))
    .addOption(
      new Option('--first-task <number>', 'where to begin in the sequence of held-out tasks').argParser(wholeNumber(0, 1e9)),
    )
    .option('--transductive', 'normalise all query samples of a task in one batch')
    .option('--no-transductive', 'normalise each query sample with the support set only (default: as the experiment says)')
    .option('--compare-random', 'measure the random initialization on the same tasks, too', false)
    .addOption(workersOption())
    .addOption(runsOption())
    .addOption(jsonOption('print the result as one JSON object'))
    .addHelpText('after', details)
    .action((word: string, options: EvalOptions) => carryOutEvaluation(word, options, context));
}

async function carryOutEvaluation(word: string, options: EvalOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { directory } = await findRun(word, options.runs);
  const result = await watchEvaluation(directory, options, context);
  if (result === undefined) context.exitCode = exitCodes.stopped;
  else if (options.json) writeJsonLine(terminal.output, reportRunEvaluation(directory, result));
  else printRunEvaluation(result, terminal);
}

function reportRunEvaluation(directory: string, { iteration, plan, trained, random }: RunEvaluation): object {
  const { tasks, firstTask, innerSteps, transductive } = plan;
  return {
    run: directory,
    iteration,
    tasks,
    firstTask,
    innerSteps,
    transductive,
    ...reportEvaluation(trained),
    ...(random === undefined ? {} : { randomInitialization: reportEvaluation(random) }),
  };
}

function printRunEvaluation({ iteration, plan, trained, random }: RunEvaluation, { output, symbols }: Terminal): void {
  const rows: [string, RunEvaluation['trained']][] = [[`after ${formatCount(iteration)} meta-iterations`, trained]];
  if (random !== undefined) rows.push(['random', random]);
  output.write(formatEvaluations(rows, symbols, (line) => output.paint('bold', line)));
  output.write(`\n${describePlan(plan, symbols.plusMinus)}\n`);
}
