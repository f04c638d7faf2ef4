// Runs the suite inside the extension host: the same on a desktop and in the browser-served VS Code.

import path from 'node:path';
import { addTallies, collectTally, emptyTally, type Tally, writeTally } from '../../scripts/testing/tally.ts';
import { print } from './support/print.ts';

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
  const rejections = collectUnhandledRejections();
  const tally = await new Promise<Tally>((resolve) => {
    const runner = mocha.run(() => resolve(collected()));
    const collected = collectTally(runner);
  });
  for (const rejection of rejections) print(`Nobody handled a rejection:\n${rejection}`);
  const total = addTallies([tally, { ...emptyTally, failed: rejections.length, failures: rejections }]);
  await writeTally(total);
  if (total.failed > 0) throw new Error(`${total.failed} of the tests in the extension host failed.`);
}

/** Of the extension and the tests: VS Code has some of its own, which are not ours to mend. */
function collectUnhandledRejections(): readonly string[] {
  const found: string[] = [];
  process.on('unhandledRejection', (reason) => {
    const trace = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    if (trace.includes(path.join('dist', 'extension.js')) || trace.includes(path.join('out', 'host')))
      found.push(trace);
  });
  return found;
}
