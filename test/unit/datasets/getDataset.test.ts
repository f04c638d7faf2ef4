// A data set is got whole or not at all: from a server, from a person's files, by several at once, and verified
// afterwards.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import fsPromises, { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { zipSync } from 'fflate';
import { newOwner } from '../../../src/base/locks/lockFile.ts';
import type { Dataset, DatasetFile } from '../../../src/datasets/dataset.ts';
import { findDataset } from '../../../src/datasets/datasetFolder.ts';
import { usualPolicy } from '../../../src/datasets/download/download.ts';
import { describeByHand } from '../../../src/datasets/explainFailure.ts';
import { type GetOutcome, type GetProgress, type GetRequest, getDataset } from '../../../src/datasets/getDataset.ts';
import { listDatasets } from '../../../src/datasets/listDatasets.ts';
import { type Machine, thisMachine } from '../../../src/datasets/machine.ts';
import { type Verification, verifyDataset } from '../../../src/datasets/verifyDataset.ts';
import { DictatedClock } from '../../support/dictatedClock.ts';
import { type Answer, type FileServer, file, startFileServer, status } from '../../support/fileServer.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const stallMilliseconds = 77_777;
const text = (content: string) => new TextEncoder().encode(content);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const notes = text('{"notes": true}\n');
const archive = zipSync({
  'set-1/README.md': text('not wanted'),
  'set-1/pictures/a/1.png': text('first'),
  'set-1/pictures/b/1.png': text('second'),
});

/** A process of which nobody can tell from here whether it lives. */
const elsewhere = { ...newOwner({ isBrief: false }), host: 'another machine' };

