// Evaluating from the run browser: what the command line is asked for, and what its answer becomes.

import assert from 'node:assert/strict';
import path from 'node:path';
import { errorOf, evaluationWords, problemOfTasks, reportDocument } from '../../../../src/extension/commands/evaluationReport.ts';
import { runCommandLine } from '../../../../src/extension/tools/runCommandLine.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { builtProgram } from '../../../support/builtCli.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { newTinyRun } from '../../trainer/trainerFixture.ts';

describe('evaluating from the run browser', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  it('asks to evaluate one run and to compare several', () => {
    assert.deepEqual(evaluationWords(['/a'], 1000, 'experiment'), ['eval', '/a', '--tasks', '1000']);
    assert.deepEqual(evaluationWords(['/a', '/b'], 20, 'both'), ['compare', '/a', '/b', '--tasks', '20', '--both']);
    assert.deepEqual(evaluationWords(['/a'], 5, 'notTransductive').at(-1), '--no-transductive');
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
    const { exitCode, output, messages } = await runCommandLine(evaluationWords([directory], 5, 'both'), options);
    assert.equal(exitCode, 0, messages);
    const document = reportDocument('Evaluating', output);
    assert.match(document, /^# Evaluating\n\n```text\n10 shots, not transductive\ninitialization /);
    assert.match(document, /\n10 shots, transductive\n[\s\S]*\n```\n$/);
    const refused = await runCommandLine(evaluationWords([path.join(folder(), 'none')], 5, 'both'), options);
    assert.deepEqual([refused.exitCode, refused.output], [2, '']);
    assert.match(errorOf(refused.messages), /^\S+none is not a run: it has no run\.json/);
  });
});
