// What every command receives: where to write, how it ended, and what to stop when it must.

import type { ExitCode } from './failures.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  /** Set by a command that ends other than with success or an error. */
  exitCode: ExitCode;
  /** Stops the work at hand cleanly; undefined while there is nothing to lose. */
  stopWork: (() => void) | undefined;
}
