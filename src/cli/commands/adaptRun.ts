// `reptile-lab adapt`: what a run has learned, adapted to a person's own few samples, and what it answers to others.

import path from 'node:path';
import { Command, Option } from 'commander';
import { messageOf } from '../../base/systemErrors.ts';
import { startAgainOnCrash } from '../../engine/fused/native/startAgain.ts';
import { tensorFormatOf } from '../../engine/weights/tensorFormats.ts';
import { type EncodedWeights, encodeWeights } from '../../engine/weights/weightFormats.ts';
import { adaptToOwnData, type OwnAdaptation, type OwnSets } from '../../evaluation/adaptToOwnData.ts';
import { openTrainedRun } from '../../evaluation/openTrainedRun.ts';
import { countRepeated } from '../../evaluation/ownTask.ts';
import { describeWeights, type LearnedWeights, readLearnedWeights } from '../../evaluation/runWeights.ts';
import type { CheckpointChoice } from '../../runs/chosenCheckpoint.ts';
import { countOf } from '../../tasks/files/someNames.ts';
import type { OwnDemand } from '../../tasks/ownSamples/ownSample.ts';
import { readOwnSamples } from '../../tasks/ownSamples/readOwnSamples.ts';
import { unpackText } from '../../tasks/packedTexts.ts';
import { csvOfAdaptation, jsonOfAdaptation, textOfAdaptation } from '../adaptationReport.ts';
import { announceExecution } from '../announceExecution.ts';
import { refuseExisting, writeAskedFiles } from '../askedFiles.ts';
import type { CommandContext } from '../commandContext.ts';
import { explainedFailure } from '../explainedFailure.ts';
import { CommandError, exitCodes } from '../failures.ts';
import { type FoundRun, findRun } from '../findRun.ts';
import { agreedOption, checkpointChoice, folderName, jsonOption, runsOption, wholeNumber } from '../parseOptions.ts';
import { shownPath } from '../shownPath.ts';
import { printable, type Terminal, writeJsonLine } from '../terminal.ts';

const details = `
Examples:
  reptile-lab adapt RUN --support characters --query unknown
  reptile-lab adapt RUN --support intents.csv --query questions.csv --json
  reptile-lab adapt RUN --support points.csv --save adapted.safetensors
  reptile-lab adapt RUN --support characters --query unknown --answers answers.csv

Support and query sets are
  pictures, recordings   a folder, or a zip, with a folder for each class: its name is the class. Queries that lie
                         beside such folders have no class.
  texts                  a CSV, TSV, JSON or JSON Lines file with text and label; a query's label may be missing
  rows of a table        the same with the columns that the run's features and target have; a query's target may be
                         missing, and no task is named: all rows are of one
  numbers                the same with x, or x1, x2, …, and y, or y1, y2, …, or label; in JSON x and y may be lists
There must be as many classes as the run has learned to tell apart; how many samples each has is free. Samples
are made into what the run's own data are made into: pictures are scaled, recordings resampled, texts encoded.

The initialization is adapted as the run adapts to held-out tasks: with its inner optimizer, batches and steps.
--save writes the adapted parameters to *.safetensors, *.npz or *.onnx; "export --adapted" writes them to others.
--answers writes a line for each query: its place, what is known, what is answered, and the probability of each class.
Where one of the files cannot be written, the other one is, and answers are printed all the same (exit code 1).

With --json one object: run, iteration, steps, transductive, classes, support (places, in the order of the
classes), batches (for each step the numbers of its samples in support), queries (place, label, predicted,
probabilities; of regression: place, target, values), accuracy (of the queries whose class is known) and
meanSquaredError, null where there is none, and saved.
`;

interface AdaptOptions {
  readonly support: string;
  readonly query: string | undefined;
  readonly steps: number | undefined;
  readonly checkpoint: CheckpointChoice;
  readonly transductive: boolean | undefined;
  readonly save: string | undefined;
  readonly answers: string | undefined;
  readonly force: boolean;
  readonly agreed: readonly string[];
  readonly runs: string;
  readonly json: boolean;
}

