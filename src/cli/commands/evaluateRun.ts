// `reptile-lab eval`: what a run's initialization achieves on held-out tasks, on many more than are measured during
// training.

import { Command, Option } from 'commander';
import type { RunEvaluation } from '../../evaluation/evaluateRun.ts';
import type { TrainedRun } from '../../evaluation/openTrainedRun.ts';
import type { CheckpointChoice } from '../../runs/chosenCheckpoint.ts';
import { capitalize } from '../../words/formatFigures.ts';
import { announceExecution } from '../announceExecution.ts';
import type { CommandContext } from '../commandContext.ts';
import { describeProtocolResult } from '../evaluationJson.ts';
import {
  addEvaluationOptions,
  type EvaluationRequest,
  openingFrom,
  settingsFrom,
  workersOf,
} from '../evaluationOptions.ts';
import { groupByProtocol, nameProtocol, type ProtocolResult } from '../evaluationRows.ts';
import { explainProtocolResult, formatProtocolResult } from '../evaluationText.ts';
import { CommandError } from '../failures.ts';
import { findRun } from '../findRun.ts';
import { checkpointChoice, jsonOption, runsOption } from '../parseOptions.ts';
import { refuseProgram } from '../refuseProgram.ts';
import { shownPath } from '../shownPath.ts';
import { printable, type Terminal, writeJsonLine } from '../terminal.ts';
import { exitCodeOfMeasuring, watchEvaluation } from '../watchEvaluation.ts';

const details = `
The newest checkpoint is measured, also while the run is at work, or the one that --checkpoint names: a
run keeps the newest ones and the best. The best one was chosen by held-out tasks, others than those that measure
it here, but where these are a fixed list: what is measured then says that it was chosen by these tasks. Tasks are drawn from held-out classes
(or functions) only. By default they begin after those that measure the run during training, so
that nothing was chosen by them; --first-task 0 repeats exactly those. One training serves several
protocols: --shots 1,5 --both measures four. --training-classes measures tasks of the training
classes with the support and queries of held-out tasks: how much is lost on classes never seen. --test-classes
measures a run whose held-out classes are the validation classes of its data on the test classes, which have chosen nothing. What is measured is stored with the run, in its
folder evaluations/ ("reptile-lab evaluations RUN" lists it); where it cannot be, it is printed all the same,
and the exit code is 1. Ctrl+C ends early: the tasks that are
done are reported and stored, with their number. A run keeps its own split: where the data no longer
hold its classes, nothing is measured (exit code 5), unless with --accept-changed-data, which what is
stored then says.

With --json there is one object a line, one for each protocol: run, iteration, parameters (trained, random, or
beginning: what the run begins with in their place), tasks, askedTasks,
firstTask, seed, side (heldOut or training), evaluateOn (validation or test classes, as the data are divided; null where they are not), shots, innerSteps, innerBatch, transductive; accuracy, accuracyCi95, loss and
lossCi95 after adaptation (accuracy from 0 to 1, null for regression; each interval is the 95 %
interval of the mean over tasks, half its width); the same four under "before" without any
adaptation; adaptation, spread, worst, calibration, confusion; published (with the difference), publishedOtherwise (for other settings: differs);
divergedTasks (how many have no figure after adaptation: then no mean is a number);
stored (the file, or null); beginsWith (in the place of random parameters, or null);
warnings (what a person should know of the figures, in sentences: held-out classes that were trained on, for instance); probabilities (the same of --probabilities); protocolVersion; data (digests of its split, and the changes that
were accepted; null for tasks without data); baselines (with --baselines: name, quantity, mean, ci95,
and difference, the run's figure minus the baseline's on the same tasks; otherwise null); apart (why the figures are not to be set beside others, or
null); and with --compare-random the figures once more under
"randomInitialization". docs/evaluation.md explains them.
`;

interface EvalOptions extends EvaluationRequest {
  readonly checkpoint: CheckpointChoice;
  readonly compareRandom: boolean;
  readonly curve: boolean;
  readonly probabilities: boolean;
  readonly trainingClasses: boolean;
  readonly baselines: boolean | undefined;
  readonly runs: string;
  readonly json: boolean;
}

