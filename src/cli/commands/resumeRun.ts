// `reptile-lab resume`: continues a stopped, failed or lost run from its newest good checkpoint, or goes on from any
// checkpoint in a new run.

import path from 'node:path';
import { Command, Option } from 'commander';
import { userSecretIfKept } from '../../base/userSecret.ts';
import { ContinuationRefused, type ContinuedRun, continueRun } from '../../launchers/continueRun.ts';
import { type CheckpointChoice, NoSuchCheckpointError } from '../../runs/chosenCheckpoint.ts';
import { ExperimentRefused } from '../../runs/frozenExperiment.ts';
import { CheckpointUnreadableError } from '../../runs/newestCheckpoint.ts';
import { describeStepSizeChange } from '../../words/describeContinuation.ts';
import { formatCount } from '../../words/formatFigures.ts';
import { untranslated } from '../../words/translate.ts';
import { announceExecution } from '../announceExecution.ts';
import type { CommandContext } from '../commandContext.ts';
import { asCommandError, CommandError } from '../failures.ts';
import { type FoundRun, findRun } from '../findRun.ts';
import { acceptChangedDataOption, checkpointChoice, jsonOption, runsOption, wholeNumber } from '../parseOptions.ts';
import { shownPath } from '../shownPath.ts';
import { printable, type Surface } from '../terminal.ts';
import { trainRun } from '../trainRun.ts';
import { readVersion } from '../version.ts';

const details = `
The run goes on from its newest good checkpoint, or from the beginning where there is none, and ends
with the same parameters as if nothing had happened. Output and exit codes are those of "train". The
run keeps its own split: where the data no longer hold its classes it does not go on (exit code 5),
unless with --accept-changed-data: then with the classes that are left, each on its own side, and the
run says so from then on.

--from and --extend make a new run, and leave the one that is named as it is, with all checkpoints and
figures. The new one takes over the figures up to the checkpoint, that checkpoint, the best one and the
untrained initialization, the split and the engine, says in run.json whose they are ("continues"), and
goes on from there: to the end that the run has, or with --extend N to N meta-iterations more. It ends
bit for bit as a run that had this number from the beginning. Only where the meta step size follows the share
that is done (a linear or cosine schedule) would that run have had other step sizes from the start: then
the schedule of the longer run is taken up where it stands at the checkpoint, and a warning says so.

Examples:
  reptile-lab resume RUN                     go on with a stopped, failed or lost run
  reptile-lab resume RUN --extend 5000       5,000 meta-iterations more than it has, in a new run
  reptile-lab resume RUN --from best         once more from its best checkpoint, in a new run
`;

interface ResumeOptions {
  readonly runs: string;
  readonly json: boolean;
  readonly acceptChangedData: boolean;
  readonly from: CheckpointChoice | undefined;
  readonly extend: number | undefined;
}

export function resumeCommand(context: CommandContext): Command {
  return new Command('resume')
    .description('Continue a stopped, failed or lost run, bit for bit, or any run from a checkpoint.')
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
    .addOption(
      new Option('--from <which>', 'go on in a new run from a meta-iteration, best or latest').argParser(
        checkpointChoice,
      ),
    )
    .addOption(
      new Option('--extend <number>', 'go on in a new run to so many meta-iterations more').argParser(
        wholeNumber(1, 1e9),
      ),
    )
    .addOption(runsOption())
    .addOption(acceptChangedDataOption())
    .addOption(jsonOption('print one JSON object a line'))
    .addHelpText('after', details)
    .action(async (word: string, options: ResumeOptions) => {
      const { json, acceptChangedData, from, extend } = options;
      const run = await findRun(word, options.runs);
      const programFiles = await announceExecution(run, context.terminal);
      const isNew = from !== undefined || extend !== undefined;
      const directory = isNew
        ? await continueAsNew(run, { checkpoint: from ?? 'latest', extendBy: extend ?? 0 }, context.terminal.messages)
        : run.directory;
      await trainRun(directory, { json, acceptsChangedData: acceptChangedData, programFiles }, context);
    });
}

async function continueAsNew(
  { directory, manifest }: FoundRun,
  continuation: { readonly checkpoint: CheckpointChoice; readonly extendBy: number },
  messages: Surface,
): Promise<string> {
  const secret = await userSecretIfKept();
  const runsFolder = path.dirname(path.resolve(directory));
  const maker = { runsFolder, askedBy: 'terminal', launcher: null, secret, version: readVersion() } as const;
  const continued = await continueRun({ directory, manifest }, continuation, maker).catch((error: unknown) => {
    if (explains(error)) throw new CommandError(error.message);
    throw asCommandError(error, runsFolder) ?? error;
  });
  announce(continued, messages);
  return continued.directory;
}

function announce({ directory, iteration, metaIterations, stepSizeChange, warnings }: ContinuedRun, messages: Surface) {
  const ends = `of ${formatCount(metaIterations)}`;
  messages.write(
    `A new run goes on from meta-iteration ${formatCount(iteration)} ${ends}: ${printable(shownPath(directory))}\n`,
  );
  const change = stepSizeChange === undefined ? [] : [describeStepSizeChange(stepSizeChange, untranslated)];
  for (const warning of [...warnings, ...change])
    messages.write(`${messages.paint('yellow', 'warning:')} ${printable(warning)}\n`);
}

const kindsThatExplainThemselves = [
  CheckpointUnreadableError,
  ContinuationRefused,
  ExperimentRefused,
  NoSuchCheckpointError,
];

function explains(error: unknown): error is Error {
  return error instanceof Error && kindsThatExplainThemselves.some((kind) => error instanceof kind);
}
