// What looking costs, in questions to the file system: times differ from machine to machine, these do not.

import callbacks from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';

export interface Looks {
  /** Files that were opened. */
  readonly opened: number;
  /** Entries that were only looked at. */
  readonly lookedAt: number;
}

/** Counts the asynchronous questions of this whole process about files whose path `counts`, while `action` runs. */
export async function countLooks(counts: (file: string) => boolean, action: () => Promise<unknown>): Promise<Looks> {
  const opening = mock.method(fs, 'open');
  const looking = [mock.method(fs, 'lstat'), mock.method(callbacks, 'lstat')];
  syncBuiltinESMExports();
  try {
    await action();
    const count = (calls: readonly { readonly arguments: readonly unknown[] }[]) =>
      calls.filter((call) => counts(String(call.arguments[0]))).length;
    return {
      opened: count(opening.mock.calls),
      lookedAt: looking.reduce((sum, { mock: { calls } }) => sum + count(calls), 0),
    };
  } finally {
    for (const method of [opening, ...looking]) method.mock.restore();
    syncBuiltinESMExports();
  }
}
