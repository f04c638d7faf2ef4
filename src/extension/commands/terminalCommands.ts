// Commands to be pasted into a terminal.

import path from 'node:path';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import type { RunRecord } from '../runs/runRecord.ts';

/** The words as one line that a POSIX shell, PowerShell and cmd take. */
export function terminalCommand(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/** What starts the run's experiment once more, into the same runs folder, by the command line that comes with the extension. */
export function trainCommand(
  installationFolder: string,
  { directory, manifest }: Pick<RunRecord, 'directory' | 'manifest'>,
): string {
  const assignments = manifest.overrides.flatMap((assignment) => ['--set', assignment]);
  const cli = path.join(installationFolder, 'dist', 'cli.js');
  const experiment = locateExperiment(directory, manifest);
  return terminalCommand(['node', cli, 'train', experiment, '--runs', path.dirname(directory), ...assignments]);
}

function quoteWord(word: string): string {
  if (process.platform === 'win32') return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
