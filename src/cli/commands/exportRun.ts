// `reptile-lab export`: what a run has learned, or runs with their figures, in the formats that other programs load.

import path from 'node:path';
import { Command, Option } from 'commander';
import { fromStateDict } from '../../engine/weights/stateDict.ts';
import { encodeTensors, tensorFormats } from '../../engine/weights/tensorFormats.ts';
import { encodeWeights, type WeightFormat, weightFormats } from '../../engine/weights/weightFormats.ts';
import {
  describeWeights,
  initializationIn,
  type LearnedWeights,
  optimizerTensors,
  readLearnedWeights,
  whoseWeights,
} from '../../evaluation/runWeights.ts';
import { type ExportFormatName, exportFormatNames } from '../../exporting/exportFormat.ts';
import type { CheckpointChoice } from '../../runs/chosenCheckpoint.ts';
import { announceExecution } from '../announceExecution.ts';
import { refuseExisting, withExtension, writeAskedFiles } from '../askedFiles.ts';
import type { CommandContext } from '../commandContext.ts';
import { explainedFailure } from '../explainedFailure.ts';
import { CommandError } from '../failures.ts';
import { findRun } from '../findRun.ts';
import { checkpointChoice, folderName, jsonOption, runsOption } from '../parseOptions.ts';
import { shownPath } from '../shownPath.ts';
import { printable, writeJsonLine } from '../terminal.ts';
import { readNamedWeights } from '../weightFiles.ts';

const details = `
Examples:
  reptile-lab export --format csv --to figures
  reptile-lab export RUN RUN --format mlflow --to mlruns
  reptile-lab export --where 'accuracy > 0.9' --format html --to report.html
  reptile-lab export RUN --weights safetensors
  reptile-lab export RUN --weights onnx --checkpoint best --output model.onnx
  reptile-lab export RUN --weights tfjs --output web/model
  reptile-lab export RUN --weights onnx --adapted adapted.safetensors

Runs (--format): those that are named, of these or of all that --where matches ("runs --help" has its
language), archived ones where it names them, logs of other programs among them.
  csv            a folder: runs.csv, a line for each run, and figures.csv, a line for each figure
  json           a file with settings, experiments and figures
  html           a file: a report with tables and curves, without script
  mlflow         a folder: a file store of MLflow
  wandb-offline  a folder with offline runs of W&B, for "wandb sync"
  tensorboard    a folder with event files, for the HPARAMS tab as well
A file that is named without an ending gets that of its format. docs/export.md describes all. Nothing is there before all of it is, and what is there already stays
unless --force. With --json one object: format, to (absolute path), runs (their directories).

Weights (--weights), of one run:
  safetensors  tensors by PyTorch's names and layouts (conv2d1.weight is out × in × height × width), float32
  npz          the same for NumPy
  onnx         a graph of operators of set 17; images are batch × channels × height × width
  tfjs         a folder for TensorFlow.js's loadLayersModel; images are batch × height × width × channels

Batch norm takes the statistics of the batch at hand, in training and in prediction alike, and is exported
so. Beside safetensors and npz lies a second file, *.optimizer.*, where inner steps begin with more than the
parameters: moments of the inner optimizer, or Meta-SGD's step sizes. docs/weights.md has the layouts, and
examples/export/ code that loads and adapts them in PyTorch, Keras, TensorFlow.js and onnxruntime.

With --json one object: run, iteration, format, files (absolute paths), parameterCount.
`;

interface WeightOptions {
  readonly weights: WeightFormat;
  readonly checkpoint: CheckpointChoice;
  readonly adapted: string | undefined;
  readonly output: string | undefined;
  readonly force: boolean;
  readonly runs: string;
  readonly json: boolean;
}

interface ExportOptions extends Omit<WeightOptions, 'weights'> {
  readonly weights?: WeightFormat;
  readonly format?: ExportFormatName;
  readonly to?: string;
  readonly where?: string;
}

/** They say nothing of runs. */
const ofWeights = ['weights', 'checkpoint', 'adapted', 'output'];

export function exportCommand(context: CommandContext): Command {
  return new Command('export')
    .description('Write runs with their figures, or the weights that a run has learned, for other programs.')
    .argument('[runs...]', "a run's folder, its id or a beginning of it, or latest")
    .addOption(
      new Option('--format <format>', 'write runs, in this format').choices(exportFormatNames).conflicts(ofWeights),
    )
    .addOption(
      new Option('--to <place>', 'where to write runs: a folder, for json and html a file').argParser(folderName),
    )
    .addOption(new Option('--where <expression>', 'of the runs those that match'))
    .addOption(
      new Option('--weights <format>', 'write the weights of a run, in this format')
        .choices(weightFormats)
        .conflicts(['to', 'where']),
    )
    .addOption(
      new Option('--checkpoint <which>', 'the checkpoint: a meta-iteration, best or latest')
        .argParser(checkpointChoice)
        .default('latest'),
    )
    .addOption(
      new Option(
        '--adapted <file>',
        'write these parameters, which "adapt --save" has saved, in the place of the checkpoint\'s',
      ).argParser(folderName),
    )
    .addOption(
      new Option(
        '--output <file>',
        'where to write weights (default: the run’s name in the current folder); a folder for tfjs',
      ).argParser(folderName),
    )
    .option('--force', 'overwrite what is there', false)
    .addOption(runsOption())
    .addOption(jsonOption('print one JSON object'))
    .addHelpText('after', details)
    .action((words: readonly string[], options: ExportOptions) => exportEither(words, options, context));
}

