// Loading images of the user's own: what is cached, told, cancelled, and read from real data.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomStream } from '../../../../src/engine/random.ts';
import type { LoadProgress } from '../../../../src/tasks/loadOptions.ts';
import { loadOmniglot } from '../../../../src/tasks/omniglot.ts';
import { classTree, loadImages, writeTree, writeZip } from '../../../support/imageData.ts';
import { zipWith } from '../../../support/mangledZips.ts';
import { noisePng } from '../../../support/pngs.ts';
import { sharedDataOrSkip } from '../../../support/sharedData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testSecret } from '../../../support/testSecret.ts';

const classes = ['a', 'b', 'c', 'd', 'e'];
const settings = { heldOutClasses: ['d', 'e'] };

describe('loading images of the user’s own', () => {
  const folder = useTemporaryFolder();
  const cacheFolder = () => path.join(folder(), 'cache');

  /** Loads, and says whether anything was decoded. */
  async function loadAndWatch(location: string, dataset: Readonly<Record<string, unknown>> = {}, secret = testSecret) {
    const progress: LoadProgress[] = [];
    const options = {
      cache: { folder: cacheFolder(), secret },
      onProgress: (step: LoadProgress) => progress.push(step),
    };
    const loaded = await loadImages(location, { ...settings, ...dataset }, {}, options);
    return { ...loaded, progress, isDecoded: progress.length > 0 };
  }

  async function onlyEntry(): Promise<string> {
    const names = await readdir(cacheFolder());
    assert.equal(names.length, 1, names.join(' '));
    return path.join(cacheFolder(), names[0] ?? '');
  }

  it('decodes once, and reads the packed file from then on', async () => {
    const location = await writeTree(path.join(folder(), 'data'), classTree(classes));
    const first = await loadAndWatch(location);
    assert.ok(first.isDecoded);
    assert.deepEqual(first.progress.at(-1), { activity: 'decodingImages', done: 20, total: 20 });
    const second = await loadAndWatch(location);
    assert.ok(!second.isDecoded);
    assert.deepEqual(second.set, first.set);
    assert.deepEqual(second.notes, first.notes);
    const moved = await writeZip(path.join(folder(), 'data.zip'), classTree(classes));
    assert.ok((await loadAndWatch(moved)).isDecoded, 'a zip is known by its checksums, a folder by its times');
  });

  it('removes what a process left that was killed while it packed, and nothing else', async () => {
    await mkdir(cacheFolder());
    const of = (name: string) => path.join(cacheFolder(), name);
    const [left, current] = ['a', 'b'].map((digit) => of(`${digit.repeat(32)}.pixels.${randomUUID()}.tmp`));
    assert.ok(left !== undefined && current !== undefined);
    for (const file of [left, current, of('novel.tmp')]) await writeFile(file, 'x');
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    for (const file of [left, of('novel.tmp')]) await utimes(file, twoHoursAgo, twoHoursAgo);
    await loadAndWatch(await writeTree(path.join(folder(), 'data'), classTree(classes)));
    const names = await readdir(cacheFolder());
    assert.deepEqual(
      [left, current, of('novel.tmp')].map((file) => names.includes(path.basename(file))),
      [false, true, true],
    );
  });

  it('keeps an entry for each user, removes those that nobody has used for two months, and no others', async () => {
    const location = await writeTree(path.join(folder(), 'data'), classTree(classes));
    const another = new Uint8Array(32).fill(9);
    for (const secret of [testSecret, another]) assert.ok((await loadAndWatch(location, {}, secret)).isDecoded);
    for (const secret of [testSecret, another]) assert.ok(!(await loadAndWatch(location, {}, secret)).isDecoded);
    const long = new Date(Date.now() - 61 * 86_400_000);
    for (const name of await readdir(cacheFolder())) await utimes(path.join(cacheFolder(), name), long, long);
    assert.ok(!(await loadAndWatch(location)).isDecoded);
    await loadAndWatch(location, { channels: 'grey' });
    assert.ok(!(await loadAndWatch(location)).isDecoded);
    assert.ok((await loadAndWatch(location, {}, another)).isDecoded);
  });

  it('knows a zip again wherever it lies', async () => {
    await loadAndWatch(await writeZip(path.join(folder(), 'here.zip'), classTree(classes)));
    assert.ok(!(await loadAndWatch(await writeZip(path.join(folder(), 'there.zip'), classTree(classes)))).isDecoded);
  });

  it('reads a zip whose files could not be unpacked before it was made anew', async () => {
    const location = path.join(folder(), 'data.zip');
    for (const packing of [{ method: 12 }, { method: 99, flags: 1 }, {}]) {
      await writeFile(location, zipWith(classTree(classes), packing));
      const loading = loadAndWatch(location);
      if (packing.method === 12) await assert.rejects(loading, /packed by bzip2/);
      else if (packing.method === 99) await assert.rejects(loading, /encrypted in the zip/);
      else assert.ok((await loading).isDecoded);
    }
  });

  it('decodes again what has changed: a file, a setting, the share of classes', async () => {
    const location = await writeTree(path.join(folder(), 'data'), classTree(classes));
    await loadAndWatch(location);
    for (const changed of [
      { size: 9 },
      { channels: 'grey' },
      { fit: 'crop' },
      { resampling: 'area' },
      { invert: true },
    ]) {
      assert.ok((await loadAndWatch(location, changed)).isDecoded, JSON.stringify(changed));
    }
    const image = path.join(location, 'a', '0.png');
    await writeFile(image, noisePng(randomStream(9, 'split')));
    await utimes(image, new Date(), new Date(Date.now() + 5000));
    assert.ok((await loadAndWatch(location)).isDecoded);
    assert.ok(!(await loadAndWatch(location)).isDecoded);
  });

  it('takes no files for others of equal names, sizes and times, beside them or in their place', async () => {
    const made = new Date('1980-01-01T00:00:00Z');
    const writeVersion = async (name: string, version: number) => {
      const names = Object.keys(classTree(classes));
      const entries = names.map((file, place) => {
        const bytes = new Uint8Array(1024);
        // What stands behind a picture is none of it: so all are as long as one another.
        bytes.set(noisePng(randomStream(version, 'split', place)));
        return [file, bytes] as const;
      });
      const location = await writeTree(path.join(folder(), name), Object.fromEntries(entries));
      for (const file of names) await utimes(path.join(location, file), made, made);
      return location;
    };
    const first = await loadAndWatch(await writeVersion('first', 1));
    const second = await loadAndWatch(await writeVersion('second', 2));
    assert.notDeepEqual(second.set.pixels, first.set.pixels);
    const exchanged = await loadAndWatch(await writeVersion('first', 2));
    assert.deepEqual(exchanged.set.pixels, second.set.pixels);
    const digestsOf = ({ set }: typeof first) =>
      [...set.trainingClasses, ...set.heldOutClasses].map(({ digest }) => digest);
    assert.deepEqual(digestsOf(exchanged), digestsOf(second));
    assert.notDeepEqual(digestsOf(exchanged), digestsOf(first));
    assert.ok(!(await loadAndWatch(path.join(folder(), 'first'))).isDecoded);
  });

  it('makes a damaged or cut cache again', async () => {
    const location = await writeTree(path.join(folder(), 'data'), classTree(classes));
    const { set } = await loadAndWatch(location);
    const entry = await onlyEntry();
    const good = await readFile(entry);
    const damages: readonly ((bytes: Buffer) => Buffer)[] = [
      (bytes) => bytes.subarray(0, -1),
      (bytes) => bytes.subarray(0, 3),
      () => Buffer.alloc(0),
      (bytes) => Buffer.concat([bytes, Buffer.of(0)]),
      (bytes) => flip(bytes, bytes.length - 7),
      (bytes) => flip(bytes, 9),
      (bytes) => flip(bytes, 40),
      (bytes) => flip(bytes, 72),
      (bytes) => flip(bytes, 3),
    ];
    for (const damage of damages) {
      await writeFile(entry, damage(Buffer.from(good)));
      const again = await loadAndWatch(location);
      assert.ok(again.isDecoded);
      assert.deepEqual(again.set, set);
      assert.equal((await readFile(await onlyEntry())).length, good.length);
      assert.ok(!(await loadAndWatch(location)).isDecoded);
    }
  });

  it('does not believe an entry that came with a folder, though its name and its checksums are those of the same data', async () => {
    const location = await writeZip(path.join(folder(), 'data.zip'), classTree(classes));
    const { set } = await loadAndWatch(location);
    const entry = await onlyEntry();
    const own = await readFile(entry);
    // What the stranger has put into the entry is sealed as well as it can be without this user's secret.
    const theirs = await loadAndWatch(location, {}, new Uint8Array(32).fill(8));
    assert.ok(theirs.isDecoded);
    await rm(entry);
    await rename(await onlyEntry(), entry);
    const again = await loadAndWatch(location);
    assert.ok(again.isDecoded);
    assert.deepEqual(again.set, set);
    assert.deepEqual(again.notes, theirs.notes);

    // Nor does one of this user's own count for other data of the same size.
    const other = await loadAndWatch(location, { invert: true });
    await rm(entry);
    const otherEntry = await onlyEntry();
    await writeFile(otherEntry, own);
    const otherAgain = await loadAndWatch(location, { invert: true });
    assert.ok(otherAgain.isDecoded);
    assert.deepEqual(otherAgain.set, other.set);
  });

  it('works where the cache cannot be written', async () => {
    const location = await writeTree(path.join(folder(), 'data'), classTree(classes));
    await writeFile(cacheFolder(), 'a file where the folder should be');
    assert.ok((await loadAndWatch(location)).isDecoded);
    assert.ok((await loadAndWatch(location)).isDecoded);
  });

  it('neither waits for a pipe in the cache nor follows a link, and nothing is written through one', async function () {
    if (process.platform === 'win32') this.skip();
    const location = await writeTree(path.join(folder(), 'data'), classTree(classes));
    const { set } = await loadAndWatch(location);
    const entry = await onlyEntry();
    const good = await readFile(entry);
    const outside = path.join(folder(), 'outside');
    await mkdir(outside);
    const damages: Record<string, () => Promise<void>> = {
      pipe: async () => void execFileSync('mkfifo', [entry]),
      'link to a good entry': async () => {
        await writeFile(path.join(outside, 'good'), good);
        await symlink(path.join(outside, 'good'), entry);
      },
    };
    for (const [what, damage] of Object.entries(damages)) {
      await rm(entry);
      await damage();
      const again = await loadAndWatch(location);
      assert.ok(again.isDecoded, what);
      assert.deepEqual(again.set, set);
      assert.ok((await lstat(entry)).isFile(), `${what} makes way`);
    }
    await rename(cacheFolder(), path.join(outside, 'cache'));
    await symlink(path.join(outside, 'cache'), cacheFolder());
    const before = await readdir(outside, { recursive: true });
    assert.ok((await loadAndWatch(location)).isDecoded, 'the folder is a link');
    await rm(path.join(outside, 'cache', path.basename(entry)));
    assert.ok((await loadAndWatch(location)).isDecoded);
    assert.deepEqual(
      (await readdir(outside, { recursive: true })).sort(),
      before.filter((name) => path.basename(name) !== path.basename(entry)).sort(),
    );
  });

  it('gives the same pixels from one thread and from several', async () => {
    // Below 128 images the calling thread decodes by itself.
    const many = classTree(classes, 40);
    const few = Object.fromEntries(Object.entries(many).filter(([name]) => /\/[0-9]\.png/.test(name)));
    const whole = await loadImages(await writeZip(path.join(folder(), 'many.zip'), many), settings);
    const part = await loadImages(await writeZip(path.join(folder(), 'few.zip'), few), settings);
    const pictures = (loaded: typeof whole, name: string) => {
      const found = [...loaded.set.trainingClasses, ...loaded.set.heldOutClasses].find((each) => each.name === name);
      return new Set(
        found?.images.map((image) =>
          Buffer.from(loaded.set.pixels.subarray(image * 192, (image + 1) * 192)).toString('hex'),
        ),
      );
    };
    for (const name of classes) {
      const all = pictures(whole, name);
      assert.equal(all.size, 40);
      for (const picture of pictures(part, name)) assert.ok(all.has(picture));
    }
  });

  it('stops when aborted, while it lists and while it decodes', async () => {
    const location = await writeZip(path.join(folder(), 'data.zip'), classTree(classes, 60));
    for (const after of [0, 1, 3]) {
      const stop = new AbortController();
      let steps = 0;
      const onProgress = () => {
        if (++steps >= after) stop.abort(new Error('enough'));
      };
      if (after === 0) stop.abort(new Error('enough'));
      const loading = loadImages(
        location,
        settings,
        {},
        { cache: { folder: cacheFolder(), secret: testSecret }, signal: stop.signal, onProgress },
      );
      await assert.rejects(loading, /^Error: enough$/);
    }
    await assert.rejects(readdir(cacheFolder()), /ENOENT/, 'nothing half-done is kept');
  });

  it('decodes photographs to the numbers that Pillow does', async function () {
    const location = sharedDataOrSkip(this, 'caltech101-84', 'caltech101-97x30-84px.zip');
    // Means of the RGB values, and SHA-256 of them (its first eight bytes), by Pillow 13.0.
    const expected: Readonly<Record<string, readonly [number, string]>> = {
      Leopards: [136.6226, '64f51b2c7149a611'],
      cannon: [125.047, 'f4ecc904fdf14e2f'],
    };
    const { set } = await loadImages(
      location,
      { size: 84, split: await onlyTheseClasses(['Leopards', 'cannon', 'dragonfly', 'ibis']) },
      { trainShots: 30 },
    );
    const imagesOf = new Map(set.trainingClasses.map(({ name, images }) => [name, images]));
    const at = { Leopards: 0, cannon: 5 };
    for (const [name, place] of Object.entries(at)) {
      const image = imagesOf.get(name)?.[place] ?? Number.NaN;
      const pixels = set.pixels.subarray(image * 84 * 84 * 3, (image + 1) * 84 * 84 * 3);
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      const [expectedMean, hash] = expected[name] ?? [];
      assert.ok(Math.abs(mean - (expectedMean ?? Number.NaN)) < 0.0001, `${name}: ${mean}`);
      assert.equal(createHash('sha256').update(pixels).digest('hex').slice(0, 16), hash);
    }
  });

  it('reads Omniglot’s official zip as the source for Omniglot does', async function () {
    const zip = sharedDataOrSkip(this, 'omniglot', 'images_background_small1.zip');
    const pack = path.dirname(sharedDataOrSkip(this, 'omniglot', 'omniglot28.bits.gz'));
    const split = await onlyTheseClasses([
      'Latin/character01',
      'Latin/character26',
      'Korean/character02',
      'Korean/character40',
    ]);
    const { set } = await loadImages(
      zip,
      { size: 28, channels: 'grey', resampling: 'nearest', split },
      { trainShots: 20 },
    );
    const expected = await loadOmniglot({ source: 'omniglot', path: pack, split: 'lakeOriginal' }, '/', {});
    for (const { name, images } of [...set.trainingClasses, ...set.heldOutClasses]) {
      const character = expected.trainingClasses.find((each) => each.name === name);
      const pixelsOf = ({ pixels }: typeof set, numbers: readonly number[] = []) =>
        numbers.map((image) => Buffer.from(pixels.subarray(image * 784, (image + 1) * 784)).toString('base64'));
      assert.equal(images.length, 20);
      assert.deepEqual(pixelsOf(set, images), pixelsOf(expected, character?.images), name);
    }
  });

  async function onlyTheseClasses(names: readonly string[]): Promise<string> {
    const file = path.join(folder(), 'split.json');
    await rm(file, { force: true });
    await writeFile(file, JSON.stringify({ train: names.slice(0, 2), test: names.slice(2) }));
    return file;
  }
});

function flip(bytes: Buffer, position: number): Buffer {
  bytes[position] = (bytes[position] ?? 0) ^ 0xff;
  return bytes;
}
