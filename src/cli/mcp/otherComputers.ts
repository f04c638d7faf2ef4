// Agents take paths from what they read, which anybody may have written: none of them leads to another computer.

import { isOnAnotherHost } from '../../base/otherHosts.ts';
import { CommandError } from '../failures.ts';
import { printable } from '../terminal.ts';

/**
 * Before anything looks at it: on Windows a mere look gives the user's credentials away.
 * @param word a path, or what else means a run
 * @throws {CommandError} where it names another computer than that of `runsFolder`, an absolute path
 */
export function refuseOtherComputer(word: string, runsFolder: string): void {
  if (!isOnAnotherHost(word, runsFolder)) return;
  throw new CommandError(
    `${printable(word)} lies on another computer than the runs, so it was not looked at. A person can name it in a terminal.`,
  );
}
