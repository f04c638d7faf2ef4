// Runs the suite inside the extension host: the same on a desktop and in the browser-served VS Code.

import path from 'node:path';
import { collectTally, writeTally } from '../../scripts/testing/tally.ts';
import { print } from './print.ts';

/** Called by VS Code. Rejects when a test failed, which ends VS Code with an exit code other than 0. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const grep = process.env.REPTILE_LAB_GREP;
  const mocha = new Mocha({
    ui: 'bdd',
    color: process.env.REPTILE_LAB_COLOR === 'true',
    timeout: 30_000,
    forbidOnly: process.env.CI === 'true',
    ...(grep === undefined || grep === '' ? {} : { grep }),
  });
  Mocha.reporters.Base.consoleLog = print;
  for (const file of JSON.parse(process.env.REPTILE_LAB_HOST_TESTS ?? '[]')) mocha.addFile(path.resolve(file));
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run((count) => void writeTally(tally()).then(() => resolve(count)));
    const tally = collectTally(runner);
  });
  if (failures > 0) throw new Error(`${failures} of the tests in the extension host failed.`);
}