export function evalCommand(context: CommandContext): Command {
  const command = new Command('eval')
    .description("Measure a run's initialization on fresh held-out tasks.")
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest");
  return addEvaluationOptions(command)
    .addOption(
      new Option(
        '--checkpoint <which>',
        'the checkpoint to measure: a meta-iteration, best (of the best figure on held-out tasks) or latest',
      )
        .argParser(checkpointChoice)
        .default('latest'),
    )
    .option('--compare-random', 'measure the random initialization on the same tasks, too', false)
    .option(
      '--training-classes',
      'measure tasks of the training classes instead: never set beside held-out or published figures',
      false,
    )
    .option('--curve', 'measure along the adaptation, too, not before and after only: takes longer', false)
    .option(
      '--probabilities',
      'store the class probabilities of every query sample, too, as CSV beside the evaluation',
      false,
    )
    .option('--baselines', 'set it beside classical methods that learn the same tasks without meta-training')
    .option('--no-baselines', 'do not (default: as the experiment says)')
    .addOption(runsOption())
    .addOption(jsonOption('print one JSON object for each protocol'))
    .addHelpText('after', details)
    .action((word: string, options: EvalOptions) => carryOutEvaluation(word, options, context));
}

async function carryOutEvaluation(word: string, options: EvalOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  if (options.testClasses && options.trainingClasses)
    throw new CommandError('--test-classes and --training-classes exclude each other. Measure one after the other.');
  const found = await findRun(word, options.runs);
  const { directory } = found;
  refuseProgram(found);
  await announceExecution(found, terminal, options.agreed[0]);
  const waiting: RunEvaluation[] = [];
  let measured: TrainedRun | undefined;
  const show = (ofWhom: readonly RunEvaluation[]) => {
    if (measured === undefined) return;
    for (const result of groupByProtocol(ofWhom, measured)) {
      if (options.json) writeJsonLine(terminal.output, describeProtocolResult(directory, result));
      else printProtocolResult(result, terminal);
    }
  };
  const outcome = await watchEvaluation(
    directory,
    {
      settings: settingsFrom(options, options.trainingClasses ? 'training' : 'heldOut'),
      extent: {
        compareRandom: options.compareRandom,
        wholeCurve: options.curve,
        baselines: options.baselines,
        probabilities: options.probabilities,
        workers: workersOf(options),
      },
      opening: { ...openingFrom(options), checkpoint: options.checkpoint },
      onEvaluation: (evaluation, run) => {
        measured = run;
        waiting.push(evaluation);
        if (!options.compareRandom) show(waiting.splice(0));
        // Both initializations of a protocol are shown in one table; the random one comes last.
        else if (evaluation.initialization === 'random') show(takeProtocol(waiting, evaluation));
      },
    },
    context,
  );
  show(waiting);
  context.exitCode = exitCodeOfMeasuring(outcome);
}

/** Removes and returns the evaluations that have the protocol of `evaluation`. */
function takeProtocol(waiting: RunEvaluation[], { evaluation: { protocol } }: RunEvaluation): RunEvaluation[] {
  const isOfIt = ({ evaluation: other }: RunEvaluation) => nameProtocol(other.protocol) === nameProtocol(protocol);
  const taken = waiting.filter(isOfIt);
  waiting.splice(0, waiting.length, ...waiting.filter((one) => !isOfIt(one)));
  return taken;
}

function printProtocolResult(result: ProtocolResult, { output, messages, symbols }: Terminal): void {
  const protocol = (result.trained ?? result.random)?.evaluation.protocol;
  if (protocol !== undefined) output.write(`${output.paint('bold', capitalize(nameProtocol(protocol)))}\n`);
  output.write(`${formatProtocolResult(result, symbols, (line) => output.paint('bold', line))}\n`);
  output.write(`${explainProtocolResult(result, symbols)}\n`);
  for (const { storage } of measuredIn(result)) {
    if (storage.kind !== 'stored') continue;
    messages.write(`Stored in ${printable(shownPath(storage.file))}\n`);
    if (storage.probabilities !== undefined)
      messages.write(`Probabilities in ${printable(shownPath(storage.probabilities))}\n`);
  }
}

function measuredIn({ trained, random }: ProtocolResult): readonly RunEvaluation[] {
  return [trained, random].filter((measured) => measured !== undefined);
}
