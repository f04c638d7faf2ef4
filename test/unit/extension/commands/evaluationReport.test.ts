// Evaluating from the run browser: what the command line is asked for, and what its answer becomes.

import assert from 'node:assert/strict';
import path from 'node:path';
import {
  errorOf,
  evaluationWords,
  type ProtocolChoice,
  problemOfTasks,
  progressBeforeError,
} from '../../../../src/extension/commands/evaluationReport.ts';
import { reportDocument } from '../../../../src/extension/commands/reportDocument.ts';
import { parseReportLines, ReportLinesError } from '../../../../src/extension/commands/reportLines.ts';
import { runCommandLine } from '../../../../src/extension/tools/runCommandLine.ts';
import { agreementOn } from '../../../../src/launchers/frozenPart.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { builtProgram } from '../../../support/builtCli.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { newTinyRun } from '../../trainer/trainerFixture.ts';

describe('evaluating from the run browser', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const asked = (tasks: number, protocol: ProtocolChoice, agreed: readonly string[] = []) => ({
    tasks,
    protocol,
    classes: 'own' as const,
    checkpoint: 'latest' as const,
    agreed,
    acceptsChangedData: false,
  });

  it('asks to evaluate one run and to compare several', () => {
    assert.deepEqual(evaluationWords(['/a'], asked(1000, 'experiment')), ['eval', '/a', '--tasks', '1000', '--json']);
    for (const choice of ['baselines', 'probabilities'] as const)
      assert.ok(evaluationWords(['/a'], asked(5, choice)).includes(`--${choice}`));
    assert.deepEqual(evaluationWords(['/a', '/b'], asked(20, 'both', ['aa', 'bb'])), [
      'compare',
      '/a',
      '/b',
      '--tasks',
      '20',
      '--both',
      '--agreed',
      'aa',
      '--agreed',
      'bb',
      '--json',
    ]);
    const best = { ...asked(5, 'experiment'), checkpoint: 'best' } as const;
    assert.deepEqual(evaluationWords(['/a'], best).join(' '), 'eval /a --checkpoint best --tasks 5 --json');
    const onTest = { ...asked(5, 'experiment'), classes: 'test' } as const;
    assert.equal(evaluationWords(['/a'], onTest).join(' '), 'eval /a --tasks 5 --test-classes --json');
    assert.equal(evaluationWords(['/a', '/b'], onTest).join(' '), 'compare /a /b --tasks 5 --test-classes --json');
    assert.deepEqual(evaluationWords(['/a'], asked(5, 'notTransductive')).at(-2), '--no-transductive');
  });

  it('takes whole numbers of tasks only', () => {
    for (const good of ['1', '10000000']) assert.equal(problemOfTasks(good), undefined);
    for (const bad of ['', '0', '1.5', '1e3', 'many', '10000001']) assert.equal(problemOfTasks(bad), 'noNumber', bad);
  });

  it('shows the answer of the command line as a document, and its error as a message', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const command = { program: process.execPath, script: await builtProgram('cli.js') };
    const options = { folder: folder(), signal: new AbortController().signal, command };
    const { exitCode, output, messages } = await runCommandLine(
      evaluationWords([directory], asked(5, 'both')),
      options,
    );
    assert.equal(exitCode, 0, messages);
    assert.throws(() => parseReportLines('{"an": "answer of another version"}'), ReportLinesError);
    const agreed = [await agreementOn(directory, await readManifest(directory))];
    assert.equal((await runCommandLine(evaluationWords([directory], asked(5, 'both', agreed)), options)).exitCode, 0);
    const another = await runCommandLine(evaluationWords([directory], asked(5, 'both', ['0'.repeat(64)])), options);
    assert.deepEqual([another.exitCode, another.output], [2, '']);
    assert.match(errorOf(another.messages), /has changed since you were asked about it/);
    const document = reportDocument('Evaluating', parseReportLines(output), () => undefined);
    assert.match(
      document,
      /^# Evaluating\n\n## 10 shots\\, not transductive\n\n\| Held\\-out tasks\\, after 60 meta\\-iterations \| Before/,
    );
    assert.match(document, /\n\| Loss \| [\d.\\]+\u00a0±\u00a0[\d.\\]+ \| [\d.\\]+\u00a0±\u00a0[\d.\\]+ \|\n/);
    assert.match(document, /\n## 10 shots\\, transductive\n/);
    assert.match(document, /\n- 5 held\\-out tasks\\, from number 8 of seed 3\n/);
    const other = await newTinyRun(folder(), {}, ['seed=4']);
    await carryOutRun(other);
    const compared = await runCommandLine(evaluationWords([directory, other], asked(5, 'experiment')), options);
    assert.equal(compared.exitCode, 0, compared.messages);
    const comparison = reportDocument('Comparing', parseReportLines(compared.output), () => undefined);
    assert.match(
      comparison,
      /\n\| tiny · seed 3 \| 60 \| .* \| – \| – \|\n\| tiny · seed 4 \| 60 \| .* \| [+−].* \|\n/,
    );
    assert.match(comparison, /\n- 4 inner steps on batches of 5\n/);
    assert.match(comparison, /\n- Source\\: tiny · seed 3 as stored\\, tiny · seed 4 measured now\n/);
    assert.match(comparison, /\n- Differences are from tiny · seed 3\n/);
    const inWindow = reportDocument('Comparing', parseReportLines(compared.output), (run) =>
      run === other ? 'as the window says' : undefined,
    );
    assert.match(inWindow, /\n\| as the window says \| 60 /);
    const refused = await runCommandLine(evaluationWords([path.join(folder(), 'none')], asked(5, 'both')), options);
    assert.deepEqual([refused.exitCode, refused.output], [2, '']);
    assert.match(errorOf(refused.messages), /^\S+none is not a run: it has no run\.json/);
  });

  it('shows as progress what comes before an error, and the error alone by itself', () => {
    const shown: string[] = [];
    const show = progressBeforeError((line) => shown.push(line));
    for (const line of ['Reading texts', '3 of 20 tasks', 'error: The data no longer hold it.', '  changed: c1'])
      show(line);
    assert.deepEqual(shown, ['Reading texts', '3 of 20 tasks']);
  });
});