async function exportEither(words: readonly string[], options: ExportOptions, context: CommandContext): Promise<void> {
  const { format, weights, to, where } = options;
  if (weights !== undefined) {
    const [word] = words;
    if (word === undefined || words.length > 1)
      throw new CommandError('Name one run: --weights writes what one run has learned.');
    return exportWeights(word, { ...options, weights }, context);
  }
  if (format === undefined)
    throw new CommandError(
      `Say what to write: runs with --format ${exportFormatNames.join('|')} --to PLACE, or what a run has learned with --weights ${weightFormats.join('|')}.`,
    );
  if (to === undefined) throw new CommandError(`Say where to write the runs: --format ${format} --to PLACE.`);
  const { exportRunsTo } = await import('../exportRunsTo.ts');
  return exportRunsTo(to, { ...options, words, format, ...(where !== undefined && { where }) }, context);
}

async function exportWeights(
  word: string,
  { weights: format, checkpoint, adapted, output, force, runs, json }: WeightOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const found = await findRun(word, runs);
  // To know what the tasks are like a module is imported, and a table read, wherever it lies.
  await announceExecution(found, terminal);
  try {
    const learned = await readLearnedWeights(found.directory, found.manifest, checkpoint);
    const warn = (warning: string) =>
      terminal.messages.write(`${terminal.messages.paint('yellow', 'warning:')} ${printable(warning)}\n`);
    for (const warning of learned.warnings) warn(warning);
    const target =
      output === undefined
        ? defaultTarget(found.directory, learned, format, adapted !== undefined)
        : withExtension(output, format === 'tfjs' ? undefined : format);
    const run = path.basename(found.directory);
    const onOther = (other: string) =>
      warn(`${adapted} holds parameters of ${other}, not of ${run}. What is written says so.`);
    const files = await writeAll(learned, { format, target, run, adapted, force, onOther });
    if (json) {
      const { iteration } = learned.state;
      const { parameterCount } = learned.model;
      const written = files.map((file) => path.resolve(file));
      writeJsonLine(terminal.output, { run: found.directory, iteration, format, files: written, parameterCount });
      return;
    }
    for (const file of files) terminal.output.write(`${printable(shownPath(file))}\n`);
  } catch (error) {
    throw explainedFailure(error);
  }
}

function defaultTarget(directory: string, { state }: LearnedWeights, format: WeightFormat, isAdapted: boolean): string {
  const name = `${path.basename(directory)}-${isAdapted ? 'adapted' : state.iteration}`;
  return format === 'tfjs' ? name : `${name}.${format}`;
}

interface WantedFiles {
  readonly format: WeightFormat;
  readonly target: string;
  /** Its name, for the description. */
  readonly run: string;
  readonly adapted: string | undefined;
  readonly force: boolean;
  /** Hears whose the adapted parameters are, where they are another run's. */
  readonly onOther: (run: string) => void;
}

/** Gives what was written. */
async function writeAll(
  learned: LearnedWeights,
  { format, target, run, adapted, force, onOther }: WantedFiles,
): Promise<readonly string[]> {
  const { model } = learned;
  const tensorFormat = tensorFormats.find((one) => one === format);
  const optimizer = tensorFormat === undefined || adapted !== undefined ? [] : optimizerTensors(learned);
  const { dir, name, ext } = path.parse(target);
  const beside = optimizer.length === 0 ? undefined : path.join(dir, `${name}.optimizer${ext}`);
  if (!force) for (const file of [target, ...(beside === undefined ? [] : [beside])]) await refuseExisting(file);
  const given = adapted === undefined ? undefined : await readNamedWeights(adapted);
  const parameters = given === undefined ? initializationIn(learned) : fromStateDict(model, given.tensors);
  const own = describeWeights(learned, run, given === undefined ? 'initialization' : 'adapted');
  // They may be of another run with the same tensors.
  const whose = whoseWeights(given?.description);
  const description = { ...own, ...whose };
  if (whose !== undefined && whose.run !== run) onOther(whose.run);
  await writeAskedFiles(target, encodeWeights(format, model, parameters, description), force);
  if (tensorFormat === undefined || beside === undefined) return [target];
  await writeAskedFiles(beside, { kind: 'file', bytes: encodeTensors(tensorFormat, optimizer, description) }, force);
  return [target, beside];
}
