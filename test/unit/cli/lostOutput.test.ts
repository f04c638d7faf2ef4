// A disk that is full where a command's output goes takes nothing of its work: it is done, and told that nobody can
// read of it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'mocha';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

/** Takes nothing, as a disk that is full. */
const fullDevice = '/dev/full';

describe('output on a full disk', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  before(function () {
    // Only Linux has it.
    if (!existsSync(fullDevice)) this.skip();
  });

  async function runWith(words: readonly string[], lost: 'output' | 'messages') {
    const full = await open(fullDevice, 'w');
    try {
      const child = spawn(process.execPath, [await builtProgram('cli.js'), ...words], {
        cwd: folder(),
        env: { ...process.env, XDG_DATA_HOME: folder() },
        stdio: ['ignore', lost === 'output' ? full.fd : 'pipe', lost === 'messages' ? full.fd : 'pipe'],
      });
      const streams = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));
      const exitCode = await new Promise((resolve) => child.once('close', resolve));
      const [output, messages] = await Promise.all(streams);
      return { exitCode, output, messages };
    } finally {
      await full.close();
    }
  }

  async function writeExperiment(): Promise<string> {
    const file = path.join(folder(), 'tiny.reptile.json');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    return file;
  }

  const statesIn = async (runs: string) =>
    (await listRuns(runs)).map((listing) => (listing.kind === 'run' ? listing.state : listing.kind));

  it('fails no training, and is told once, with an exit code of its own', async () => {
    const runs = path.join(folder(), 'runs');
    const { exitCode, messages } = await runWith(
      ['train', await writeExperiment(), '--runs', runs, '--json', '--set', 'evaluation.every=1'],
      'output',
    );
    assert.deepEqual([exitCode, await statesIn(runs)], [6, ['completed']], messages);
    assert.equal(messages?.match(/Standard output cannot be written \(ENOSPC/g)?.length, 1, messages);
  });

  it('keeps no sweep from making its runs', async () => {
    const runs = path.join(folder(), 'runs');
    const { exitCode, messages } = await runWith(
      ['sweep', await writeExperiment(), '--seeds', '2', '--runs', runs, '--at-once', '1', '--json'],
      'output',
    );
    assert.deepEqual([exitCode, await statesIn(runs)], [6, ['completed', 'completed']], messages);
  });

  it('of messages leaves data as they are', async () => {
    const runs = path.join(folder(), 'more');
    const trained = await runWith(['train', await writeExperiment(), '--runs', runs], 'messages');
    assert.deepEqual([trained.exitCode, await statesIn(runs)], [6, ['completed']]);
    assert.match(trained.output ?? '', /Completed after/i);
    assert.doesNotMatch(
      await readFile(path.join((await listRuns(runs))[0]?.directory ?? '', 'log.txt'), 'utf8'),
      /ENOSPC/,
    );
  });
});
