// In a thread that runs a user's module, everything that the module does wrong comes out as an error that names its
// place there.

import { syncBuiltinESMExports } from 'node:module';
import { blameUnhandled } from '../tasks/module/blame.ts';

/**
 * A rejection that nobody handles, an error in a timer, and `process.exit` end the thread with a `TaskError`. `file`:
 * the module, absolute.
 */
export function guardThread(file: string): void {
  const { exit } = process;
  const blame = (error: unknown) => {
    // Node itself ends the thread by it now.
    process.exit = exit;
    throw blameUnhandled(file, error);
  };
  process.on('unhandledRejection', blame);
  process.on('uncaughtException', blame);
  process.exit = (code) => {
    throw new Error(`it called process.exit(${code ?? ''}), but tasks cannot end the run`);
  };
  // For modules that import `exit` by its name.
  syncBuiltinESMExports();
}
