// `reptile-lab demo`: trains an example that comes with Reptile Lab, and shows what meta-training was good for.

import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { installationFolder } from '../../base/installation.ts';
import type { RunEvaluation } from '../../evaluation/evaluateRun.ts';
import { asTheExperimentSays } from '../../evaluation/evaluationProtocol.ts';
import type { TrainedRun } from '../../evaluation/openTrainedRun.ts';
import { exampleFileName, presets } from '../../experiment/presets.ts';
import type { Quantity } from '../../experiment/quantities.ts';
import { figureOfMerit } from '../../runs/figureOfMerit.ts';
import { recordedQuantities } from '../../runs/quantities.ts';
import { readFigures } from '../../runs/readFigures.ts';
import { titleOfQuantity } from '../../words/quantityWords.ts';
import { formatAxisValue } from '../../words/terminalQuantities.ts';
import { untranslated } from '../../words/translate.ts';
import type { CommandContext } from '../commandContext.ts';
import { createRunFrom } from '../createRunFrom.ts';
import { groupByProtocol } from '../evaluationRows.ts';
import { explainProtocolResult, formatProtocolResult } from '../evaluationText.ts';
import { defaultRunsFolder, folderName, gather, wholeNumber, workersOption } from '../parseOptions.ts';
import { shownPath } from '../shownPath.ts';
import { suggestCommandOn, suggestProgram } from '../suggestCommand.ts';
import { printable, type Terminal } from '../terminal.ts';
import { drawCurve } from '../terminalCurve.ts';
import { trainRun } from '../trainRun.ts';
import { exitCodeOfMeasuring, watchEvaluation } from '../watchEvaluation.ts';

interface DemoOptions {
  readonly runs: string | undefined;
  readonly set: readonly string[];
  readonly workers: number | undefined;
  readonly tasks: number;
}

export function demoCommand(context: CommandContext): Command {
  return new Command('demo')
    .description('Train an example, draw its curve, and compare it with a random initialization.')
    .argument('[file]', 'experiment file (default: handwritten digits, which come with Reptile Lab)')
    .option('--set <key.path=value>', 'set a value of the experiment; may be repeated', gather, [])
    .addOption(workersOption())
    .addOption(
      new Option('--tasks <number>', 'fresh held-out tasks at the end')
        .argParser(wholeNumber(1, 10_000_000))
        .default(400),
    )
    .option(
      '--runs <folder>',
      `folder that holds the runs (default: ${defaultRunsFolder} beside the experiment file)`,
      folderName,
    )
    .action((file: string | undefined, options: DemoOptions) =>
      demonstrate(file ?? bundledExample(), options, context),
    );
}

function bundledExample(): string {
  const preset = presets.find(({ needs }) => needs === null);
  if (preset === undefined) throw new Error('No preset runs without data of its own.');
  return path.join(installationFolder, 'examples', exampleFileName(preset));
}

async function demonstrate(file: string, options: DemoOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { output } = terminal;
  const { runs = path.join(path.dirname(file), defaultRunsFolder), set, workers, tasks } = options;
  const overrides = workers === undefined ? set : [...set, `engine.workers=${workers}`];
  output.write(`${output.paint('bold', 'Meta-training')} ${printable(shownPath(file))}\n`);
  const directory = await createRunFrom({ file, runsFolder: runs, overrides }, terminal.messages);
  const { state, manifest } = await trainRun(directory, { json: false }, context);
  if (state !== 'completed') return;

  if (manifest.latest !== null) {
    const curve = await drawHeldOutCurve(directory, figureOfMerit(manifest.latest).quantity, terminal);
    if (curve !== undefined) output.write(`\n${curve}`);
  }

  const evaluated: (readonly [RunEvaluation, TrainedRun])[] = [];
  const outcome = await watchEvaluation(
    directory,
    {
      settings: { ...asTheExperimentSays, tasks },
      extent: {
        compareRandom: true,
        wholeCurve: false,
        baselines: undefined,
        workers: workers ?? availableParallelism(),
      },
      opening: {},
      onEvaluation: (evaluation, run) => evaluated.push([evaluation, run]),
    },
    context,
  );
  context.exitCode = exitCodeOfMeasuring(outcome);
  if (outcome === 'stopped') return;
  printComparison(evaluated, terminal);
  printWayOn(directory, terminal);
}

async function drawHeldOutCurve(
  directory: string,
  quantity: Quantity,
  { output, symbols }: Terminal,
): Promise<string | undefined> {
  const { mean } = recordedQuantities[quantity].tags;
  const series = await readFigures(directory, (tag) => tag === mean);
  const points = (series.get(mean) ?? []).map(({ iteration, value }) => ({ x: iteration, y: value }));
  const [untrained] = points;
  const picture = drawCurve(points, {
    width: Math.min(output.columns() - 1, 90),
    height: 16,
    symbols,
    xTitle: 'meta-iterations',
    formatY: (value) => formatAxisValue(quantity, value),
    paint: (cells) => output.paint('green', cells),
    ...(untrained === undefined ? {} : { reference: { y: untrained.y, label: 'random initialization' } }),
  });
  if (picture === undefined) return undefined;
  return `${output.paint('bold', `${titleOfQuantity(quantity, untranslated)} on held-out tasks after adaptation`)}\n${picture}`;
}

function printComparison(
  evaluated: readonly (readonly [RunEvaluation, TrainedRun])[],
  { output, symbols }: Terminal,
): void {
  const [, run] = evaluated[0] ?? [];
  if (run === undefined) return;
  const evaluations = evaluated.map(([evaluation]) => evaluation);
  for (const result of groupByProtocol(evaluations, run)) {
    output.write(`\n${output.paint('bold', 'On fresh held-out tasks')}\n`);
    output.write(`${formatProtocolResult(result, symbols, (line) => output.paint('bold', line))}\n`);
    output.write(explainProtocolResult(result, symbols));
  }
}

function printWayOn(directory: string, { output }: Terminal): void {
  const run = shownPath(directory);
  const steps = [
    ['in VS Code', 'npm run vscode, then Reptile Lab in the activity bar lists the run'],
    ['more figures', suggestCommandOn('show', directory)],
    ['more tasks', suggestCommandOn('eval', directory, '--tasks', '10000', '--compare-random')],
    ['TensorBoard', suggestProgram('tensorboard', '--logdir', path.dirname(directory))],
  ] as const;
  output.write(`\nThe run lies in ${printable(run)}\n`);
  for (const [what, how] of steps) output.write(`  ${what.padEnd(13)} ${printable(how)}\n`);
}
