// What a tier of tests came to: collected from mocha's own events and handed from process to process as a small JSON
// file.

import { readFile, writeFile } from 'node:fs/promises';
import type { Runner, Test } from 'mocha';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Full titles, for the summary. */
  readonly failures: readonly string[];
  readonly skips: readonly string[];
}

export const emptyTally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };

/** Environment variable with the file that a tier's process writes its tally to when it is through. */
export const tallyFileVariable = 'REPTILE_LAB_TALLY_FILE';

export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
      failures: [...sum.failures, ...tally.failures],
      skips: [...sum.skips, ...tally.skips],
    }),
    emptyTally,
  );
}

/** Counts every test and failed hook of a mocha run; the function it gives is to be called after the run's end. */
export function collectTally(runner: Runner): () => Tally {
  const passed: string[] = [];
  const failures: string[] = [];
  const skips: string[] = [];
  runner.on('pass', (test: Test) => passed.push(test.fullTitle()));
  runner.on('fail', (test: Test) => failures.push(test.fullTitle()));
  runner.on('pending', (test: Test) => skips.push(test.fullTitle()));
  return () => ({ passed: passed.length, failed: failures.length, skipped: skips.length, failures, skips });
}

export async function writeTally(tally: Tally): Promise<void> {
  const file = process.env[tallyFileVariable];
  if (file !== undefined) await writeFile(file, JSON.stringify(tally));
}

/** The tally in a file, or undefined when the process that should have written it never came to its end. */
export async function readTally(file: string): Promise<Tally | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value: Tally = JSON.parse(text);
  return value;
}

/** The line that ends every test run. */
export function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}
