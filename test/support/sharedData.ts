// Finds the data sets that lie beside a checkout, for tests that need them.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../src/base/installation.ts';

/** Absolute path below `../shared/data`, or undefined where this machine does not have it. */
function sharedData(...segments: readonly string[]): string | undefined {
  const file = path.resolve(installationFolder, '..', 'shared', 'data', ...segments);
  return existsSync(file) ? file : undefined;
}

/** The same, or skips the running test or suite with a printed reason. */
export function sharedDataOrSkip(context: Mocha.Context, ...segments: readonly string[]): string {
  const file = sharedData(...segments);
  if (file !== undefined) return file;
  console.log(`      skipped: ../shared/data/${segments.join('/')} is not on this machine`);
  context.skip();
}
