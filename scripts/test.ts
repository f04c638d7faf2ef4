// `npm test`: sets up everything, runs every tier and ends with one line that counts all tests.
//
// npm test -- [--only unit,e2e] [--grep PATTERN] [--no-build]
// REPTILE_LAB_VSCODE=oldest takes the oldest supported VS Code instead of the newest.
// Where VS Code or a browser cannot be had, their tiers are skipped and say why; with CI=true that is a failure.

import { parseArgs } from 'node:util';
import { addTallies, closingLine, emptyTally, type Tally } from './testing/tally.ts';
import { runTier, type TierName, tierNames } from './testing/tiers.ts';
import { projectFolder } from './vscode/cacheFolder.ts';
import { UnavailableError } from './vscode/pinnedVersions.ts';
import { runCommand } from './vscode/runCommand.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, grep: { type: 'string' }, build: { type: 'boolean', default: true } },
  allowNegative: true,
});
const chosen = parseTierNames(values.only);
const print = (line: string) => console.log(line);
const tallies: Tally[] = [];

if (values.build && chosen.some((name) => name !== 'check')) tallies.push(await runStep('build', build));
const isBuilt = tallies.every((tally) => tally.failed === 0);
for (const name of chosen) {
  tallies.push(
    isBuilt || name === 'check' ? await runStep(name, () => runChosenTier(name)) : failedTier(name, 'the build failed'),
  );
}
finish(addTallies(tallies));

async function build(): Promise<Tally> {
  try {
    await runCommand(process.execPath, ['scripts/build.mjs'], { folder: projectFolder });
    return emptyTally;
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return { ...emptyTally, failed: 1, failures: ['build (npm run build)'] };
  }
}

async function runChosenTier(name: TierName): Promise<Tally> {
  try {
    // A pattern names tests, and what `check` does has no names.
    if (name === 'check' && values.grep !== undefined) return emptyTally;
    const tally = await runTier(name, { grep: values.grep, print });
    if (tally === undefined) return failedTier(name, 'it ended before its tests did');
    const ran = tally.passed + tally.failed + tally.skipped;
    return ran === 0 && values.grep === undefined ? failedTier(name, 'it ran no test') : tally;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof UnavailableError && process.env.CI !== 'true') return skippedTier(name, reason);
    return failedTier(name, reason);
  }
}

async function runStep(name: string, step: () => Promise<Tally>): Promise<Tally> {
  print(`\n── ${name} ${'─'.repeat(76 - name.length)}`);
  const started = Date.now();
  const tally = await step();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  print(name === 'build' ? `── built in ${seconds} s` : `── ${name}: ${closingLine(tally)} (${seconds} s)`);
  return tally;
}

function failedTier(name: TierName, reason: string): Tally {
  print(`The tier ${name} failed: ${reason}`);
  return { ...emptyTally, failed: 1, failures: [`the tier ${name}: ${reason.split('\n')[0]}`] };
}

function skippedTier(name: TierName, reason: string): Tally {
  print(`The tier ${name} is skipped: ${reason}`);
  return { ...emptyTally, skipped: 1, skips: [`the tier ${name}: ${reason.split('\n')[0]}`] };
}

function finish(total: Tally): void {
  print('');
  for (const title of total.skips) print(`skipped: ${title}`);
  for (const title of total.failures) print(`failed:  ${title.split('\n')[0]}`);
  if (total.passed + total.failed + total.skipped === 0) print(`No test matches ${values.grep}.`);
  process.exitCode = total.failed > 0 || total.passed + total.skipped === 0 ? 1 : 0;
  print(closingLine(total));
}

function parseTierNames(text: string | undefined): readonly TierName[] {
  if (text === undefined) return tierNames;
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !tierNames.some((known) => known === name));
  if (unknown.length > 0) {
    console.error(`There is no tier "${unknown.join(', ')}". The tiers are ${tierNames.join(', ')}.`);
    process.exit(2);
  }
  return tierNames.filter((name) => wanted.includes(name));
}
