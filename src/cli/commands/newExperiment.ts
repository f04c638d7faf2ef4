// `reptile-lab new`: writes an experiment file from a preset, or lists the presets.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { hasCode } from '../../base/systemErrors.ts';
import { writeNew } from '../../base/writeAtomically.ts';
import { companionsOf } from '../../experiment/presetFiles.ts';
import { groupPresets, offeredPresets, type Preset } from '../../experiment/presets.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, explained } from '../failures.ts';
import { makeAskedFolder } from '../makeFolder.ts';
import { formatProblem, hasError } from '../problems.ts';
import { checkSource } from '../readSource.ts';
import { suggestCommand, suggestCommandOn } from '../suggestCommand.ts';
import { printable, type Terminal } from '../terminal.ts';

interface NewOptions {
  readonly force: boolean;
}

export function newCommand({ terminal }: CommandContext): Command {
  return new Command('new')
    .description('Write an experiment file from a preset. Without a preset: list them.')
    .argument('[preset]', 'id of a preset')
    .argument('[file]', 'file to write (default: <preset>.reptile.json in the current folder)')
    .option('--force', 'overwrite the file if it is there', false)
    .action(async (id: string | undefined, file: string | undefined, options: NewOptions) => {
      if (id === undefined) listPresets(terminal);
      else await writePreset(findPreset(id), file ?? `${id}.reptile.json`, options, terminal);
    });
}

function listPresets({ output, messages }: Terminal): void {
  const width = Math.max(...offeredPresets.map(({ id }) => id.length));
  for (const { heading, presets: ofGroup } of groupPresets()) {
    output.write(`${output.paint('bold', heading)}\n`);
    for (const { id, title, description, needs } of ofGroup) {
      const data = needs === null ? '' : ` Needs the data set ${needs}.`;
      output.write(`${id.padEnd(width)}  ${title}. ${description}${data}\n`);
    }
    output.write('\n');
  }
  messages.write(`Write one with: ${suggestCommand('new')} PRESET [FILE]\n`);
}

function findPreset(id: string): Preset {
  const preset = offeredPresets.find((candidate) => candidate.id === id);
  if (preset !== undefined) return preset;
  throw new CommandError(
    `There is no preset "${id}". The presets are: ${offeredPresets.map((candidate) => candidate.id).join(', ')}.`,
  );
}

async function writePreset(
  preset: Preset,
  file: string,
  { force }: NewOptions,
  { output, messages }: Terminal,
): Promise<void> {
  await makeAskedFolder(path.dirname(file));
  await writeNewFile(file, preset.text, force);
  output.write(`${printable(file)}\n`);
  for (const { name, text } of companionsOf(preset)) {
    const companion = path.join(path.dirname(file), name);
    if (!force && existsSync(companion)) {
      messages.write(`${printable(companion)} is already there and is kept.\n`);
    } else {
      await writeNewFile(companion, text, force);
      output.write(`${printable(companion)}\n`);
    }
  }
  const { problems } = checkSource(preset.text, file);
  for (const problem of problems) messages.write(formatProblem(problem, messages));
  const start = `start it with: ${suggestCommandOn('train', file)}\n`;
  messages.write(hasError(problems) ? `Put this right in ${printable(file)}, then ${start}` : `Now ${start}`);
}

async function writeNewFile(file: string, text: string, force: boolean): Promise<void> {
  try {
    if (force) await writeFile(file, text);
    else await writeNew(file, text);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      throw new CommandError(`${file} is already there. Choose another name, or overwrite it with --force.`);
    }
    throw explained(error, file);
  }
}
