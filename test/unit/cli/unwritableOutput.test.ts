// Standard output that takes no more, as a file on a full disk: what works goes on without it, and it is told.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

/** A device that is always full. */
const full = '/dev/full';
const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js');

describe('the command line', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function run(
    ...words: readonly string[]
  ): Promise<{ readonly code: number | null; readonly messages: string }> {
    const output = await open(full, 'w');
    try {
      const running = spawn(process.execPath, [cli, ...words], { cwd: folder(), stdio: ['ignore', output.fd, 'pipe'] });
      let messages = '';
      running.stderr?.setEncoding('utf8').on('data', (text: string) => {
        messages += text;
      });
      const code = await new Promise<number | null>((resolve) => running.once('close', resolve));
      return { code, messages };
    } finally {
      await output.close();
    }
  }

  it('trains to the end where the disk of its output is full, says so once, and ends with another code', async function () {
    if (!existsSync(full)) this.skip();
    await writeFile(path.join(folder(), 'tiny.reptile.json'), JSON.stringify(tinyExperiment()));
    const { code, messages } = await run('train', 'tiny.reptile.json', '--json');
    assert.equal(code, 1, messages);
    assert.equal(messages.match(/Standard output cannot be written: /g)?.length, 1, messages);
    const listed = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [cli, 'list', '--json'], { cwd: folder() }, (error, output) =>
        error === null ? resolve(output) : reject(error),
      );
    });
    const [directory] = JSON.parse(listed).map((one: { directory: string }) => one.directory);
    assert.equal((await readManifest(directory)).state, 'completed');
    const listing = await run('list');
    assert.equal(listing.code, 1);
    assert.match(listing.messages, /Standard output cannot be written: /);
  });

  /** Standard output is a file that may have `limit` times 512 bytes: of what is written last, a part finds room. */
  async function listDataWithin(limit: number | 'unlimited') {
    const file = path.join(folder(), 'list.json');
    const script = `ulimit -f ${limit}; exec "$@" > "$0"`;
    const shell = spawn('sh', ['-c', script, file, process.execPath, cli, 'data', 'list', '--json'], {
      cwd: folder(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [messages, code] = await Promise.all([
      text(shell.stderr),
      new Promise<number | null>((resolve, reject) => shell.once('close', resolve).once('error', reject)),
    ]);
    return { messages, code, written: await readFile(file) };
  }

  it('says so, too, where a part of its only words found room in the file', async function () {
    if (process.platform === 'win32') this.skip();
    const whole = await listDataWithin('unlimited');
    assert.equal(whole.code, 0, whole.messages);
    assert.ok(Array.isArray(JSON.parse(whole.written.toString())) && whole.written.length > 2048);
    const cut = await listDataWithin(4);
    assert.ok(cut.written.equals(whole.written.subarray(0, 2048)));
    assert.equal(cut.messages.match(/Standard output cannot be written: /g)?.length, 1, cut.messages);
    assert.equal(cut.code, 1);
  });
});
