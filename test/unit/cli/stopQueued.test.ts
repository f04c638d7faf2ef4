// `stop` on a run that waits in the queue takes it out, as the editor does: it does not wait for a trainer that nobody
// will start.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock } from 'node:test';
import { describe, it } from 'mocha';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { userFolder } from '../../../src/base/userFolder.ts';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { queueRun } from '../../support/queueRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

/** Runs `action` while so many milliseconds pass in one by the process's own clock. */
async function fasterByOwnClock<T>(factor: number, action: () => Promise<T>): Promise<T> {
  const now = performance.now.bind(performance);
  const clock = mock.method(performance, 'now', () => factor * now());
  try {
    return await action();
  } finally {
    clock.mock.restore();
  }
}

describe('stopping a queued run from a terminal', () => {
  const folder = useTemporaryFolder();

  async function stop(run: string): Promise<{ readonly exitCode: number; readonly messages: string }> {
    const { terminal, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const exitCode = await runCommandLine(['stop', run], context);
    return { exitCode, messages: messages() };
  }

  it('takes it out of the queue, with its ticket', async () => {
    const run = await queueRun(await newTestRun(folder()), userFolder());
    const { exitCode, messages } = await stop(run);
    assert.equal(exitCode, 0, messages);
    assert.match(messages, /^The run is stopped at meta-iteration 0\.\nContinue it with: /);
    const { state, queueTicket } = await readManifest(run);
    assert.deepEqual([state, queueTicket], ['stopped', null]);
  });

  it('takes out one that nobody queued here, too', async () => {
    const run = await newTestRun(folder());
    assert.match((await stop(run)).messages, /^The run is stopped/);
  });

  it('takes out one whose starter is gone, once it has watched its mark for long enough', async () => {
    const run = await queueRun(await newTestRun(folder()), userFolder());
    await writeFile(path.join(run, 'launch-claim'), '1\n');
    const { exitCode, messages } = await fasterByOwnClock(100, () => stop(run));
    assert.equal(exitCode, 0, messages);
    assert.match(
      messages,
      /^Asked to stop\. The run is marked as being started: .*\nThe run is stopped at meta-iteration 0\./,
    );
    assert.equal((await readManifest(run)).state, 'stopped');
  });

  it('asks the process that is about to begin one that no launcher starts', async () => {
    const run = await newTestRun(folder());
    await changeManifest(run, { launcher: null, process: currentProcess() });
    assert.match((await stop(run)).messages, /still queued and will answer when it is started/);
    assert.equal((await readManifest(run)).state, 'queued');
  });
});
