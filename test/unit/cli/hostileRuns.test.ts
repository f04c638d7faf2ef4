// Runs that a stranger made: listed and shown, they say nothing nonsensical, move no cursor, forge no line, and JSON
// keeps what is in their files.

import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { formatBytes, formatBytesRoughly, formatMemory } from '../../../src/base/formatMemory.ts';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { exitCodes } from '../../../src/cli/failures.ts';
import { asciiSymbols } from '../../../src/cli/symbols.ts';
import { formatCount } from '../../../src/words/formatFigures.ts';
import {
  formatAge,
  formatClock,
  formatInterval,
  formatNumber,
  formatPercentNumber,
  formatRate,
} from '../../../src/words/terminalFigures.ts';
import { attackTexts, harmfulCharacters } from '../../support/attackTexts.ts';
import { hostileNumber, nonsense, readableHostileChanges } from '../../support/hostileManifests.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

async function run(words: readonly string[]) {
  const { terminal, output, messages } = recordTerminal(false);
  const context: CommandContext = { terminal, exitCode: exitCodes.completed, stopWork: undefined, failWork: undefined };
  const exitCode = await runCommandLine(words, context);
  return { exitCode, output: output(), messages: messages() };
}

describe('numbers of the command line', () => {
  it('are never nonsense, and never hundreds of digits', () => {
    const any = fc.oneof(
      hostileNumber,
      fc.double(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    fc.assert(
      fc.property(any, any, (value, ci95) => {
        const shown = [
          formatAge(value, ci95),
          formatCount(value),
          formatClock(value),
          formatInterval({ value, ci95 }, asciiSymbols),
          formatNumber(value),
          formatPercentNumber(value),
          formatRate(value),
          formatBytes(value),
          formatMemory(value),
          formatBytesRoughly(value),
        ];
        for (const text of shown) {
          assert.doesNotMatch(text, nonsense);
          assert.ok(text.length < 60, text);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a run of a stranger in the command line', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  it('is listed and shown without nonsense, whatever its manifest says', async () => {
    const directory = await newTestRun(folder(), { state: 'stopped' });
    await fc.assert(
      fc.asyncProperty(readableHostileChanges, async (changes) => {
        await changeManifest(directory, { ...changes, state: 'stopped' });
        for (const words of [
          ['list', '--runs', folder()],
          ['show', directory],
        ]) {
          const { exitCode, output, messages } = await run(words);
          // What it says of its experiment is not what the experiment says, and that is said after all else.
          assert.ok(
            exitCode === exitCodes.completed || (words[0] === 'show' && exitCode === exitCodes.badInput),
            messages,
          );
          assert.doesNotMatch(output, nonsense);
          assert.doesNotMatch(output + messages, harmfulCharacters);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('forges no line, and is the same in JSON as in its file', async () => {
    const directory = await newTestRun(folder(), { state: 'stopped' });
    for (const name of attackTexts.filter((text) => !/[\ud800-\udfff]/.test(text))) {
      await changeManifest(directory, { name, heldOut: name, failure: { message: name } });
      const shown = await run(['show', directory]);
      for (const line of shown.output.split('\n')) assert.doesNotMatch(line, /^(Continue|2026-)/);
      const json = await run(['list', '--runs', folder(), '--json']);
      assert.equal(JSON.parse(json.output)[0].name, name);
      assert.doesNotMatch(json.output, harmfulCharacters);
    }
  });

  it('commands no terminal by the name of its folder, in tables, errors or JSON', async function () {
    if (process.platform === 'win32') this.skip();
    const names = [
      '\u001b[31mred\u001b[2J',
      'c1\u009b31m',
      'a\nContinue it with: rm -rf x',
      'run\u202egnp.exe',
      '\u001b]0;title\u0007',
    ];
    for (const name of names) await rename(await newTestRun(folder(), { state: 'stopped' }), path.join(folder(), name));
    await mkdir(path.join(folder(), '\u001b[32munreadable'));
    await writeFile(path.join(folder(), '\u001b[32munreadable', 'run.json'), '{"name": "\u001b[31m');
    for (const words of [
      ['list', '--runs', folder()],
      ['show', path.join(folder(), '\u001b[2Jmissing')],
      ['show', '\u009b', '--runs', folder()],
    ]) {
      const { output, messages } = await run(words);
      assert.doesNotMatch(output + messages, harmfulCharacters);
      assert.doesNotMatch(output + messages, /^Continue/m);
    }
    const { output } = await run(['list', '--json', '--runs', folder()]);
    assert.doesNotMatch(output, harmfulCharacters);
    const listed: unknown = JSON.parse(output);
    assert.ok(Array.isArray(listed));
    assert.deepEqual(
      listed.map((one) => path.basename(String(one.directory))).toSorted(),
      [...names, '\u001b[32munreadable'].toSorted(),
    );
  });

  it('is advised to be resumed by a command that hands its path on and nothing else, or in words', async function () {
    if (process.platform === 'win32') this.skip();
    for (const name of [
      'my runs',
      '$(touch pwned)',
      "'; touch pwned; '",
      '"; touch pwned; "',
      '`touch pwned`',
      'a\nb',
      '--help',
    ]) {
      const runsFolder = path.join(folder(), 'runs');
      const directory = path.join(folder(), name);
      await mkdir(runsFolder, { recursive: true });
      await rename(await newTestRun(runsFolder, { state: 'stopped' }), directory);
      const { messages } = await run(['show', directory]);
      const advice = /Continue it with: (.*)\n/.exec(messages)?.[1] ?? '';
      assert.match(advice, /^(reptile-lab|node|npx|the command "resume")/, messages);
      assert.ok(
        !advice.includes(name) ||
          advice.includes(`'${directory}'`) ||
          advice.includes(`"${directory}"`) ||
          /^[\w./-]+$/.test(name),
        advice,
      );
      if (name.includes('\n')) assert.match(advice, /^the command/);
    }
  });
});
