// `reptile-lab runs`: the table in the terminal, for scripts and for papers, and what it says of an expression that is wrong.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { StoredViews } from '../../../src/launchers/views/storedViews.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { firstChoices } from '../../../src/table/page/tableChoices.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('reptile-lab runs', () => {
  /** Holds two experiments with three seeds each. */
  let folder = '';
  const otherFolder = useTemporaryFolder();

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
    for (const metaIterations of [100, 200])
      for (const seed of [1, 2, 3]) {
        const figure = { iteration: 100, loss: metaIterations / 1000 + seed / 100, lossCi95: 0.02 };
        await newTestRun(folder, {
          seed,
          metaIterations,
          iteration: 100,
          state: 'completed',
          latest: figure,
          best: figure,
          tags: seed === 1 ? ['paper'] : [],
          createdAt: `2026-11-0${seed}T12:00:00.000Z`,
        });
      }
  });

  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  const carryOut = (...words: string[]) => carryOutWords('runs', '--runs', folder, ...words);

  /** Lines of the table without its head, and without remarks. */
  async function rowsOf(...words: string[]): Promise<string[]> {
    const { exitCode, output, messages } = await carryOut(...words);
    assert.equal(exitCode, 0, messages);
    const [table = ''] = output.split('\n\n');
    return table.trimEnd().split('\n').slice(1);
  }

  it('shows what differs among the runs, the newest first, and what the intervals are', async () => {
    const { output } = await carryOut();
    const [head = '', ...lines] = output.split('\n');
    assert.match(head, /^id +state +progress +tags +loss +best loss +best at +meta-iterations +seed/);
    assert.match(lines[0] ?? '', / completed .* 0\.[12]300 \+- 0\.0200 /);
    assert.match(
      output,
      /\n\n\+- is the 95 % interval of the mean over held-out tasks\.\n"best" is chosen among a run's own evaluations, .*\n$/,
    );
  });

  it('shows what a stored view says, and where options say otherwise what they do', async () => {
    const runs = path.join(otherFolder(), '.reptile', 'runs');
    for (const seed of [1, 2, 3]) {
      const latest = { iteration: 100, loss: seed / 10, lossCi95: 0.02 };
      await newTestRun(runs, { name: 'Seen', seed, iteration: 100, state: 'completed', latest, best: latest });
    }
    const views = new StoredViews(otherFolder());
    const sort = [{ column: 'loss', direction: 'descending' } as const];
    await views.write('paper', { ...firstChoices, filter: 'loss > 0.15', columns: ['seed', 'gone', 'loss'], sort });
    const ask = (...words: string[]) => carryOutWords('runs', '--runs', runs, '--tsv', ...words);
    const { output } = await ask('--view', 'paper');
    assert.deepEqual(
      output
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t').slice(0, 2)),
      [
        ['title', 'seed'],
        ['Seen · seed 3', '3'],
        ['Seen · seed 2', '2'],
      ],
    );
    const other = await ask('--view', 'paper', '--where', 'seed = 2', '--columns', 'seed');
    assert.equal(other.output, 'seed\n2\n');
    // Half of it closes a parenthesis that is not its own.
    await views.write('split', { ...firstChoices, filter: 'seed = 1) or (seed = 3' });
    const split = await ask('--view', 'split', '--where', 'seed = 2');
    assert.equal(split.exitCode, 2);
    assert.match(split.messages, /“\)” is not expected here/);
    const missing = await ask('--view', 'draft');
    assert.match(missing.messages, /The view .draft. cannot be read: it is gone .*There are: paper, split\./s);
  });

  it('filters, chooses columns and sorts', async () => {
    const words = ['--where', 'loss < 0.5 and not tag = paper', '--columns', 'seed,loss', '--sort', '-loss'];
    assert.deepEqual(
      (await rowsOf(...words)).map((line) => line.trim().split(/ +/)[0]),
      ['3', '2', '3', '2'],
    );
    const byTwo = await rowsOf('--columns', 'metaIterations,seed', '--sort', 'seed,-meta-iterations');
    assert.deepEqual(
      byTwo.map((line) => line.trim().split(/ +/).join(' ')),
      ['200 1', '100 1', '200 2', '100 2', '200 3', '100 3'],
    );
  });

  it('folds seeds to one row, with both intervals', async () => {
    const { output } = await carryOut('--group-by-all-but-seed', '--columns', 'metaIterations,loss');
    assert.match(output, /^runs +meta-iterations +loss +seeds +\+- tasks\n/);
    // 1, 2 and 3 hundredths: t(2) · 0.01 / √3 = 0.0248.
    assert.match(output, / +3 +100 +0\.1200 \+- 0\.0248 +3 +0\.02\n/);
    assert.match(output, /Student's t, none for one seed/);
    assert.equal((await rowsOf('--group-by', 'seed')).length, 3);
    assert.equal((await rowsOf('--group-by', 'day')).length, 3);
  });

  it('gives scripts the same as JSON, CSV and TSV, and papers Markdown and LaTeX', async () => {
    const words = ['--columns', 'seed,loss', '--where', 'metaIterations = 100', '--sort', 'seed'];
    const report = JSON.parse((await carryOut(...words, '--json')).output);
    assert.deepEqual(
      report.columns.map(({ id, kind, better }: Record<string, unknown>) => [id, kind, better]),
      [
        ['seed', 'number', null],
        ['loss', 'figure', 'lower'],
      ],
    );
    assert.deepEqual(
      report.rows.map(({ cells }: Record<string, unknown>) => cells),
      [1, 2, 3].map((seed) => ({ seed, loss: { value: 0.1 + seed / 100, ci95: 0.02 } })),
    );
    const { output: csv } = await carryOut(...words, '--csv');
    assert.equal(csv, 'seed,loss,loss.ci95\n1,0.11,0.02\n2,0.12000000000000001,0.02\n3,0.13,0.02\n');
    const { output: tsv } = await carryOut(...words, '--tsv');
    assert.equal(tsv, csv.replaceAll(',', '\t'));
    assert.match((await carryOut(...words, '--markdown')).output, /^\| seed \| loss \|\n\| ---: \| ---: \|\n/);
    assert.match((await carryOut(...words, '--latex')).output, /\\begin\{tabular\}\{rr\}/);
    const { exitCode, messages } = await carryOut('--csv', '--json');
    assert.equal(exitCode, 2);
    assert.match(messages, /cannot be used with/);
  });

  it('marks the place of what it does not understand', async () => {
    const { exitCode, messages, output } = await carryOut('--where', 'seed = 1 and los < 0.3');
    assert.deepEqual([exitCode, output], [2, '']);
    assert.equal(
      messages,
      'error: No run has “los”. Did you mean loss?\n  seed = 1 and los < 0.3\n               ^^^\n',
    );
    for (const words of [
      ['--columns', 'nothingLikeIt'],
      ['--sort', '-nothingLikeIt'],
      ['--group-by', 'nothingLikeIt'],
    ])
      assert.match((await carryOut(...words)).messages, /No run has “nothingLikeIt”\. "--columns all" shows/);
  });

  it('says so where no run matches, where there are none, and where one cannot be read', async () => {
    assert.deepEqual(await carryOut('--where', 'seed = 9'), { exitCode: 0, output: '', messages: 'No run matches.\n' });
    const empty = otherFolder();
    const { messages, output } = await carryOut('--runs', empty, '--where', 'lr < 1', '--columns', 'lr');
    assert.deepEqual([output, messages], ['', `There are no runs in ${empty}.\n`]);
    const damaged = await newTestRun(empty);
    await writeFile(runFiles(damaged).manifest, '{');
    assert.match((await carryOut('--runs', empty)).messages, /run\.json is damaged/);
  });

  it('counts disk use where asked for', async () => {
    const [line = ''] = await rowsOf('--columns', 'disk', '--where', 'disk > 100B');
    assert.match(line, /^ *\d+ kB$/);
  });
});
