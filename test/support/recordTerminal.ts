// A terminal for tests of the command line in this process: keeps what is written.

import { asciiSymbols } from '../../src/cli/symbols.ts';
import { cursorSequences, type Surface, type Terminal } from '../../src/cli/terminal.ts';

export interface RecordedTerminal {
  readonly terminal: Terminal;
  /** Everything, in the order in which it was written. */
  readonly written: string[];
  output(): string;
  messages(): string;
}

/** `onMessage` hears what is written to standard error. */
export function recordTerminal(interactive: boolean, onMessage: (text: string) => void = () => {}): RecordedTerminal {
  const written: string[] = [];
  const output: string[] = [];
  const messages: string[] = [];
  const surface = (own: string[], listener: (text: string) => void): Surface => ({
    write(text) {
      written.push(text);
      own.push(text);
      listener(text);
    },
    interactive,
    columns: () => 80,
    cursor: (command) => cursorSequences[command],
    paint: (_style, text) => text,
  });
  return {
    terminal: { output: surface(output, () => {}), messages: surface(messages, onMessage), symbols: asciiSymbols },
    written,
    output: () => output.join(''),
    messages: () => messages.join(''),
  };
}
