// `reptile-lab resume`: continues a stopped, failed or lost run from its newest good checkpoint.

import { Command } from 'commander';
import { announceExecution } from '../announceExecution.ts';
import type { CommandContext } from '../commandContext.ts';
import { findRun } from '../findRun.ts';
import { acceptChangedDataOption, jsonOption, runsOption } from '../parseOptions.ts';
import { trainRun } from '../trainRun.ts';

const details = `
The run goes on from its newest good checkpoint, or from the beginning where there is none, and ends
with the same parameters as if nothing had happened. Output and exit codes are those of "train". The
run keeps its own split: where the data no longer hold its classes it does not go on (exit code 5),
unless with --accept-changed-data: then with the classes that are left, each on its own side, and the
run says so from then on.
`;

interface ResumeOptions {
  readonly runs: string;
  readonly json: boolean;
  readonly acceptChangedData: boolean;
}

export function resumeCommand(context: CommandContext): Command {
  return new Command('resume')
    .description('Continue a stopped, failed or lost run, bit for bit.')
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
    .addOption(runsOption())
    .addOption(acceptChangedDataOption())
    .addOption(jsonOption('print one JSON object a line'))
    .addHelpText('after', details)
    .action(async (word: string, { runs, json, acceptChangedData }: ResumeOptions) => {
      const run = await findRun(word, runs);
      await announceExecution(run, context.terminal);
      await trainRun(run.directory, { json, acceptsChangedData: acceptChangedData }, context);
    });
}