export function adaptCommand(context: CommandContext): Command {
  return new Command('adapt')
    .description('Adapt what a run has learned to a few samples of your own, and let it answer to others.')
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
    .addOption(
      new Option('--support <place>', 'what to learn from: a folder, a zip or a file')
        .argParser(folderName)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--query <place>', 'what to answer to').argParser(folderName))
    .addOption(
      new Option('--steps <number>', "inner steps (default: as the run's evaluation)").argParser(
        wholeNumber(0, 100_000),
      ),
    )
    .addOption(
      new Option('--checkpoint <which>', 'the checkpoint: a meta-iteration, best or latest')
        .argParser(checkpointChoice)
        .default('latest'),
    )
    .option('--transductive', 'normalise all queries in one batch')
    .option('--no-transductive', 'normalise each query with the support set only (default: as the experiment says)')
    .addOption(new Option('--save <file>', 'write the adapted parameters to this file').argParser(folderName))
    .addOption(new Option('--answers <file>', 'write the answers to this CSV file').argParser(folderName))
    .option('--force', 'overwrite what is there', false)
    .addOption(agreedOption())
    .addOption(runsOption())
    .addOption(jsonOption('print one JSON object'))
    .addHelpText('after', details)
    .action(async (word: string, options: AdaptOptions) => {
      const endOnCrash = startAgainOnCrash();
      try {
        await adaptRun(word, options, context.terminal);
      } catch (error) {
        throw explainedFailure(error);
      } finally {
        endOnCrash();
      }
    });
}

async function adaptRun(word: string, options: AdaptOptions, terminal: Terminal): Promise<void> {
  const { save, answers, force, json } = options;
  if (save !== undefined) await refuseSaving(save, force);
  if (answers !== undefined) await refuseAnswers(answers, options);
  const found = await findRun(word, options.runs);
  await announceExecution(found, terminal, options.agreed[0]);
  const learned = await readLearnedWeights(found.directory, found.manifest, options.checkpoint);
  const sets = await readSets(found, learned, options);
  const { evaluation } = learned.experiment;
  const settings = {
    steps: options.steps ?? evaluation.innerSteps,
    transductive: options.transductive ?? evaluation.transductive,
  };
  const adaptation = await adaptToOwnData(found.directory, found.manifest, learned, sets, settings);
  for (const warning of [...learned.warnings, ...adaptation.warnings, ...warningsOfSets(sets)])
    terminal.messages.write(`${terminal.messages.paint('yellow', 'warning:')} ${printable(warning)}\n`);
  const report = { run: found.directory, iteration: learned.state.iteration, ...settings, sets, adaptation };
  const files = [
    ...(save === undefined
      ? []
      : [{ file: save, encode: () => adaptedFile(save, found.directory, learned, adaptation) }]),
    ...(answers === undefined ? [] : [{ file: answers, encode: () => answersFile(csvOfAdaptation(report)) }]),
  ];
  const { written, failure } = await writeEach(files, force);
  const saved = save !== undefined && written.includes(save) ? path.resolve(save) : null;
  if (json) writeJsonLine(terminal.output, { ...jsonOfAdaptation(report), saved });
  else terminal.output.write(textOfAdaptation(report, (line) => terminal.output.paint('bold', line)));
  for (const file of json ? [] : written)
    terminal.output.write(`Saved in ${printable(shownPath(path.resolve(file)))}\n`);
  if (failure !== undefined) throw failure;
}

interface FileToWrite {
  readonly file: string;
  readonly encode: () => EncodedWeights;
}

/**
 * What has room is written, whatever becomes of the others: what was computed took long. `failure` is to be thrown once
 * it is printed.
 */
async function writeEach(
  files: readonly FileToWrite[],
  force: boolean,
): Promise<{ readonly written: readonly string[]; readonly failure: unknown }> {
  const [written, failures]: [string[], unknown[]] = [[], []];
  for (const { file, encode } of files) {
    try {
      await writeAskedFiles(file, encode(), force);
      written.push(file);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 0) return { written, failure: undefined };
  const fault = failures.find((failure) => !(failure instanceof CommandError));
  // Not as bad input, of which nothing comes: answers are printed, and a file may be written.
  return { written, failure: fault ?? new CommandError(failures.map(messageOf).join('\n'), exitCodes.failed) };
}

/** @throws {CommandError} before anything is computed */
async function refuseSaving(file: string, force: boolean): Promise<void> {
  if (savedFormatOf(file) === undefined)
    throw new CommandError(`--save ${file}: its name must end in .safetensors, .npz or .onnx.`);
  if (!force) await refuseExisting(file);
}

/** @throws {CommandError} before anything is computed */
async function refuseAnswers(file: string, { query, force }: AdaptOptions): Promise<void> {
  if (query === undefined) throw new CommandError('--answers is for what --query asks, and nothing is asked.');
  if (!file.toLowerCase().endsWith('.csv')) throw new CommandError(`--answers ${file}: its name must end in .csv.`);
  if (!force) await refuseExisting(file);
}

function answersFile(csv: string): EncodedWeights {
  return { kind: 'file', bytes: new TextEncoder().encode(csv) };
}

function savedFormatOf(file: string) {
  return tensorFormatOf(file) ?? (file.toLowerCase().endsWith('.onnx') ? ('onnx' as const) : undefined);
}

async function readSets(
  found: FoundRun,
  { experiment, model, table }: LearnedWeights,
  { support, query, checkpoint }: AdaptOptions,
): Promise<OwnSets> {
  const demand: OwnDemand = {
    task: experiment.task,
    inputShape: model.inputShape,
    answerSize: model.loss === 'meanSquaredError' ? model.outputSize : 0,
    trainingTexts: await trainingTextsOf(found, experiment.task, checkpoint),
    table,
  };
  return {
    support: await readOwnSamples(support, demand),
    query: query === undefined ? [] : await readOwnSamples(query, demand),
  };
}

/** Weights of terms come from the texts that the run was trained on, for which its data are read. */
async function trainingTextsOf(
  { directory }: FoundRun,
  task: LearnedWeights['experiment']['task'],
  checkpoint: CheckpointChoice,
): Promise<readonly string[]> {
  if (task.kind !== 'text' || task.encoding.kind !== 'tfidf') return [];
  const { data } = await openTrainedRun(directory, { checkpoint });
  if (data.kind !== 'text') return [];
  const { texts, trainingClasses } = data.texts;
  return trainingClasses.flatMap(({ samples }) => samples.map((sample) => unpackText(texts, sample)));
}

function warningsOfSets({ support, query }: OwnSets): readonly string[] {
  const repeated = countRepeated(support, query);
  if (repeated === 0) return [];
  return [
    `${countOf(repeated, 'query')} ${repeated === 1 ? 'is a sample' : 'are samples'} of the support set, too: what is answered to them says nothing about others.`,
  ];
}

function adaptedFile(
  file: string,
  directory: string,
  learned: LearnedWeights,
  { parameters }: OwnAdaptation,
): EncodedWeights {
  const description = describeWeights(learned, path.basename(directory), 'adapted');
  return encodeWeights(savedFormatOf(file) ?? 'safetensors', learned.model, parameters, description);
}
