// `reptile-lab compare`: several runs on the same held-out tasks, with paired differences.

import { Command, Option } from 'commander';
import { type Comparison, compareRuns } from '../../evaluation/compareRuns.ts';
import { type OpeningOptions, openTrainedRun, type TrainedRun } from '../../evaluation/openTrainedRun.ts';
import { titleOfRun } from '../../runs/runLabel.ts';
import type { RunLabels } from '../../runs/runLabels.ts';
import { announceExecution } from '../announceExecution.ts';
import type { CommandContext } from '../commandContext.ts';
import { describeComparison, explainComparison, formatComparison } from '../comparisonText.ts';
import {
  addEvaluationOptions,
  type EvaluationRequest,
  openingFrom,
  settingsFrom,
  workersOf,
} from '../evaluationOptions.ts';
import { CommandError } from '../failures.ts';
import { findRun } from '../findRun.ts';
import { jsonOption, runsOption } from '../parseOptions.ts';
import { refuseProgram } from '../refuseProgram.ts';
import { labelsAmongSiblings } from '../runLabels.ts';
import { type Terminal, writeJsonLine } from '../terminal.ts';
import { exitCodeOfMeasuring, type MeasuringWatch, watchMeasuring } from '../watchEvaluation.ts';

const details = `
All runs are measured on the same tasks, whatever their own seeds, at their newest checkpoints; their
held-out tasks must be of the same distribution, and of the same held-out classes with the same
contents. What "eval" or an earlier comparison has stored of
the same tasks, data and split is used; the rest is measured and stored. Differences are paired: their intervals are
narrower than those of the runs' own figures. With --against best, p is corrected for all pairs of
runs: which one is the best is chosen by the same figures. Baselines are shown where they are stored of the same tasks
with one of the runs; --baselines measures and stores them otherwise.

With --json there is one object a line, one for each protocol: quantity, tasks, askedTasks, seed,
firstTask, evaluateOn (validation or test classes, or null), shots, transductive, reference (a run), against ("first" or "best"), comparisons (how many are corrected for), and runs, each with run, name, label, iteration,
innerSteps, innerBatch, mean, ci95, source ("stored" or "measured"), beginsWith (in the place of random parameters, or null),
warnings (what a person should know of its figures, in sentences), changes (of its data, where they
were accepted; otherwise null) and difference (mean, ci95,
tasks, standardDeviation, above, equal, below, p of the paired t-test, and pHolm, the same corrected
for how many comparisons there are; null for the reference); and baselines, each with name, mean, ci95
and difference, its figure minus the reference's.
`;

interface CompareOptions extends EvaluationRequest {
  readonly against: 'first' | 'best';
  readonly baselines: boolean | undefined;
  readonly runs: string;
  readonly json: boolean;
}

export function compareCommand(context: CommandContext): Command {
  const command = new Command('compare')
    .description('Compare runs on the same held-out tasks, task by task.')
    .argument('<run...>', "runs' folders, their ids or beginnings of them");
  return addEvaluationOptions(command)
    .addOption(
      new Option('--against <run>', 'what the others are compared with').choices(['first', 'best']).default('first'),
    )
    .option('--baselines', 'set them beside classical methods that learn the same tasks without meta-training')
    .option('--no-baselines', 'do not (default: where they are stored, or the first experiment asks for them)')
    .addOption(runsOption())
    .addOption(jsonOption('print one JSON object for each protocol'))
    .addHelpText('after', details)
    .action((words: readonly string[], options: CompareOptions) => carryOutComparison(words, options, context));
}

async function carryOutComparison(
  words: readonly string[],
  options: CompareOptions,
  context: CommandContext,
): Promise<void> {
  const found = await Promise.all(words.map((word) => findRun(word, options.runs)));
  const directories = [...new Set(found.map(({ directory }) => directory))];
  if (directories.length < 2)
    throw new CommandError('A comparison needs two different runs at least. "reptile-lab list" shows the runs.');
  const { terminal } = context;
  found.forEach(refuseProgram);
  for (const [place, run] of found.entries()) await announceExecution(run, terminal, options.agreed[place]);
  const labels = await labelsAmongSiblings(found);
  const outcome = await watchMeasuring(context, async (watch) => {
    const runs = await openAll(directories, watch, openingFrom(options), labels);
    const comparisons = compareRuns(
      runs,
      settingsFrom(options),
      { against: options.against, baselines: options.baselines, workers: workersOf(options), labels },
      watch,
    );
    for await (const comparison of comparisons) {
      watch.makeWay();
      if (options.json) writeJsonLine(terminal.output, describeComparison(comparison));
      else printComparison(comparison, terminal);
    }
  });
  context.exitCode = exitCodeOfMeasuring(outcome);
}

async function openAll(
  directories: readonly string[],
  { loading, onWarning }: MeasuringWatch,
  opening: OpeningOptions,
  labels: RunLabels,
): Promise<TrainedRun[]> {
  const runs: TrainedRun[] = [];
  for (const directory of directories) {
    const run = await openTrainedRun(directory, { ...opening, ...loading });
    const title = titleOfRun(run.manifest.name, labels.get(directory) ?? '');
    for (const warning of run.warnings) onWarning(`${title}: ${warning}`);
    runs.push(run);
  }
  return runs;
}

function printComparison(comparison: Comparison, { output, symbols }: Terminal): void {
  output.write(`${formatComparison(comparison, symbols, (line) => output.paint('bold', line))}\n`);
  output.write(`${explainComparison(comparison, symbols)}\n`);
}
