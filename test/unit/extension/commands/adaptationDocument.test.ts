// What "Adapt to My Data…" shows: what the command line prints, as a document in which all text is text.

import assert from 'node:assert/strict';
import path from 'node:path';
import type { CommandContext } from '../../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../../src/cli/commandLine.ts';
import { adaptationDocument } from '../../../../src/extension/commands/adaptationDocument.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { changingData, experimentOn } from '../../../support/changingData.ts';
import { goodSets } from '../../../support/mangledSupportSets.ts';
import { recordTerminal } from '../../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { newRunOf, newTinyRun } from '../../trainer/trainerFixture.ts';

describe('the document of an adaptation', () => {
  const folder = useTemporaryFolder();

  async function printed(run: string, ...words: string[]): Promise<string> {
    assert.equal((await carryOutRun(run)).state, 'completed');
    const { terminal, output, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    assert.equal(await runCommandLine(['adapt', run, '--json', ...words], context), 0, messages());
    return output();
  }

  it('has a row for each query, with its class, the probability and what is known', async () => {
    const [images] = changingData;
    assert.ok(images !== undefined);
    await images.write(folder());
    const good = await goodSets.images(folder());
    const output = await printed(await newRunOf(folder(), experimentOn(images)), '--support', good, '--query', good);
    const document = adaptationDocument('Adapting “x”', output);
    const rows = document.split('\n').filter((line) => line.startsWith('| ') && line.includes('good'));
    assert.equal(rows.length, 4);
    for (const row of rows) assert.match(row, /\\\.png \| [ab] \| \d+(\.\d+)?\s% \| [ab] \|$/);
    assert.match(
      document,
      /adapted by 2\ssteps to 4\ssamples of 2\sclasses\n- Of the queries whose class is known \d+(\.\d+)?\s% are right/,
    );
  });

  it('has values and their error for regression, and no table where nothing was asked', async () => {
    const good = await goodSets.numbers(folder());
    const run = await newTinyRun(path.join(folder(), 'run'));
    const document = adaptationDocument('x', await printed(run, '--support', good, '--query', good));
    assert.match(document, /\| \S+good\\\.csv\\, line 2 \| -?[\d.]+ \| 0\.5 \|/);
    assert.match(document, /Mean squared error on the queries whose values are known: [\d.]+/);
  });

  it('takes no class and no path for syntax', () => {
    const evil = '<img src=x> | [a](command:b) $(bug)\n# c';
    const query = { place: evil, label: evil, predicted: evil, probabilities: { [evil]: 0.5 } };
    const output = {
      iteration: 1,
      steps: 2,
      classes: [evil],
      support: [evil],
      queries: [query],
      accuracy: 1,
      meanSquaredError: null,
    };
    const document = adaptationDocument(evil, JSON.stringify(output));
    assert.doesNotMatch(document, /[^\\]<img|\]\(|[^\\]\$\(|^# c/m);
    assert.equal(document.split('\n').filter((line) => line.startsWith('|')).length, 3);
  });

  it('has the first of thousands of rows, and says so', () => {
    const query = { label: null, predicted: 'a', probabilities: { a: 1 } };
    const queries = Array.from({ length: 10_000 }, (_, index) => ({ ...query, place: `row${index}` }));
    const graded = { accuracy: null, meanSquaredError: null };
    const output = JSON.stringify({ iteration: 1, steps: 1, classes: ['a'], support: [], queries, ...graded });
    const document = adaptationDocument('x', output);
    assert.match(document, /\| row499 \| a \| 100/);
    assert.doesNotMatch(document, /row500/);
    assert.match(
      document,
      /\n\nThe first 500 of 10\D?000 queries\. In a terminal `reptile-lab adapt` prints all of them\.\n$/,
    );
  });
});
