// Labels in the terminal: `list` and `show` tell runs of one name apart, in the characters that a terminal has.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { shownLabel } from '../../../src/cli/runLabels.ts';
import { asciiSymbols, unicodeSymbols } from '../../../src/cli/symbols.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('labels on the command line', () => {
  const folder = useTemporaryFolder();

  async function outputOf(...words: string[]): Promise<string> {
    const { terminal, output } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    await runCommandLine([...words, '--runs', folder()], context);
    return output();
  }

  it('stand in the list of runs where there is something to tell, and in its JSON', async () => {
    const first = await newTestRun(folder(), { seed: 1, createdAt: '2026-01-01T00:00:00.000Z' });
    assert.match(await outputOf('list'), /^run +state +meta-iteration /);
    const second = await newTestRun(folder(), { seed: 2, createdAt: '2026-01-02T00:00:00.000Z' });
    const table = await outputOf('list');
    assert.match(table, /^run +what differs +state +meta-iteration /);
    assert.match(table, / seed 1 +queued /);
    assert.match(table, / seed 2 +queued /);
    const listed: { readonly directory: string; readonly label: string }[] = JSON.parse(
      await outputOf('list', '--json'),
    );
    const labels = new Map(listed.map(({ directory, label }) => [directory, label]));
    assert.deepEqual([labels.get(first), labels.get(second)], ['seed 1', 'seed 2']);
  });

  it('stand at the head of one run, too', async () => {
    await newTestRun(folder(), { seed: 1, createdAt: '2026-01-01T00:00:00.000Z' });
    const second = await newTestRun(folder(), { seed: 2, createdAt: '2026-01-02T00:00:00.000Z' });
    assert.match(await outputOf('show', second), /\nwhat differs +seed 2\n/);
    assert.equal(JSON.parse(await outputOf('show', second, '--json')).label, 'seed 2');
  });

  it('are spelled out where a terminal lacks the letters', () => {
    assert.equal(shownLabel('lr 0.04 · ε 0.3', unicodeSymbols), 'lr 0.04 · ε 0.3');
    assert.equal(shownLabel('lr 0.04 · ε 0.3', asciiSymbols), 'lr 0.04 - eps 0.3');
  });
});
