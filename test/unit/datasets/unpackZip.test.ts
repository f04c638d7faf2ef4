// Zips are unpacked whole, or not at all where they attack, lie or are damaged.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { DatasetError } from '../../../src/datasets/datasetError.ts';
import type { SummedFile } from '../../../src/datasets/sums.ts';
import { readEntryPath } from '../../../src/datasets/unpack/entryPath.ts';
import { type Unpacking, unpackZip } from '../../../src/datasets/unpack/unpackZip.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const text = (content: string) => new TextEncoder().encode(content);
const usualLimits = { entries: 100, bytes: 1_000_000 };

describe('unpackZip', () => {
  const folder = useTemporaryFolder();
  const target = () => path.join(folder(), 'outer', 'target');

  async function unpack(zip: Uint8Array, options: Partial<Unpacking> = {}): Promise<readonly SummedFile[]> {
    const file = path.join(folder(), 'data.zip');
    await writeFile(file, zip);
    await mkdir(target(), { recursive: true });
    const signal = new AbortController().signal;
    return unpackZip({
      zip: file,
      folder: target(),
      strip: 0,
      below: '',
      limits: usualLimits,
      signal,
      onProgress: () => undefined,
      ...options,
    });
  }

  async function filesBelow(start: string): Promise<string[]> {
    const entries = await readdir(start, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(start, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
      .sort();
  }

  /** It is refused for this reason, nothing is written beside the target, and nothing at all where `nothing`. */
  async function assertRefused(
    zip: Uint8Array,
    reason: RegExp,
    options: Partial<Unpacking> = {},
    left: readonly string[] = [],
  ): Promise<void> {
    await assert.rejects(unpack(zip, options), (error: unknown) => {
      assert.ok(error instanceof DatasetError, String(error));
      assert.match(error.message, /data\.zip was not unpacked: /);
      assert.match(error.message, reason);
      return true;
    });
    assert.deepEqual(await filesBelow(folder()), ['data.zip', ...left.map((name) => `outer/target/${name}`)]);
  }

  it('unpacks files with their sums, stored and deflated', async () => {
    const big = new Uint8Array(300_000).map((_, index) => (index * index) & 255);
    const files = await unpack(
      zipSync({
        'a/b/c.bin': [big, { level: 9 }],
        'a/d.txt': [text('hello'), { level: 0 }],
        'e/': new Uint8Array(0),
        empty: text(''),
      }),
    );
    assert.deepEqual(await filesBelow(target()), ['a/b/c.bin', 'a/d.txt', 'empty']);
    assert.ok((await readFile(path.join(target(), 'a', 'b', 'c.bin'))).equals(big));
    assert.deepEqual(
      files.find((file) => file.path === 'a/d.txt'),
      { path: 'a/d.txt', bytes: 5, sha256: createHash('sha256').update('hello').digest('hex') },
    );
    assert.equal(files.length, 3);
  });

  it('unpacks only what lies below a folder, without the first parts of the names', async () => {
    const zip = zipSync({
      'repository-1/README.md': text('read me'),
      'repository-1/recordings/0.wav': text('0'),
      'repository-1/recordings-old/0.wav': text('1'),
    });
    await unpack(zip, { strip: 1, below: 'recordings/' });
    assert.deepEqual(await filesBelow(target()), ['recordings/0.wav']);
    await assertRefused(zip, /it holds nothing below pictures\//, { strip: 1, below: 'pictures/' }, [
      'recordings/0.wav',
    ]);
  });

  for (const [name, reason] of [
    ['../evil.txt', /relative path|leads out/],
    ['a/../../evil.txt', /relative path|leads out/],
    ['/etc/evil.txt', /absolute path/],
    ['C:/evil.txt', /absolute path/],
    ['C:evil.txt', /absolute path/],
    ['..\\evil.txt', /invalid characters|characters/],
    ['a\\..\\..\\evil.txt', /invalid characters|characters/],
    ['a//b.txt', /an empty part/],
    ['a/./b.txt', /an empty part/],
    ['nul', /a device on Windows/],
    ['a/Com1.txt', /a device on Windows/],
    ['a/name.', /ends in a dot or a space/],
    ['stream:hidden', /characters that not every system takes/],
    ['line\nbreak é', /characters that not every system takes/],
    [`${'a'.repeat(256)}`, /too long/],
  ] as const) {
    it(`refuses an entry named ${JSON.stringify(name.slice(0, 20))}`, async () => {
      await assertRefused(zipSync({ 'good.txt': text('good'), [name]: text('evil') }), reason);
    });
  }

  it('never takes a name out of its folder, whatever the name', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', ' ', 'c:', '~', '\\', 'con', 'A.', '…'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const found = readEntryPath(parts.join('/'));
        if (found.kind === 'unsafe') return;
        for (const system of [path.posix, path.win32]) {
          const root = system.resolve('/root/folder');
          const place = system.resolve(root, ...found.parts);
          assert.ok(place.startsWith(root + system.sep), place);
          assert.equal(system.relative(root, place), found.parts.join(system.sep));
        }
      }),
      { seed: 4, numRuns: 3000 },
    );
  });

  it('refuses links and devices', async () => {
    for (const mode of [0o120777, 0o020666, 0o010666]) {
      const zip = zipSync({ link: [text('/etc/passwd'), { os: 3, attrs: (mode << 16) >>> 0 }] });
      await assertRefused(zip, /link is a link or a device, not a file/);
    }
    await unpack(zipSync({ file: [text('content'), { os: 3, attrs: (0o100644 << 16) >>> 0 }] }));
  });

  it('refuses names that are one where case does not count, and a file that is a folder, too', async () => {
    await assertRefused(zipSync({ 'a/B.txt': text('1'), 'a/b.txt': text('2') }), /there twice/);
    await assertRefused(zipSync({ 'a/1.txt': text('1'), 'A/2.txt': text('2') }), /there twice/);
    await assertRefused(zipSync({ a: text('1'), 'a/2.txt': text('2') }), /there twice, or as a file and a folder/);
    await assertRefused(zipSync({ '\u00e9': text('1'), 'e\u0301': text('2') }), /there twice/);
  });

  it('refuses more entries and more bytes than are allowed, before it writes any', async () => {
    const many: Zippable = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`${index}.txt`, text('')]));
    await assertRefused(zipSync(many), /it has 101 entries, more than the 100 that are allowed/);
    const zeros = new Uint8Array(600_000);
    await assertRefused(zipSync({ a: zeros, b: zeros }), /more than the 1000000 bytes that are allowed/);
  });

  it('stops at an entry that holds more than it states, or less', async () => {
    const zip = zipSync({ 'bomb.bin': new Uint8Array(900_000) });
    for (const stated of [1000, 950_000]) {
      const lying = statesSize(zip, stated);
      await assert.rejects(unpack(lying), /bomb\.bin is damaged/);
      const [left] = await readdir(target());
      assert.equal(left, 'bomb.bin');
      assert.ok((await readFile(path.join(target(), 'bomb.bin'))).length <= Math.min(900_000, stated + 65_536));
      await rm(target(), { recursive: true });
    }
  });

  it('notices damage anywhere', async () => {
    const content = new Uint8Array(3000).map((_, index) => (index * 7919) >> 3);
    const zip = zipSync({ 'data.bin': [content, { level: 0 }] });
    const flipped = Uint8Array.from(zip);
    flipped[500] = (flipped[500] ?? 0) ^ 1;
    await assert.rejects(unpack(flipped), /data\.bin is damaged: its checksum is not the one that the zip states/);
    for (const length of [0, 10, 100, zip.length - 30, zip.length - 1]) {
      await assert.rejects(unpack(zip.subarray(0, length)), /no zip, or a damaged one/, String(length));
    }
    await assert.rejects(unpack(text('<html>Please log in</html>')), /no zip, or a damaged one/);
  });

  it('never does worse than refuse, whatever bytes are changed', async function () {
    this.timeout(30_000);
    const zip = zipSync({
      'a/one.txt': text('one'.repeat(50)),
      'a/two.bin': [new Uint8Array(200).map((_, index) => index), { level: 0 }],
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const changed = Uint8Array.from(zip);
          for (const [at, value] of changes) changed[at] = value;
          await rm(target(), { recursive: true, force: true });
          await unpack(changed).catch((error: unknown) => assert.ok(error instanceof DatasetError, String(error)));
          const outside = (await filesBelow(folder())).filter(
            (name) => name !== 'data.zip' && !name.startsWith('outer/target/'),
          );
          assert.deepEqual(outside, []);
        },
      ),
      { seed: 11, numRuns: 150 },
    );
  });

  it('stops when it is cancelled', async () => {
    const cancellation = new AbortController();
    const reason = new Error('cancelled');
    const files: Zippable = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`${index}.txt`, text(`${index}`)]),
    );
    await assert.rejects(
      unpack(zipSync(files), { signal: cancellation.signal, onProgress: () => cancellation.abort(reason) }),
      reason,
    );
    assert.ok((await readdir(target())).length < 60);
  });

  it('unpacks an official zip of Omniglot', async function () {
    this.timeout(30_000);
    const zip = await readFile(sharedDataOrSkip(this, 'omniglot', 'images_background_small1.zip'));
    const files = await unpack(zip, {
      below: 'images_background_small1/',
      limits: { entries: 5000, bytes: 2_000_000 },
    });
    assert.equal(files.length, 2720);
    assert.equal(
      files.reduce((sum, { bytes }) => sum + bytes, 0),
      656_309,
    );
  });
});

/** The zip with another size of its only entry in the central directory. */
function statesSize(zip: Uint8Array, size: number): Uint8Array {
  const changed = Buffer.from(zip);
  const directory = changed.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  changed.writeUInt32LE(size, directory + 24);
  return changed;
}
