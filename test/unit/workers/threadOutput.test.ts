// What a user's module prints: lines for people, bounded, and never among what programs read.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { tellOutput } from '../../../src/workers/threadOutput.ts';
import { parseJsonLines, runCli } from '../../support/builtCli.ts';
import { moduleExperiment, taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('what a thread prints', () => {
  const folder = useTemporaryFolder();

  async function linesOf(program: string): Promise<string[]> {
    const lines: string[] = [];
    const thread = new Worker(program, { eval: true, stdout: true, stderr: true });
    tellOutput(thread, (line) => lines.push(line));
    await new Promise((resolve, reject) => thread.once('exit', resolve).once('error', reject));
    return lines;
  }

  it('is told line by line, with everything visible, also a last line without an end', async () => {
    const lines = await linesOf(
      "console.log('one\\ntwo'); console.error('\\u001b[2J\\u202ethree'); process.stdout.write('fo'); process.stdout.write('ur')",
    );
    assert.deepEqual(lines.toSorted(), ['four', 'one', 'two', '\ufffd[2J\ufffdthree'].toSorted());
  });

  it('ends where it has no end, with a word', async () => {
    const many = await linesOf('for (let line = 0; line < 50_000; line++) console.log("line " + line)');
    assert.ok(many.length < 40_000, `${many.length}`);
    assert.match(many.at(-1) ?? '', /prints more than is shown/);
    const [long, ...rest] = await linesOf(
      "for (let part = 0; part < 5000; part++) process.stdout.write('x'.repeat(1000))",
    );
    assert.deepEqual([long?.length, rest.length], [1000, 0]);
  });

  it('stands beside the answer of the command line, not in it', async function () {
    this.timeout(180_000);
    await writeFile(
      path.join(folder(), 'own.mjs'),
      taskModule({ first: "console.log('hello from the module');", before: "console.log('a task');" }),
    );
    await writeFile(path.join(folder(), 'own.reptile.json'), moduleExperiment());
    const trained = await runCli(['train', 'own.reptile.json', '--json'], { folder: folder() });
    assert.equal(trained.exitCode, 0, trained.messages);
    const [first] = parseJsonLines(trained.output);
    const evaluated = await runCli(['eval', String(first?.run), '--tasks', '5', '--json'], { folder: folder() });
    assert.equal(evaluated.exitCode, 0, evaluated.messages);
    assert.equal(parseJsonLines(evaluated.output).length, 1);
    for (const { output, messages } of [trained, evaluated]) {
      assert.ok(!output.includes('hello from the module'));
      assert.match(messages, /^hello from the module$/m);
    }
  });
});