describe('getDataset', () => {
  const folder = useTemporaryFolder();
  let server: FileServer | undefined;
  let machine: Machine;
  let clock: DictatedClock;
  let progress: GetProgress[];

  beforeEach(() => {
    clock = new DictatedClock(stallMilliseconds);
    machine = { ...thisMachine, clock };
    progress = [];
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const root = () => path.join(folder(), 'data');
  const environment = () => ({ REPTILE_LAB_DATA: root() });
  const target = () => path.join(root(), 'clinc150');
  const downloads = () => path.join(root(), 'downloads', 'clinc150');

  async function serve(answers: Readonly<Record<string, readonly Answer[]>>): Promise<void> {
    server = await startFileServer(answers);
  }

  /** Two files: one with a sum, which is kept, and a zip that is known by its contents. */
  function smallDataset(): Dataset {
    const address = (name: string) => server?.address(name) ?? `http://127.0.0.1:9${name}`;
    const known: DatasetFile = {
      name: 'notes.json',
      addresses: [address('/notes.json')],
      size: { kind: 'exact', bytes: notes.length },
      checksum: { kind: 'sha256', value: sha256(notes) },
      placement: { kind: 'keep' },
    };
    const zip: DatasetFile = {
      name: 'set.zip',
      addresses: [address('/set.zip')],
      size: { kind: 'about', bytes: 500, most: 5000 },
      checksum: { kind: 'contents' },
      placement: { kind: 'unzip', strip: 1, below: 'pictures/' },
    };
    return {
      id: 'clinc150',
      title: 'Small set',
      description: 'For tests.',
      license: 'none',
      citation: 'none',
      homepage: 'http://localhost',
      usedBy: 'tests',
      files: [known, zip],
      contents: [{ kind: 'count', folder: 'pictures', ending: '.png', files: 2 }],
      unpacked: { files: 3, bytes: 1000 },
    };
  }

  const everything = { '/notes.json': [file(notes)], '/set.zip': [file(archive, { chunked: true })] };

  function get(options: Partial<GetRequest> = {}): Promise<GetOutcome> {
    return getDataset({
      dataset: smallDataset(),
      signal: new AbortController().signal,
      onProgress: (step) => progress.push(step),
      machine,
      policy: { ...usualPolicy, stallMilliseconds },
      environment: environment(),
      ...options,
    });
  }

  function verify(): Promise<Verification> {
    return verifyDataset({
      dataset: smallDataset(),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      environment: environment(),
    });
  }

  async function assertNothingThere(): Promise<void> {
    assert.equal(findDataset('clinc150', environment()), undefined);
    assert.ok(!existsSync(target()));
    assert.deepEqual(
      (await readdir(root())).filter((name) => name.startsWith('.unfinished')),
      [],
    );
  }

  async function assertGot(outcome: GetOutcome): Promise<void> {
    assert.deepEqual(outcome, { kind: 'got', folder: target(), files: 3, bytes: notes.length + 11 });
    assert.equal(await readFile(path.join(target(), 'pictures', 'b', '1.png'), 'utf8'), 'second');
    assert.deepEqual((await readdir(root())).sort(), ['clinc150', 'downloads']);
    assert.deepEqual(await readdir(path.join(root(), 'downloads')), []);
  }

  it('puts a data set into its folder, with sums and a receipt, and finds it from then on', async () => {
    await serve(everything);
    assert.equal(findDataset('clinc150', environment()), undefined);
    await assertGot(await get());
    assert.equal(findDataset('clinc150', environment()), target());
    assert.deepEqual((await readdir(target())).sort(), ['SHA256SUMS', 'notes.json', 'pictures', 'reptile-lab.json']);
    assert.match(
      await readFile(path.join(target(), 'SHA256SUMS'), 'utf8'),
      new RegExp(`^${sha256(notes)} {2}notes.json\n`),
    );
    const receipt = JSON.parse(await readFile(path.join(target(), 'reptile-lab.json'), 'utf8'));
    assert.deepEqual(receipt.downloads[1], {
      name: 'set.zip',
      from: server?.address('/set.zip'),
      bytes: archive.length,
      sha256: sha256(archive),
      knownBy: 'contents',
    });
    assert.ok(progress.some((step) => step.kind === 'unpacking' && step.done === 2 && step.total === 2));

    const listed = (await listDatasets(environment())).find(({ dataset }) => dataset.id === 'clinc150');
    assert.ok(listed?.state.kind === 'there');
    assert.equal(listed.state.files, 3);
  });

  it('does nothing where it is there, and replaces it when asked to', async () => {
    await serve(everything);
    await get();
    const asked = server?.requests.length;
    assert.deepEqual(await get(), { kind: 'there', folder: target() });
    assert.equal(server?.requests.length, asked);
    await rm(path.join(target(), 'pictures'), { recursive: true });
    await assertGot(await get({ again: true }));
  });

  for (const failure of ['EBUSY', 'EIO', 'cancelled'] as const) {
    it(`keeps what is there where the new one cannot take its place: ${failure}`, async () => {
      await serve(everything);
      await get();
      await writeFile(path.join(target(), 'pictures', 'a', '1.png'), 'FIRST');
      const cancellation = new AbortController();
      const { rename } = fsPromises;
      const replaceBy = (move: typeof rename) => {
        fsPromises.rename = move;
        syncBuiltinESMExports();
      };
      replaceBy(async (from, to) => {
        if (to !== target() || !String(from).includes('.unfinished-')) return rename(from, to);
        if (failure === 'cancelled') cancellation.abort();
        throw Object.assign(new Error('refused'), {
          code: failure === 'cancelled' ? 'EBUSY' : failure,
          syscall: 'rename',
        });
      });
      try {
        const outcome = await get({ again: true, signal: cancellation.signal });
        assert.equal(outcome.kind, failure === 'cancelled' ? 'cancelled' : 'failed');
      } finally {
        replaceBy(rename);
      }
      assert.equal(await readFile(path.join(target(), 'pictures', 'a', '1.png'), 'utf8'), 'FIRST');
      assert.deepEqual(await get(), { kind: 'there', folder: target() });
    });
  }

  it('brings back what a process had moved aside that was killed before the new one was in its place', async () => {
    await serve(everything);
    await get();
    const asked = server?.requests.length;
    await fsPromises.rename(target(), path.join(root(), '.replaced-clinc150'));
    await mkdir(path.join(root(), '.unfinished-clinc150-abc'));
    assert.deepEqual(await get(), { kind: 'there', folder: target() });
    assert.equal(server?.requests.length, asked);
    // Here the new one was in its place already.
    await mkdir(path.join(root(), '.replaced-clinc150', 'pictures'), { recursive: true });
    await assertGot(await get({ again: true }));
  });

  it('does not replace a folder with a person’s own files', async () => {
    await serve(everything);
    await get();
    await writeFile(path.join(target(), 'pictures', 'mine.png'), 'mine');
    const outcome = await get({ again: true });
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, /holds a file that Reptile Lab did not put there, for instance pictures\/mine\.png/);
    assert.equal(await readFile(path.join(target(), 'pictures', 'mine.png'), 'utf8'), 'mine');
  });

  it('says what could not be downloaded, why, and what to do by hand', async () => {
    await serve({ '/notes.json': [file(notes)] });
    const outcome = await get();
    assert.ok(outcome.kind === 'failed' && outcome.byHand !== undefined);
    assert.match(
      outcome.message,
      /^Small set could not be downloaded\. set\.zip: 127\.0\.0\.1:\d+: the server answered 404 \(not found\)\. Check the network; /,
    );
    assert.deepEqual(describeByHand(outcome.byHand), [
      'Or fetch this file in another way:',
      `  ${server?.address('/set.zip')}  (about 1 kB, as set.zip)`,
      `Put it into ${downloads()} and repeat the command. It is checked as a download is.`,
    ]);
    await assertNothingThere();

    // What was there already is not asked for again, and what was put there by hand is taken.
    await writeFile(path.join(downloads(), 'set.zip'), archive);
    await server?.close();
    server = undefined;
    await assertGot(await get());
  });

  it('takes a person’s files, checks them as downloads, and leaves them where they are', async () => {
    const own = path.join(folder(), 'own');
    await mkdir(own);
    await writeFile(path.join(own, 'notes.json'), text('{"notes": null}\n'));
    const outcome = await get({ from: own });
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, /notes\.json is not the right file: its SHA-256 is [0-9a-f]{64} instead of /);
    assert.match(outcome.message, /set\.zip does not exist/);
    assert.deepEqual(
      outcome.byHand?.files.map(({ name }) => name),
      ['notes.json', 'set.zip'],
    );
    await assertNothingThere();

    await writeFile(path.join(own, 'notes.json'), notes);
    await writeFile(path.join(own, 'set.zip'), archive);
    await assertGot(await get({ from: own }));
    assert.deepEqual((await readdir(own)).sort(), ['notes.json', 'set.zip']);
  });

  it('refuses what has other contents, and does not keep it for the next time', async () => {
    const less = zipSync({ 'set-1/pictures/a/1.png': text('first') });
    await serve({
      '/notes.json': [file(notes)],
      '/set.zip': [file(less), file(text('<html>Log in</html>')), file(archive)],
    });
    const outcome = await get();
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, /^What was got is not Small set: pictures holds 1 files \.png, but should hold 2\./);
    await assertNothingThere();
    const page = await get();
    assert.ok(page.kind === 'failed');
    assert.match(page.message, /set\.zip was not unpacked: it is no zip/);
    await assertNothingThere();
    await assertGot(await get());
    assert.equal(server?.requests.filter((request) => request.path === '/notes.json').length, 1);
  });

  it('checks whether the disk has room before it asks for anything', async () => {
    await serve(everything);
    const outcome = await get({ machine: { ...machine, freeBytes: async () => 5000 } });
    assert.ok(outcome.kind === 'failed');
    assert.match(
      outcome.message,
      /^Small set needs 8 kB in .*, but its disk has only 5 kB free\. Free some space, or name a folder on another disk in REPTILE_LAB_DATA\.$/,
    );
    assert.equal(server?.requests.length, 0);
    await assertGot(await get({ machine: { ...machine, freeBytes: async () => undefined } }));
  });

  it('says that its folder cannot be', async () => {
    await serve(everything);
    await writeFile(root(), 'a file where the folder should be');
    const outcome = await get();
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, /^Small set cannot be kept in .*REPTILE_LAB_DATA\.$/);
  });

  it('says that the file system allows no folders', async function () {
    if (!existsSync('/proc/self')) this.skip();
    await serve(everything);
    const outcome = await get({ environment: { REPTILE_LAB_DATA: '/proc/reptile' } });
    assert.ok(outcome.kind === 'failed');
    assert.match(
      outcome.message,
      /^Small set cannot be kept in \/proc\/reptile: .* allows no folders\. Name another .*DATA\.$/,
    );
  });

  it('is cancelled at any step, and leaves nothing half done', async () => {
    await serve({ '/notes.json': [file(notes)], '/set.zip': [file(archive, { etag: '"a"' })] });
    const kinds = ['downloading', 'unpacking', 'checking'] as const;
    for (const kind of kinds) {
      const cancellation = new AbortController();
      const onProgress = (step: GetProgress) => {
        if (step.kind === kind) cancellation.abort();
      };
      assert.deepEqual(await get({ signal: cancellation.signal, onProgress }), { kind: 'cancelled' }, kind);
      await assertNothingThere();
    }
    assert.deepEqual(await get({ signal: AbortSignal.abort() }), { kind: 'cancelled' });
    await assertGot(await get());
  });

  it('does the work once when several ask at the same time', async () => {
    await serve(everything);
    const outcomes = await Promise.all([get(), get(), get()]);
    assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['got', 'there', 'there']);
    assert.equal(server?.requests.length, 2);
    assert.equal(progress.filter((step) => step.kind === 'queueing').length, 2);
  });

  it('takes over from a process that died, and removes what it left', async () => {
    await serve(everything);
    await mkdir(path.join(root(), '.unfinished-clinc150-abc', 'pictures'), { recursive: true });
    await mkdir(path.join(root(), 'downloads'), { recursive: true });
    const lock = `${downloads()}.lock`;
    await writeFile(lock, JSON.stringify({ ...newOwner({ isBrief: false }), pid: 2 ** 30 }));
    await assertGot(await get());
    assert.ok(!clock.waits.includes(500), 'nobody is waited for');
  });

  it('takes over from a process of which nobody can tell whether it lives, by its own clock alone', async () => {
    await serve(everything);
    for (const offset of [0, 2 * 86_400_000, -2 * 86_400_000]) {
      await rm(root(), { recursive: true, force: true });
      await mkdir(path.join(root(), 'downloads'), { recursive: true });
      const lock = `${downloads()}.lock`;
      await writeFile(lock, JSON.stringify(elsewhere));
      const time = new Date(Date.now() + offset);
      await utimes(lock, time, time);
      const before = clock.now();
      await assertGot(await get());
      assert.ok(clock.now() - before > 20_000, 'it is given time to show that it is alive');
    }
  });

  it('does not take over from a process that touches its lock, whatever time it takes it for', async () => {
    await serve(everything);
    await mkdir(path.join(root(), 'downloads'), { recursive: true });
    const lock = `${downloads()}.lock`;
    await writeFile(lock, JSON.stringify(elsewhere));
    const cancellation = new AbortController();
    let touches = 0;
    clock.sleep = async (milliseconds) => {
      const ahead = new Date(Date.now() + 86_400_000 + 1000 * touches);
      await utimes(lock, ahead, ahead);
      clock.waits.push(milliseconds);
      if (++touches === 200) cancellation.abort();
    };
    let now = 0;
    clock.now = () => (now += 4000);
    assert.deepEqual(await get({ signal: cancellation.signal }), { kind: 'cancelled' });
    assert.equal(await readFile(lock, 'utf8'), JSON.stringify(elsewhere));
  });

  it('waits for a process that is at work, until it is cancelled', async () => {
    await serve(everything);
    await mkdir(path.join(root(), 'downloads'), { recursive: true });
    await writeFile(`${downloads()}.lock`, JSON.stringify(elsewhere));
    const cancellation = new AbortController();
    const onProgress = (step: GetProgress) => step.kind === 'queueing' && setImmediate(() => cancellation.abort());
    assert.deepEqual(await get({ signal: cancellation.signal, onProgress }), { kind: 'cancelled' });
    assert.equal(await readFile(`${downloads()}.lock`, 'utf8'), JSON.stringify(elsewhere));
  });

  it('stops when another process took its lock away', async () => {
    await serve({ '/notes.json': [status(500)], '/set.zip': [file(archive)] });
    const onProgress = (step: GetProgress) => {
      if (step.kind === 'downloading' && step.progress.kind === 'waiting')
        void writeFile(`${downloads()}.lock`, 'another');
    };
    const outcome = await get({
      onProgress,
      policy: { ...usualPolicy, stallMilliseconds, fruitlessAttempts: 1e6, attempts: 1e6 },
    });
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, /Another process has taken up the same data set meanwhile/);
    assert.equal(await readFile(`${downloads()}.lock`, 'utf8'), 'another');
  });

  it('is verified file by file', async () => {
    await serve(everything);
    assert.deepEqual(await verify(), { kind: 'absent', folder: target() });
    await get();
    assert.deepEqual(await verify(), { kind: 'good', folder: target(), files: 3, bytes: notes.length + 11 });

    await writeFile(path.join(target(), 'pictures', 'a', '1.png'), 'FIRST');
    await rm(path.join(target(), 'notes.json'));
    assert.deepEqual(await verify(), {
      kind: 'damaged',
      folder: target(),
      files: [
        { path: 'notes.json', damage: 'missing' },
        { path: 'pictures/a/1.png', damage: 'changed' },
      ],
      problems: [],
    });
  });

  it('is not verified by sums that were made to fit', async () => {
    await serve(everything);
    await get();
    const forged = text('{"notes": 1234}\n');
    await writeFile(path.join(target(), 'notes.json'), forged);
    const sums = path.join(target(), 'SHA256SUMS');
    await writeFile(sums, (await readFile(sums, 'utf8')).replace(sha256(notes), sha256(forged)));
    const found = await verify();
    assert.ok(found.kind === 'damaged');
    assert.deepEqual(found.problems, ['notes.json is not the file that the catalogue names.']);
    await writeFile(sums, 'no sums');
    assert.deepEqual(await verify(), {
      kind: 'damaged',
      folder: target(),
      files: [{ path: 'SHA256SUMS', damage: 'missing' }],
      problems: [],
    });
  });
});
