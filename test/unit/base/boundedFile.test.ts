// The bounded reader: regular files up to a size, and nothing else, whatever lies there, without waiting.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  openForAppending,
  openForReading,
  readBounded,
  readBoundedText,
  readBoundedTextSync,
  readSeen,
} from '../../../src/base/boundedFile.ts';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const isRefusedAs = (refusal: string) => (error: unknown) =>
  error instanceof RefusedFileError && error.refusal === refusal;

describe('bounded files', () => {
  const folder = useTemporaryFolder();
  const at = (name: string) => path.join(folder(), name);

  it('reads a file of exactly the limit, and refuses one byte more', async () => {
    writeFileSync(at('a'), 'x'.repeat(100));
    assert.equal((await readBounded(at('a'), 100)).length, 100);
    await assert.rejects(readBounded(at('a'), 99), isRefusedAs('tooLarge'));
  });

  it('reads what a file holds that says it is empty', async function () {
    if (process.platform !== 'linux') this.skip();
    assert.match(await readBoundedText('/proc/self/stat', 10_000), /^\d+ /);
    await assert.rejects(readBounded('/proc/self/environ', 1), isRefusedAs('tooLarge'));
  });

  it('refuses links, even to files that could be read, and what is no file, without waiting', async function () {
    if (process.platform === 'win32') this.skip();
    writeFileSync(at('target'), 'secret');
    symlinkSync('target', at('link'));
    symlinkSync('nowhere', at('dangling'));
    symlinkSync('/dev/zero', at('endless'));
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    for (const open of [openForReading, openForAppending]) {
      for (const name of ['link', 'dangling', 'endless']) await assert.rejects(open(at(name)), isRefusedAs('link'));
      await assert.rejects(open(at('pipe')), isRefusedAs('notAFile'));
      await assert.rejects(open(at('folder')), isRefusedAs('folder'));
      await assert.rejects(open('/dev/zero'), isRefusedAs('notAFile'));
    }
    assert.equal(readFileSync(at('target'), 'utf8'), 'secret');
  });

  it('reads at once, without a turn of the event loop, by the same rules', function () {
    if (process.platform === 'win32') this.skip();
    writeFileSync(at('target'), 'word');
    symlinkSync('target', at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    assert.equal(readBoundedTextSync(at('target'), 4), 'word');
    assert.throws(() => readBoundedTextSync(at('target'), 3), isRefusedAs('tooLarge'));
    assert.throws(() => readBoundedTextSync(at('link'), 4), isRefusedAs('link'));
    assert.throws(() => readBoundedTextSync(at('pipe'), 4), isRefusedAs('notAFile'));
    assert.throws(() => readBoundedTextSync(at('folder'), 4), isRefusedAs('folder'));
    assert.throws(() => readBoundedTextSync(at('missing'), 4), { code: 'ENOENT' });
  });

  it('refuses what a folder’s list had as a file and is none by now, and reads one that is', async function () {
    if (process.platform === 'win32') this.skip();
    writeFileSync(at('target'), 'text');
    symlinkSync(at('target'), at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    const { bytes, found } = await readSeen(at('target'), 4, 'listedAsFile');
    assert.deepEqual([new TextDecoder().decode(bytes), found.size], ['text', 4]);
    await assert.rejects(readSeen(at('link'), 4, 'listedAsFile'), isRefusedAs('link'));
    await assert.rejects(readSeen(at('pipe'), 4, 'listedAsFile'), isRefusedAs('notAFile'));
    await assert.rejects(readSeen(at('folder'), 4, 'listedAsFile'), isRefusedAs('folder'));
    await assert.rejects(readSeen(at('missing'), 4, 'listedAsFile'), { code: 'ENOENT' });
  });

  it('makes a missing file to append to, and keeps what is there', async () => {
    for (const word of ['one ', 'two']) {
      const handle = await openForAppending(at('log'));
      await handle.appendFile(word);
      await handle.close();
    }
    assert.equal(readFileSync(at('log'), 'utf8'), 'one two');
    await assert.rejects(openForReading(at('absent')), { code: 'ENOENT' });
  });
});
