// The command line as the editor runs it: what it wrote, and that cancelling ends it in the end.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type CommandLineOptions, runCommandLine } from '../../../../src/extension/tools/runCommandLine.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('the command line that the editor runs', () => {
  const folder = useTemporaryFolder();

  async function run(script: string, options: Partial<CommandLineOptions> = {}) {
    const file = path.join(folder(), 'program.mjs');
    await writeFile(file, script);
    const command = { program: process.execPath, script: file };
    return runCommandLine(['a word'], { folder: folder(), signal: new AbortController().signal, command, ...options });
  }

  it('tells what it wrote, each line of its messages at once, and how it ended', async () => {
    const lines: string[] = [];
    const script = 'console.log(process.argv[2]); console.error("one"); console.error("two"); process.exitCode = 3;';
    const result = await run(script, { onMessage: (line) => lines.push(line) });
    assert.deepEqual(result, { exitCode: 3, output: 'a word\n', messages: 'one\ntwo\n' });
    assert.deepEqual(lines, ['one', 'two']);
  });

  it('computes below the priority of the editor, in its threads, too', async () => {
    const script =
      "import os from 'node:os'; import { Worker } from 'node:worker_threads';" +
      'console.log(os.getPriority()); new Worker("console.log(require(\'node:os\').getPriority())", { eval: true });';
    const below = Math.max(os.constants.priority.PRIORITY_BELOW_NORMAL, os.getPriority());
    assert.equal((await run(script)).output, `${below}\n${below}\n`);
  });

  it('keeps the last of many messages', async () => {
    const { messages } = await run("process.stderr.write('x'.repeat(1e6) + 'end')");
    assert.ok(messages.length <= 65_536 && messages.endsWith('end'));
  });

  it('ends a program whose output has no end', async () => {
    const endless = "const more = () => process.stdout.write('x'.repeat(10_000), more); more();";
    await assert.rejects(run(endless, { longestOutput: 100_000 }), /wrote more than any result holds/);
  });

  for (const { what, heard } of [
    { what: 'the first word', heard: 1 },
    { what: 'a second word', heard: 2 },
    { what: 'no word', heard: Number.POSITIVE_INFINITY },
  ]) {
    it(`is ended when it is cancelled, also a program that listens to ${what}`, async function () {
      if (process.platform === 'win32') this.skip();
      const cancelled = new AbortController();
      const script =
        `let words = 0; process.on('SIGINT', () => { console.log('heard'); if (++words >= ${heard}) process.exit(0); });` +
        "setInterval(() => {}, 1000); console.error('ready');";
      const onMessage = () => cancelled.abort();
      const patience = { secondWord: 200, lastWord: 400 };
      const { exitCode, output } = await run(script, { signal: cancelled.signal, onMessage, patience });
      assert.equal(exitCode, heard > 2 ? null : 0);
      assert.equal(output, 'heard\n'.repeat(Math.min(heard, 2)));
    });
  }
});
