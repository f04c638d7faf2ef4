// The options that say how held-out tasks measure a run, shared by the commands that evaluate.

import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EvaluationSettings } from '../evaluation/evaluationProtocol.ts';
import type { OpeningOptions } from '../evaluation/openTrainedRun.ts';
import type { MeasuredSide } from '../meta/measuredSide.ts';
import { acceptChangedDataOption, agreedOption, wholeNumber, workersOption } from './parseOptions.ts';

/** As commander gives them. */
export interface EvaluationRequest {
  readonly tasks: number | undefined;
  readonly firstTask: number | undefined;
  readonly seed: number | undefined;
  readonly shots: readonly number[] | undefined;
  readonly queries: number | undefined;
  readonly innerSteps: number | undefined;
  readonly innerBatch: number | undefined;
  readonly transductive: boolean | undefined;
  readonly both: boolean;
  readonly testClasses: boolean;
  readonly acceptChangedData: boolean;
  readonly agreed: readonly string[];
  readonly workers: number | undefined;
}

export function addEvaluationOptions(command: Command): Command {
  const number = (flags: string, description: string, least: number, most: number) =>
    new Option(flags, description).argParser(wholeNumber(least, most));
  return command
    .addOption(number('--tasks <number>', 'held-out tasks (default: 1000, or each of a fixed list)', 1, 10_000_000))
    .addOption(number('--first-task <number>', 'where to begin in the sequence of held-out tasks', 0, 1e9))
    .addOption(
      number('--seed <number>', "names the sequence of held-out tasks (default: the run's seed)", 0, 0xffffffff),
    )
    .addOption(
      new Option(
        '--shots <numbers>',
        'support samples of each class; several, as in 1,5, are measured in turn',
      ).argParser(shotsList),
    )
    .addOption(number('--queries <number>', 'query samples of each class', 1, 10_000))
    .addOption(number('--inner-steps <number>', 'optimizer steps on each task', 1, 100_000))
    .addOption(number('--inner-batch <number>', 'samples in each inner step', 1, 100_000))
    .option('--transductive', 'normalise all query samples of a task in one batch')
    .option(
      '--no-transductive',
      'normalise each query sample with the support set only (default: as the experiment says)',
    )
    .option('--both', 'measure with and without transduction: one adaptation serves both', false)
    .addOption(
      new Option(
        '--test-classes',
        'of a run that holds out validation classes, measure tasks of the test classes: the figure to report once everything is chosen',
      ).default(false),
    )
    .addOption(acceptChangedDataOption())
    .addOption(agreedOption())
    .addOption(workersOption());
}

/** @param side the classes that tasks are of */
export function settingsFrom(options: EvaluationRequest, side: MeasuredSide = 'heldOut'): EvaluationSettings {
  const { tasks, firstTask, seed, shots, queries, innerSteps, innerBatch, transductive, both } = options;
  const ways = both ? [false, true] : transductive === undefined ? undefined : [transductive];
  return { tasks, firstTask, seed, shots, queries, innerSteps, innerBatch, transductive: ways, side };
}

/** What the runs are opened with. */
export function openingFrom({ testClasses, acceptChangedData }: EvaluationRequest): OpeningOptions {
  return { classes: testClasses ? 'test' : 'own', acceptsChangedData: acceptChangedData };
}

/** A thread for each core, unless the person says otherwise: nothing else of this process has work to do. */
export function workersOf({ workers }: EvaluationRequest): number {
  return workers ?? availableParallelism();
}

function shotsList(text: string): readonly number[] {
  const parse = wholeNumber(1, 10_000);
  const shots = text.split(',').map((word) => {
    try {
      return parse(word.trim());
    } catch {
      throw new InvalidArgumentError('It must be whole numbers from 1 to 10000, with commas between them.');
    }
  });
  return [...new Set(shots)];
}
