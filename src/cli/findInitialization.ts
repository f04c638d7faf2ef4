// From `RUN@best` to the checkpoint that a run is to begin with.

import { type CheckpointChoice, parseCheckpointChoice } from '../runs/chosenCheckpoint.ts';
import { type ChosenInitialization, chooseInitialization } from '../runs/initialization.ts';
import { explainedFailure } from './explainedFailure.ts';
import { findRun } from './findRun.ts';
import { printable, type Surface } from './terminal.ts';

/** @throws {CommandError} where there is no such run or checkpoint */
export async function findInitialization(
  words: string,
  runsFolder: string,
  messages: Surface,
): Promise<ChosenInitialization> {
  const { run, choice } = splitWords(words);
  const found = await findRun(run, runsFolder);
  try {
    const chosen = await chooseInitialization(found, choice);
    for (const warning of chosen.warnings)
      messages.write(`${messages.paint('yellow', 'warning:')} ${printable(warning)}\n`);
    return chosen;
  } catch (error) {
    throw explainedFailure(error);
  }
}

/** A folder's name may hold an `@`, too. */
function splitWords(words: string): { readonly run: string; readonly choice: CheckpointChoice } {
  const at = words.lastIndexOf('@');
  const choice = at < 0 ? undefined : parseCheckpointChoice(words.slice(at + 1));
  return choice === undefined ? { run: words, choice: 'latest' } : { run: words.slice(0, at), choice };
}
