// `reptile-lab repair`: rebuilds the run.json of a run that has lost it from what else is there.

import path from 'node:path';
import { Command } from 'commander';
import { ExperimentRefused } from '../../runs/frozenExperiment.ts';
import { CheckpointUnreadableError } from '../../runs/newestCheckpoint.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { RunLockedError } from '../../runs/runHold.ts';
import { isResumable } from '../../runs/runState.ts';
import { type RepairedRun, RepairRefused, repairRun } from '../../trainer/repair/repairRun.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, exitCodes, explained } from '../failures.ts';
import { isThere, locateRun } from '../findRun.ts';
import { folderName, jsonOption, runsOption } from '../parseOptions.ts';
import { adviseOnResuming } from '../suggestCommand.ts';
import { printableLines, writeJsonLine } from '../terminal.ts';

const details = `
For a run whose run.json is empty, damaged or gone, as after a full disk or a power cut. The damaged
file stays beside the new one. A run.json that can be read is never replaced, and nothing is written
while another process works on the run. With --json the object holds directory, state, iteration,
experimentPath, kept (where the damaged file is, or null) and report, a list of sentences.
`;

interface Options {
  readonly runs: string;
  readonly experiment?: string;
  readonly json: boolean;
}

export function repairCommand({ terminal: { output, messages } }: CommandContext): Command {
  return new Command('repair')
    .description("Rebuild a run's damaged run.json from its experiment, figures and checkpoints.")
    .argument('<run>', "a run's folder, its id or a beginning of it")
    .addOption(runsOption())
    .option('--experiment <file>', 'the file that the run was made from, where its data paths start', folderName)
    .addOption(jsonOption('print what was done as one JSON object'))
    .addHelpText('after', details)
    .action(async (word: string, { runs, experiment, json }: Options) => {
      const directory = await locateDamaged(word, runs);
      const { manifest, kept, report } = await repair(directory, experiment);
      if (json) {
        const { state, iteration, experimentPath } = manifest;
        writeJsonLine(output, { directory, state, iteration, experimentPath, kept: kept ?? null, report });
        return;
      }
      for (const sentence of report) messages.write(`${printableLines(sentence)}\n`);
      if (isResumable(manifest.state))
        messages.write(`${await adviseOnResuming(directory, manifest.state, manifest)}\n`);
    });
}

/** A run without a run.json is not listed, and is known by its experiment. */
async function locateDamaged(word: string, runsFolder: string): Promise<string> {
  const named = path.resolve(runsFolder, word);
  const isNamed = !/[/\\]/.test(word) && word !== '' && (await hasExperiment(named));
  return isNamed ? named : (await locateRun(word, runsFolder, hasRunFile)).directory;
}

async function hasRunFile(directory: string): Promise<boolean> {
  return (await isThere(runFiles(directory).manifest)) || (await hasExperiment(directory));
}

function hasExperiment(directory: string): Promise<boolean> {
  return isThere(runFiles(directory).experiment);
}

async function repair(directory: string, experiment: string | undefined): Promise<RepairedRun> {
  try {
    return await repairRun(directory, experiment === undefined ? {} : { experimentPath: path.resolve(experiment) });
  } catch (error) {
    if (error instanceof RunLockedError) throw new CommandError(error.message, exitCodes.locked);
    if (error instanceof CheckpointUnreadableError) throw new CommandError(error.message, exitCodes.failed);
    if (error instanceof RepairRefused || error instanceof ExperimentRefused) throw new CommandError(error.message);
    throw explained(error, directory);
  }
}
