import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import type { ImageDatasetSpec } from '../../../src/experiment/schema.ts';
import type { ImageSet } from '../../../src/tasks/imageSet.ts';
import { loadOmniglot } from '../../../src/tasks/omniglot.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';
import { testSecret } from '../../support/testSecret.ts';

type Spec = Extract<ImageDatasetSpec, { source: 'omniglot' }>;
const imageBytes = 28 * 28;

describe('Omniglot', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-omniglot-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  describe('from the pack', () => {
    it('has 1,623 characters of 20 drawings, split as the reference code does', async function () {
      const set = await loadOmniglot(spec(packFolder(this)), '/', {});
      assert.deepEqual([set.width, set.height, set.channels], [28, 28, 1]);
      assert.equal(set.trainingClasses.length, 1200);
      assert.equal(set.heldOutClasses.length, 423);
      assert.deepEqual(set.heldOutDescription, { code: 'classes', noun: 'characters', count: 423 });
      const images = [...set.trainingClasses, ...set.heldOutClasses].flatMap((character) => character.images);
      assert.equal(new Set(images).size, 32_460);
      assert.equal(
        new Set([...set.trainingClasses, ...set.heldOutClasses].map((character) => character.name)).size,
        1623,
      );
    });

    it('is two-valued: paper 1, and 8.05 % ink', async function () {
      const { pixels } = await loadOmniglot(spec(packFolder(this)), '/', {});
      assert.equal(pixels.length, 32_460 * imageBytes);
      const counts = new Map<number, number>();
      for (let index = 0; index < pixels.length; index++) {
        const byte = pixels[index] ?? Number.NaN;
        counts.set(byte, (counts.get(byte) ?? 0) + 1);
      }
      assert.deepEqual([...counts.keys()].sort(), [0, 255]);
      const ink = counts.get(0) ?? 0;
      assert.ok(Math.abs(ink / pixels.length - 0.0805) < 0.00005, `${ink / pixels.length}`);
    });

    it('has the published splits', async function () {
      const lake = await loadOmniglot(spec(packFolder(this), 'lakeOriginal'), '/', {});
      assert.deepEqual([lake.trainingClasses.length, lake.heldOutClasses.length], [964, 659]);
      const vinyals = await loadOmniglot(spec(packFolder(this), 'vinyalsProtoNets'), '/', {});
      assert.deepEqual([vinyals.trainingClasses.length, vinyals.heldOutClasses.length], [1028, 423]);
      const trained = new Set(vinyals.trainingClasses.map(({ name }) => name));
      assert.ok(vinyals.heldOutClasses.every(({ name }) => !trained.has(name)));
    });

    it('says which file is missing or damaged', async () => {
      const bits = new Uint8Array(4 * 98);
      await writePack(folder, index(2, 2), gzipSync(bits));
      assert.equal((await loadOmniglot(spec(folder), '/', {})).pixels.length, 4 * imageBytes);

      await writePack(folder, index(3, 2), gzipSync(bits));
      await assertRefused(
        folder,
        /omniglot28\.bits\.gz should unpack to 6 drawings of 98 bytes.* but unpacks to 392 bytes/,
      );
      await writePack(folder, index(2, 2), gzipSync(bits).subarray(0, 15));
      await assertRefused(folder, /omniglot28\.bits\.gz is damaged and cannot be unpacked/);
      await writePack(folder, index(2, 2), gzipSync(new Uint8Array(65 * 2 ** 20)));
      await assertRefused(folder, /Cannot read .*omniglot28\.bits\.gz: it unpacks to more than 64 MiB\./);
      await writePack(folder, `{"drawersPerClass": 2, "classList": [${'[],'.repeat(200_000)}[]]}`, gzipSync(bits));
      await assertRefused(folder, /omniglot-index\.json .*200000 values/);
      await writePack(folder, '{"drawersPerClass": 2, "classList": [[', gzipSync(bits));
      await assertRefused(folder, /omniglot-index\.json is not valid JSON/);
      await writePack(folder, '{"drawersPerClass": "two"}', gzipSync(bits));
      await assertRefused(folder, /omniglot-index\.json is not an Omniglot index: .*drawersPerClass/s);
      await rm(path.join(folder, 'omniglot-index.json'));
      await assertRefused(folder, /Cannot read .*omniglot-index\.json: it does not exist/);
    });
  });

  describe('got by its name', () => {
    const { REPTILE_LAB_DATA: own } = process.env;
    afterEach(() => {
      if (own === undefined) delete process.env.REPTILE_LAB_DATA;
      else process.env.REPTILE_LAB_DATA = own;
    });

    it('is found where the experiment names no path, and missed with what to do', async function () {
      process.env.REPTILE_LAB_DATA = folder;
      const { path: _, ...unnamed } = spec(packFolder(this));
      await assert.rejects(loadOmniglot(unnamed, '/', {}), (error: unknown) => {
        assert.ok(error instanceof TaskError);
        assert.match(error.message, /^Omniglot is not in .*omniglot\. Get it with “reptile-lab data get omniglot”/);
        return true;
      });
      await mkdir(path.join(folder, 'omniglot'));
      for (const name of ['omniglot28.bits.gz', 'omniglot-index.json']) {
        await copyFile(path.join(packFolder(this), name), path.join(folder, 'omniglot', name));
      }
      await writeFile(path.join(folder, 'omniglot', 'reptile-lab.json'), '{}');
      assert.equal((await loadOmniglot(unnamed, '/', {})).trainingClasses.length, 1200);
    });
  });

  describe('from folders of PNGs', () => {
    it('agrees with the pack, pixel by pixel', async function () {
      const pack = await loadOmniglot(spec(packFolder(this), 'lakeOriginal'), '/', {});
      await unpackSmallSets(this, folder, /(Latin|Tagalog)\//);
      const fromFolders = await loadOmniglot(spec(folder), '/', {});
      const packed = drawingsByName(pack);
      const unpacked = drawingsByName(fromFolders);
      assert.equal(unpacked.size, 26 + 17);
      for (const [name, drawings] of unpacked) assert.deepEqual(drawings, packed.get(name), name);
      assert.deepEqual([fromFolders.trainingClasses.length, fromFolders.heldOutClasses.length], [32, 11]);
    });

    it('finds alphabets directly in the folder, too, and remembers what it decoded', async function () {
      const [character] = await unpackSmallSets(this, folder, /small1\/Latin\/character0[1-3]\//);
      const latin = path.join(folder, 'images_background_small1');
      const cacheFolder = path.join(folder, 'cache');
      const first = await loadOmniglot(spec(latin), '/', { cache: { folder: cacheFolder, secret: testSecret } });
      assert.equal(first.trainingClasses.length + first.heldOutClasses.length, 3);
      const [entry] = await readdir(cacheFolder);
      assert.deepEqual(
        (await loadOmniglot(spec(latin), '/', { cache: { folder: cacheFolder, secret: testSecret } })).pixels,
        first.pixels,
      );
      assert.deepEqual(await readdir(cacheFolder), [entry]);

      await writeFile(path.join(cacheFolder, entry ?? ''), 'damaged');
      assert.deepEqual(
        (await loadOmniglot(spec(latin), '/', { cache: { folder: cacheFolder, secret: testSecret } })).pixels,
        first.pixels,
      );

      assert.ok(character !== undefined);
      await utimes(character, new Date(), new Date(0));
      await loadOmniglot(spec(latin), '/', { cache: { folder: cacheFolder, secret: testSecret } });
      assert.equal((await readdir(cacheFolder)).length, 2);
    });

    it('stops when aborted', async function () {
      await unpackSmallSets(this, folder, /small1\/Latin\//);
      const signal = AbortSignal.abort(new Error('enough'));
      await assert.rejects(loadOmniglot(spec(folder), '/', { signal }), /enough/);
    });

    it('says what is missing or damaged', async function () {
      await assertRefused(path.join(folder, 'nowhere'), /folder .*nowhere does not exist\. Set task\.dataset\.path/);
      await assertRefused(
        folder,
        /holds no Omniglot: neither omniglot28\.bits\.gz nor folders alphabet\/character\/\*\.png/,
      );
      const [drawing] = await unpackSmallSets(this, folder, /small1\/Latin\/character0[1-3]\//);
      assert.ok(drawing !== undefined);
      await assertRefused(folder, /split lakeOriginal needs both of Omniglot's sets/, 'lakeOriginal');
      await assertRefused(folder, /has no omniglot-index\.json that names them/, 'vinyalsProtoNets');
      await copyFile(
        sharedDataOrSkip(this, 'omniglot', 'omniglot-index.json'),
        path.join(folder, 'omniglot-index.json'),
      );
      const listed = await loadOmniglot(spec(folder, 'vinyalsProtoNets'), '/', {});
      assert.ok(listed.trainingClasses.length + listed.heldOutClasses.length <= 3);
      const whole = await readFile(drawing);
      // What its header says of its size, without a single pixel.
      const huge = Buffer.from(whole);
      huge.writeUInt32BE(20_000, 16);
      await writeFile(drawing, huge);
      await assertRefused(folder, /Cannot read the drawing .*\.png: its 20000 × 105 pixels are more than any drawing/);
      await writeFile(drawing, whole.subarray(0, 60));
      await assertRefused(folder, /Cannot read the drawing .*\.png: .*Get the file again or remove it/);
    });
  });
});

function packFolder(context: Mocha.Context): string {
  return path.dirname(sharedDataOrSkip(context, 'omniglot', 'omniglot28.bits.gz'));
}

function spec(folder: string, split: Spec['split'] = 'supervisedReptileSeed0'): Spec {
  return { source: 'omniglot', path: folder, split };
}

async function writePack(folder: string, indexText: string, packed: Uint8Array): Promise<void> {
  await writeFile(path.join(folder, 'omniglot-index.json'), indexText);
  await writeFile(path.join(folder, 'omniglot28.bits.gz'), packed);
}

function index(characters: number, drawersPerClass: number): string {
  const classList = Array.from({ length: characters }, (_, number) => [
    String(number),
    'Alphabet',
    `character${number}`,
    'background',
  ]);
  return JSON.stringify({ drawersPerClass, classList, splits: {} });
}

async function assertRefused(
  folder: string,
  message: RegExp,
  split: Spec['split'] = 'supervisedReptileSeed0',
): Promise<void> {
  await assert.rejects(loadOmniglot(spec(folder, split), '/', {}), (error: unknown) => {
    assert.ok(error instanceof TaskError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

/** Unpacks the drawings of the official reduced sets whose paths match; returns where they are now. */
async function unpackSmallSets(context: Mocha.Context, target: string, wanted: RegExp): Promise<string[]> {
  const written: string[] = [];
  for (const name of ['images_background_small1.zip', 'images_background_small2.zip']) {
    const archive = await readFile(sharedDataOrSkip(context, 'omniglot', name));
    const entries = unzipSync(archive, { filter: (entry) => entry.name.endsWith('.png') && wanted.test(entry.name) });
    for (const [entry, bytes] of Object.entries(entries)) {
      const file = path.join(target, entry);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
      written.push(file);
    }
  }
  return written;
}

function drawingsByName(set: ImageSet): Map<string, string[]> {
  return new Map(
    [...set.trainingClasses, ...set.heldOutClasses].map(({ name, images }) => [
      name,
      images.map((image) =>
        Buffer.from(set.pixels.subarray(image * imageBytes, (image + 1) * imageBytes)).toString('base64'),
      ),
    ]),
  );
}
