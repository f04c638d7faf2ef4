// What a model or a stranger wrote and a person is to agree to: shown to its end, or nothing is done.

import { plainText } from '../base/shownText.ts';
import { commandInWords } from '../words/commandInWords.ts';
import { LaunchError } from './launcher.ts';

/** In UTF-16 units: with a sentence around it, every place shows so much of one line of a question. */
const longestShown = 800;

/**
 * A text of an agent's as one line of a question, none of which is cut off.
 * @throws {LaunchError} where it is too long for that: nobody can agree to what is not shown
 */
export function shownWhole(text: string): string {
  const line = plainText(text, Number.POSITIVE_INFINITY);
  if (line.length <= longestShown) return line;
  throw new LaunchError(
    `“${plainText(text, 40)}” has ${line.length} characters, more than the ${longestShown} that a person is shown and can agree to, so nothing was done. Write values into an experiment file, and name runs by their ids.`,
  );
}

/**
 * The command of a program as one line of a question, none of which is cut off.
 * @throws {LaunchError} where it is too long for that
 */
export function commandShownWhole(command: readonly string[]): string {
  const line = plainText(commandInWords(command), Number.POSITIVE_INFINITY);
  if (line.length <= longestShown) return line;
  throw new LaunchError(
    `The command “${plainText(line, 40)}” has ${line.length} characters, more than the ${longestShown} that a person is shown and can agree to, so nothing was done. Have the trainer start a script that holds it.`,
  );
}
