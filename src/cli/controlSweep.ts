// Pauses, continues or stops all runs of a sweep from the terminal.

import { controlGroup, type GroupRequest } from '../launchers/sweeps/controlGroup.ts';
import { runsOfGroup } from '../runs/groupsOfRuns.ts';
import type { RunListing } from '../runs/listRuns.ts';
import { formatPlainQuantity } from '../words/terminalFigures.ts';
import { CommandError, exitCodes } from './failures.ts';
import { listFolder } from './findRun.ts';
import { printable, printableLines, type Terminal } from './terminal.ts';
import { terminalLauncher } from './terminalLauncher.ts';

/** @throws {CommandError} where no sweep or several are meant, or some run could not be asked */
export async function controlSweep(
  verb: GroupRequest,
  word: string,
  runsFolder: string,
  { messages }: Terminal,
): Promise<void> {
  const runs = await findSweep(word, runsFolder);
  const launcher = terminalLauncher({ runsFolder, places: 0 });
  const { asked, problems } = await controlGroup(runs, verb, launcher);
  messages.write(
    `Asked ${formatPlainQuantity(asked, 'run')} of ${formatPlainQuantity(runs.length, 'run')} to ${verb}.\n`,
  );
  for (const problem of problems) messages.write(`${printableLines(problem)}\n`);
  if (problems.length > 0)
    throw new CommandError(`${formatPlainQuantity(problems.length, 'run')} could not be asked.`, exitCodes.failed);
}

/** @throws {CommandError} where no sweep or several are meant */
async function findSweep(word: string, runsFolder: string): Promise<readonly Extract<RunListing, { kind: 'run' }>[]> {
  const runs = (await listFolder(runsFolder)).filter((listing) => listing.kind === 'run');
  const found = runsOfGroup(runs, word);
  if (found === undefined)
    throw new CommandError(`"${printable(word)}" is the beginning of several sweeps. Type more of the id.`);
  if (found.length > 0) return found;
  throw new CommandError(
    `There is no sweep "${printable(word)}" in ${printable(runsFolder)}. "reptile-lab runs --json" names the group of each run.`,
  );
}
