// Carries a command of the terminal out for a program: the same checks, the same JSON, nothing on the screen.

import { messageOf } from '../../base/systemErrors.ts';
import type { CommandContext } from '../commandContext.ts';
import { CommandError, exitCodes } from '../failures.ts';
import { asciiSymbols } from '../symbols.ts';
import type { Surface } from '../terminal.ts';

/** Carries one command line out, as `runCommandLine` does. */
export type RunCommandLine = (words: readonly string[], context: CommandContext) => Promise<number>;

/** As long as an answer of the largest folder is. */
const longestAnswer = 64 * 2 ** 20;

export interface AskedCommand {
  readonly words: readonly string[];
  /** Stops the work at hand cleanly. */
  readonly signal: AbortSignal;
  /** Hears of what is done meanwhile, a line each. */
  readonly onMessage?: (line: string) => void;
  /** Hears what the command says that it could not do beside its answer. */
  readonly onProblem?: (problem: string) => void;
}

/**
 * The JSON values that the command prints, a line each.
 * @throws {CommandError} with the command's own words where it does not end well
 */
export async function answerOf(
  run: RunCommandLine,
  { words, signal, onMessage = () => {}, onProblem = () => {} }: AskedCommand,
): Promise<readonly unknown[]> {
  const output = new Recording();
  const messages = new Recording(onMessage);
  let stopWork: (() => void) | undefined;
  const context: CommandContext = {
    terminal: { output, messages, symbols: asciiSymbols },
    exitCode: exitCodes.completed,
    get stopWork() {
      return stopWork;
    },
    // The end may have been asked for before there was anything to stop.
    set stopWork(stop) {
      stopWork = stop;
      if (signal.aborted) stop?.();
    },
    failWork: undefined,
  };
  const stop = () => stopWork?.();
  signal.throwIfAborted();
  signal.addEventListener('abort', stop);
  try {
    const exitCode = await run(words, context);
    signal.throwIfAborted();
    // Of what could not be stored the figures are an answer all the same; an error that was thrown leaves no whole one.
    const hasNoneStored = exitCode === exitCodes.failed && context.exitCode === exitCode;
    const isAnswered =
      exitCode === exitCodes.completed || ((exitCode === exitCodes.badInput || hasNoneStored) && output.text !== '');
    if (hasNoneStored) onProblem(errorIn(messages.text));
    if (!isAnswered) throw new CommandError(errorIn(messages.text));
    return parseLines(output.text);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function parseLines(text: string): readonly unknown[] {
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  } catch (error) {
    throw new CommandError(`The answer cannot be read: ${messageOf(error)}`);
  }
}

/** From the line that begins with `error:` on. */
function errorIn(messages: string): string {
  const start = messages.search(/^error: /m);
  return (start < 0 ? messages : messages.slice(start + 'error: '.length)).trim();
}

class Recording implements Surface {
  readonly interactive = false;
  readonly #onText: (text: string) => void;
  text = '';

  constructor(onText: (text: string) => void = () => {}) {
    this.#onText = onText;
  }

  write(text: string): void {
    if (this.text.length < longestAnswer) this.text += text;
    this.#onText(text.trim());
  }

  cursor(): string {
    return '';
  }

  columns(): number {
    return 200;
  }

  paint(_style: unknown, text: string): string {
    return text;
  }
}
