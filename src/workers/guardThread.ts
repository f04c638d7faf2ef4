// In a thread that runs a user's module, everything that the module does wrong comes out as an error that names its
// place there, and the thread can be ended at any moment.

import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';
import { whileNotEnded } from '../base/gatedThread.ts';
import { blameUnhandled } from '../tasks/module/blame.ts';

/**
 * A rejection that nobody handles, an error in a timer, and `process.exit` end the thread with a `TaskError`. `file`:
 * the module, absolute; it is not imported yet.
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
  guardZlib();
  // For modules that import things by their names.
  syncBuiltinESMExports();
}

/** Whatever the module packs and unpacks keeps its thread from being ended on its way into zlib. */
function guardZlib(): void {
  const members: readonly (readonly [string, unknown])[] = Object.entries(zlib);
  for (const [name, member] of members) {
    if (typeof member !== 'function') continue;
    const guarded = new Proxy(member, {
      apply: (call, self, words): unknown => whileNotEnded((): unknown => Reflect.apply(call, self, words)),
      construct: (made, words, newTarget): object =>
        whileNotEnded((): object => Reflect.construct(made, words, newTarget)),
    });
    // Some cannot be assigned to.
    Reflect.defineProperty(zlib, name, { value: guarded, configurable: true, enumerable: true, writable: true });
  }
}
