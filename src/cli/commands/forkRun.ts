// `reptile-lab fork`: writes a new experiment file that asks for what a run carries out.

import path from 'node:path';
import { Command } from 'commander';
import { lookUpOnSameHost } from '../../base/cautiousLookup.ts';
import { hasCode } from '../../base/systemErrors.ts';
import { writeNew } from '../../base/writeAtomically.ts';
import { extensionOf, otherBeginningOf, withHead } from '../../launchers/forkedBeginning.ts';
import { slugOf } from '../../runs/createRun.ts';
import { forkedText } from '../../runs/forkedExperiment.ts';
import { ExperimentRefused } from '../../runs/frozenExperiment.ts';
import { untranslated } from '../../words/translate.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, explained } from '../failures.ts';
import { findRun } from '../findRun.ts';
import { makeAskedFolder } from '../makeFolder.ts';
import { folderName, runsOption } from '../parseOptions.ts';
import { begunWith, suggestCommandOn } from '../suggestCommand.ts';
import { printable } from '../terminal.ts';

const details = `
The file says what the run was started with: the text of its experiment file then, comments too, with the
values of --set in place. Relative paths to data lead to the same places from where the new file lies. An
experiment whose defaults have changed since is written out in full.
`;

interface ForkOptions {
  readonly runs: string;
  readonly output: string | undefined;
}

export function forkCommand({ terminal: { output, messages } }: CommandContext): Command {
  return new Command('fork')
    .description('Write a new experiment file that asks for what a run carries out, to change it.')
    .argument('<run>', "a run's folder, its id or a beginning of it, or latest")
    .option(
      '-o, --output <file>',
      'file to write (default: <name>-fork.reptile.json in the current folder)',
      folderName,
    )
    .addOption(runsOption())
    .addHelpText('after', details)
    .action(async (word: string, options: ForkOptions) => {
      const { directory, manifest } = await findRun(word, options.runs);
      const file = options.output ?? `${slugOf(manifest.name)}-fork.reptile.json`;
      const folder = path.dirname(path.resolve(file));
      const [text, note] = await Promise.all([
        forkedText(directory, manifest, folder),
        otherBeginningOf(directory, manifest, (absolute) => lookUpOnSameHost(absolute, directory), untranslated),
      ]).catch((error: unknown) => {
        throw error instanceof ExperimentRefused ? new CommandError(error.message) : error;
      });
      await makeAskedFolder(path.dirname(file));
      const extension = extensionOf(directory, manifest, untranslated);
      await writeFork(file, withHead(text, [...note, ...extension]));
      output.write(`${printable(file)}\n`);
      const [difference] = note;
      const same = difference === undefined ? [] : begunWith(directory, 0);
      for (const line of [difference ?? [], extension].flat()) messages.write(`${line}\n`);
      messages.write(`Change it, and start it with: ${suggestCommandOn('train', file, ...same)}\n`);
    });
}

async function writeFork(file: string, text: string): Promise<void> {
  try {
    await writeNew(file, text);
  } catch (error) {
    if (hasCode(error, 'EEXIST'))
      throw new CommandError(`${file} is already there. Choose another name with --output.`);
    throw explained(error, file);
  }
}
