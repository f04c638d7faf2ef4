// What looking costs, in questions to the file system: times differ from machine to machine, these do not.

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
  const methods = { opened: mock.method(fs, 'open'), lookedAt: mock.method(fs, 'lstat') };
  syncBuiltinESMExports();
  try {
    await action();
    const count = (calls: readonly { readonly arguments: readonly unknown[] }[]) =>
      calls.filter((call) => counts(String(call.arguments[0]))).length;
    return { opened: count(methods.opened.mock.calls), lookedAt: count(methods.lookedAt.mock.calls) };
  } finally {
    for (const method of Object.values(methods)) method.mock.restore();
    syncBuiltinESMExports();
  }
}
