// Downloads from a server that stalls, truncates, lies, changes its mind and sends wrong bytes.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DatasetFile } from '../../../src/datasets/dataset.ts';
import {
  type Download,
  type DownloadEnd,
  type DownloadProgress,
  downloadFile,
  usualPolicy,
} from '../../../src/datasets/download/download.ts';
import { thisMachine } from '../../../src/datasets/machine.ts';
import { DictatedClock } from '../../support/dictatedClock.ts';
import {
  type Answer,
  type FileServer,
  file,
  lyingFile,
  otherPart,
  redirect,
  silence,
  startFileServer,
  status,
} from '../../support/fileServer.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const stallMilliseconds = 77_777;
const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31 + (index >> 8)) & 255));
const other = Buffer.from(bytes.map((byte) => byte ^ 1));

describe('downloadFile', () => {
  const folder = useTemporaryFolder();
  let server: FileServer | undefined;
  let clock: DictatedClock;
  let progress: DownloadProgress[];
  /** When so many bytes have come, the connection is cut. */
  let cuts: readonly number[];

  beforeEach(() => {
    clock = new DictatedClock(stallMilliseconds);
    progress = [];
    cuts = [];
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const target = () => path.join(folder(), 'data.bin');

  async function serve(answers: readonly Answer[], mirror: readonly Answer[] = []): Promise<FileServer> {
    server = await startFileServer({ '/data.bin': answers, '/mirror.bin': mirror });
    return server;
  }

  function download(
    options: Partial<Download> & { readonly size?: DatasetFile['size']; readonly paths?: readonly string[] } = {},
  ): Promise<DownloadEnd> {
    const [first = '/data.bin', ...further] = options.paths ?? ['/data.bin'];
    const address = (name: string) => server?.address(name) ?? '';
    return downloadFile({
      file: {
        name: 'data.bin',
        addresses: [address(first), ...further.map(address)],
        size: options.size ?? { kind: 'exact', bytes: bytes.length },
        checksum: { kind: 'contents' },
        placement: { kind: 'keep' },
      },
      target: target(),
      check: async (place) => ((await readFile(place)).equals(bytes) ? undefined : 'its SHA-256 is another'),
      machine: { ...thisMachine, clock },
      policy: { ...usualPolicy, stallMilliseconds },
      signal: new AbortController().signal,
      onProgress: (step) => {
        progress.push(step);
        if (step.kind === 'receiving' && cuts.includes(step.received)) server?.cut();
      },
      ...options,
    });
  }

  async function assertWhole(end: DownloadEnd): Promise<void> {
    assert.equal(end.kind, 'complete', JSON.stringify(end));
    assert.ok((await readFile(target())).equals(bytes));
    assert.deepEqual(await readdir(folder()), ['data.bin']);
  }

  function reasonOf(end: DownloadEnd): string {
    assert.ok(end.kind === 'failed', JSON.stringify(end));
    return end.reasons.map(({ reason }) => reason).join(' | ');
  }

  const ranges = () => server?.requests.map(({ range }) => range);
  const reasons = () => progress.flatMap((step) => (step.kind === 'waiting' ? [step.reason] : []));

  it('writes the file, tells how much has come, and leaves nothing else', async () => {
    await serve([file(bytes, { etag: '"a"' })]);
    await assertWhole(await download());
    const received = progress.flatMap((step) => (step.kind === 'receiving' ? [step] : []));
    assert.deepEqual(received.at(-1), { kind: 'receiving', received: bytes.length, total: bytes.length });
    assert.ok(received.every((step, index) => index === 0 || step.received >= (received[index - 1]?.received ?? 0)));
  });

  it('continues after a cut, and has the same bytes', async () => {
    cuts = [70_000, 120_000];
    await serve([
      file(bytes, { etag: '"a"', stallAfter: 70_000 }),
      file(bytes, { etag: '"a"', stallAfter: 50_000 }),
      file(bytes, { etag: '"a"' }),
    ]);
    await assertWhole(await download());
    assert.deepEqual(ranges(), [undefined, 'bytes=70000-', 'bytes=120000-']);
    assert.deepEqual(
      server?.requests.map(({ ifRange }) => ifRange),
      [undefined, '"a"', '"a"'],
    );
    assert.equal(reasons().length, 2);
    // Each attempt brought bytes, so the waits do not grow.
    assert.deepEqual(clock.waits, [1000, 1000]);
  });

  it('continues with a date where the server has no strong tag', async () => {
    const options = { etag: 'W/"a"', lastModified: 'Tue, 01 Sep 2015 10:00:00 GMT' };
    cuts = [1000];
    await serve([file(bytes, { ...options, stallAfter: 1000 }), file(bytes, { lastModified: options.lastModified })]);
    await assertWhole(await download());
    assert.equal(server?.requests[1]?.ifRange, options.lastModified);
  });

  it('begins anew where nothing says that the rest belongs to the part', async () => {
    cuts = [1000];
    await serve([file(bytes, { stallAfter: 1000 }), file(bytes)]);
    await assertWhole(await download());
    assert.deepEqual(ranges(), [undefined, undefined]);
  });

  it('begins anew when the file on the server has changed meanwhile', async () => {
    cuts = [90_000];
    await serve([file(other, { etag: '"old"', stallAfter: 90_000 }), file(bytes, { etag: '"new"' })]);
    await assertWhole(await download());
    assert.deepEqual(ranges(), [undefined, 'bytes=90000-']);
  });

  it('takes the whole file where the server ignores what part is asked for', async () => {
    cuts = [90_000];
    await serve([file(bytes, { etag: '"a"', stallAfter: 90_000 }), file(bytes, { etag: '"a"', ignoreRange: true })]);
    await assertWhole(await download());
  });

  it('does not take a part that begins elsewhere', async () => {
    cuts = [90_000];
    await serve([file(bytes, { etag: '"a"', stallAfter: 90_000 }), otherPart(bytes, 80_000), file(bytes)]);
    await assertWhole(await download());
    assert.match(reasons()[1] ?? '', /sent another part of the file/);
  });

  it('begins anew when the server knows no such part', async () => {
    cuts = [90_000];
    await serve([file(bytes, { etag: '"a"', stallAfter: 90_000 }), status(416), file(bytes)]);
    await assertWhole(await download());
    assert.deepEqual(ranges(), [undefined, 'bytes=90000-', undefined]);
  });

  it('continues the part that an earlier process left, but not one from another address', async () => {
    cuts = [90_000];
    await serve(
      [file(bytes, { etag: '"a"', stallAfter: 90_000 }), file(bytes, { etag: '"a"' })],
      [file(bytes, { etag: '"a"' })],
    );
    const once = { ...usualPolicy, stallMilliseconds, attempts: 1 };
    assert.match(reasonOf(await download({ policy: once })), /the connection broke \(ECONNRESET\)/);
    assert.deepEqual((await readdir(folder())).sort(), ['data.bin.part', 'data.bin.part.json']);
    await assertWhole(await download());
    assert.equal(server?.requests[1]?.range, 'bytes=90000-');

    await writeFile(`${target()}.part`, bytes.subarray(0, 5000));
    await writeFile(
      `${target()}.part.json`,
      JSON.stringify({ address: 'http://elsewhere.example/', validator: '"a"', total: bytes.length }),
    );
    await assertWhole(await download({ paths: ['/mirror.bin'] }));
    assert.equal(server?.requests.at(-1)?.range, undefined);
  });

  it('begins anew where the record of the part is torn', async () => {
    await writeFile(`${target()}.part`, other.subarray(0, 5000));
    await writeFile(`${target()}.part.json`, '{"address": "http');
    await serve([file(bytes)]);
    await assertWhole(await download());
  });

  it('ends an attempt that stalls, and continues', async () => {
    await serve([file(bytes, { etag: '"a"', stallAfter: 60_000 }), file(bytes, { etag: '"a"' })]);
    const ended = download({
      onProgress: (step) => {
        progress.push(step);
        if (step.kind === 'receiving' && step.received === 60_000) setImmediate(() => clock.pass());
      },
    });
    await assertWhole(await ended);
    assert.deepEqual(reasons(), ['no byte came for 78 seconds']);
    assert.deepEqual(ranges(), [undefined, 'bytes=60000-']);
  });

  it('ends an attempt that is never answered', async () => {
    await serve([
      (request, response) => {
        silence(request, response);
        setImmediate(() => clock.pass());
      },
      file(bytes),
    ]);
    await assertWhole(await download());
  });

  it('tries again after passing failures, longer each time, and as the server asks', async () => {
    await serve([status(500), status(503, { 'retry-after': '7' }), status(429), file(bytes)]);
    await assertWhole(await download());
    assert.deepEqual(clock.waits, [1000, 7000, 4000]);
    assert.match(reasons()[1] ?? '', /503 \(not available now\)/);
  });

  it('gives up after so many failures in a row', async () => {
    await serve([status(502)]);
    assert.equal(reasonOf(await download()), 'the server answered 502 (bad gateway)');
    assert.equal(server?.requests.length, usualPolicy.fruitlessAttempts);
  });

  it('does not wait for hours where a server asks for it', async () => {
    await serve([status(429, { 'retry-after': '7200' })]);
    assert.match(reasonOf(await download()), /429 \(too many requests\) and asks to come back in 120 minutes/);
    const date = new Date(Date.now() + 7_200_000).toUTCString();
    await server?.close();
    await serve([status(503, { 'retry-after': date })]);
    assert.match(reasonOf(await download()), /asks to come back in 1(19|20) minutes/);
    assert.deepEqual(clock.waits, []);
  });

  it('takes the next address at once where one refuses, and names every reason', async () => {
    await serve([status(404)], [file(bytes)]);
    await assertWhole(await download({ paths: ['/data.bin', '/mirror.bin'] }));
    assert.deepEqual(clock.waits, []);
    const end = await download({ paths: ['/data.bin', '/nowhere.bin'], target: path.join(folder(), 'again.bin') });
    assert.equal(reasonOf(end), 'the server answered 404 (not found) | the server answered 404 (not found)');
  });

  it('follows redirects', async () => {
    await serve([redirect('/mirror.bin')], [file(bytes)]);
    await assertWhole(await download());
  });

  it('refuses a file that is announced too long or too short before it reads it', async () => {
    for (const length of [bytes.length - 1, bytes.length + 1]) {
      await serve([lyingFile(bytes, length)]);
      assert.match(
        reasonOf(await download()),
        new RegExp(`the file has ${length} bytes there, but should have 200000`),
      );
      assert.deepEqual(await readdir(folder()), []);
      await server?.close();
    }
  });

  it('refuses a file that comes compressed, though that was not asked for', async () => {
    await serve([
      (_, response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(bytes));
      },
    ]);
    assert.match(reasonOf(await download()), /an encoding that was not asked for \(gzip\)/);
  });

  it('takes no more than was announced, and not less either', async () => {
    // Where the size is not known exactly, what the server says is believed.
    const size = { kind: 'about', bytes: 150_000, most: 400_000 } as const;
    await serve([lyingFile(bytes, 250_000)]);
    assert.match(reasonOf(await download({ size })), /the connection broke/);
    await server?.close();
    await serve([lyingFile(bytes, 150_000)]);
    // The rest is no answer to anything: what is taken is as long as announced, and wrong.
    assert.equal(reasonOf(await download({ size })), 'its SHA-256 is another');
  });

  it('stops a file without an announced length that is longer than it may be', async () => {
    await serve([file(bytes, { chunked: true })]);
    assert.match(
      reasonOf(await download({ size: { kind: 'about', bytes: 1000, most: 150_000 } })),
      /sent more than 150000 bytes/,
    );
    assert.ok(!existsSync(`${target()}.part`));
  });

  it('notices the end of a file without an announced length that comes too soon', async () => {
    await serve([file(bytes.subarray(0, 1000), { chunked: true }), file(bytes, { chunked: true })]);
    await assertWhole(await download());
    assert.match(reasons()[0] ?? '', /ended after 1000 of 200000 bytes/);
  });

  it('throws wrong bytes away, tries once more, and then the next address', async () => {
    await serve([file(other)], [file(bytes)]);
    await assertWhole(await download({ paths: ['/data.bin', '/mirror.bin'] }));
    assert.deepEqual(
      server?.requests.map(({ path: asked }) => asked),
      ['/data.bin', '/data.bin', '/mirror.bin'],
    );
  });

  it('stops when it is cancelled, keeps the part, and continues it the next time', async () => {
    await serve([file(bytes, { etag: '"a"', stallAfter: 60_000 }), file(bytes, { etag: '"a"' })]);
    const cancellation = new AbortController();
    const reason = new Error('cancelled');
    const ended = download({
      signal: cancellation.signal,
      onProgress: (step) => step.kind === 'receiving' && step.received === 60_000 && cancellation.abort(reason),
    });
    await assert.rejects(ended, reason);
    assert.equal((await stat(`${target()}.part`)).size, 60_000);
    await assertWhole(await download());
    assert.equal(server?.requests[1]?.range, 'bytes=60000-');
  });

  it('stops while it waits', async () => {
    await serve([status(500)]);
    const cancellation = new AbortController();
    const reason = new Error('cancelled');
    const ended = download({
      signal: cancellation.signal,
      onProgress: (step) => step.kind === 'waiting' && cancellation.abort(reason),
    });
    await assert.rejects(ended, reason);
  });

  it('says that a server is not there', async () => {
    await serve([]);
    const end = download();
    await server?.close();
    assert.match(reasonOf(await end), /it refuses the connection \(ECONNREFUSED\)|the connection broke/);
  });
});
