// What every command receives: where to write, how it ended, and what to stop when it must.

import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  /** Set by a command that ends other than with success or an error. */
  exitCode: number;
  /** Stops the work at hand cleanly; undefined while there is nothing to lose. */
  stopWork: (() => void) | undefined;
  /** Lets the work at hand fail with an error that nobody handled; undefined while no record of it has to be kept. */
  failWork: ((error: unknown) => void) | undefined;
}
