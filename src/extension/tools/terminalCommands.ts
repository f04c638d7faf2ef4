// Commands to be pasted into a terminal.

import path from 'node:path';
import { shellCommand, shellFamilyOf } from '../../base/shellCommand.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import type { RunRecord } from '../runs/runRecord.ts';

/**
 * The words as one line for the shells of this system; undefined where one of them cannot be quoted for all of these.
 */
export function terminalCommand(words: readonly string[]): string | undefined {
  return shellCommand(words, shellFamilyOf(process.platform));
}

/**
 * What starts the run's experiment once more, into the same runs folder, by the command line that comes with the
 * extension.
 */
export function trainCommandLine(
  installationFolder: string,
  { directory, manifest }: Pick<RunRecord, 'directory' | 'manifest'>,
): string | undefined {
  const assignments = manifest.overrides.flatMap((assignment) => ['--set', assignment]);
  const cli = path.join(installationFolder, 'dist', 'cli.js');
  const experiment = locateExperiment(directory, manifest);
  return terminalCommand([
    'node',
    cli,
    'train',
    path.resolve(experiment),
    '--runs',
    path.dirname(directory),
    ...assignments,
  ]);
}
