import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { randomStream } from '../../../src/engine/random.ts';
import { createTaskDistribution, loadTaskData } from '../../../src/tasks/createTaskDistribution.ts';
import { loadMnist } from '../../../src/tasks/mnist.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import { supervised } from '../../support/supervisedTasks.ts';

describe('MNIST', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-mnist-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('comes bundled: 10,000 digits, split by digit', async () => {
    const set = await loadMnist({ source: 'mnist', trainDigits: [0, 1, 2, 3, 4] }, folder);
    assert.deepEqual([set.width, set.height, set.channels], [28, 28, 1]);
    assert.deepEqual(
      set.trainingClasses.map(({ name, images }) => [name, images.length]),
      [
        ['0', 980],
        ['1', 1135],
        ['2', 1032],
        ['3', 1010],
        ['4', 982],
      ],
    );
    assert.deepEqual(
      set.heldOutClasses.map(({ name, images }) => [name, images.length]),
      [
        ['5', 892],
        ['6', 958],
        ['7', 1028],
        ['8', 974],
        ['9', 1009],
      ],
    );
    assert.deepEqual(set.heldOutDescription, { code: 'digits', digits: [5, 6, 7, 8, 9] });
    assert.ok(set.pixels.buffer instanceof SharedArrayBuffer);
  });

  it('shows ink as 1 on a background of 0', async () => {
    const distribution = await createTaskDistribution(
      {
        kind: 'images',
        dataset: { source: 'mnist', trainDigits: [0, 1, 2, 3, 4] },
        ways: 5,
        shots: 5,
        queries: 15,
        trainShots: 10,
        rotations: true,
      },
      folder,
    );
    const { query } = supervised(distribution).sampleHeldOutTask(randomStream(0, 'evaluation-task', 0), 0);
    assert.equal(query.count, 75);
    const mean = query.inputs.reduce((sum, value) => sum + value, 0) / query.inputs.length;
    assert.ok(mean > 0.08 && mean < 0.2, `mean ${mean}`);
    assert.equal(Math.max(...query.inputs), 1);
    const corners = Array.from({ length: query.count }, (_, image) => query.inputs[image * 784]);
    assert.ok(corners.every((value) => value === 0));
  });

  it('reads a folder of the user, gzipped or not, under either spelling', async () => {
    await writeFile(path.join(folder, 't10k-images-idx3-ubyte.gz'), gzipSync(images(20)));
    await writeFile(path.join(folder, 't10k-labels.idx1-ubyte'), labels(20));
    const data = await loadTaskData(
      {
        kind: 'images',
        dataset: { source: 'mnist', path: path.basename(folder), trainDigits: [1] },
        ways: 2,
        shots: 1,
        queries: 1,
        trainShots: 1,
        rotations: false,
      },
      path.dirname(folder),
    );
    assert.ok(data.kind === 'images');
    const [{ name, images: ofOne } = { name: '', images: [] }] = data.images.trainingClasses;
    assert.deepEqual([name, ofOne], ['1', [1, 11]]);
    assert.deepEqual([...data.images.pixels.subarray(4, 8)], [1, 1, 1, 1]);
  });

  it('says which file is missing or damaged, and what to do', async () => {
    await assertRefused(/holds neither t10k-images-idx3-ubyte nor .*\.gz\. Set task\.dataset\.path/);
    await write(images(20), labels(20).subarray(0, 20));
    await assertRefused(/t10k-labels-idx1-ubyte should hold 20 = 20 bytes after its header, but holds 12/);
    await write(labels(20), labels(20));
    await assertRefused(
      /t10k-images-idx3-ubyte is not an IDX file of 3-dimensional bytes: expected 0x00000803 .* but it is 0x00000801/,
    );
    await write(new Uint8Array([0, 0]), labels(20));
    await assertRefused(/too short for a header/);
    await write(images(20), labels(19));
    await assertRefused(/holds 20 images, but .* 19 labels/);
    await write(
      images(20),
      labels(20).map((byte, index) => (index === 10 ? 77 : byte)),
    );
    await assertRefused(/holds the label 77/);
    await rm(path.join(folder, 't10k-images-idx3-ubyte'));
    const packed = gzipSync(images(20));
    await writeFile(path.join(folder, 't10k-images-idx3-ubyte.gz'), packed.subarray(0, packed.length - 9));
    await assertRefused(
      /t10k-images-idx3-ubyte\.gz is damaged and cannot be unpacked \(unexpected end of file\)\. Get the file again/,
    );
  });

  it('is refused where its images have no pixels, or it unpacks to more than any of its kind', async () => {
    const header = (...words: readonly number[]) =>
      Uint8Array.from(words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]));
    await write(header(0x803, 20, 0, 0), labels(20));
    await assertRefused(/holds images of 0 × 0 pixels/);
    const file = path.join(folder, 't10k-labels-idx1-ubyte');
    await rm(file);
    await writeFile(`${file}.gz`, gzipSync(new Uint8Array(5 << 20)));
    await assertRefused(/Cannot read .*ubyte\.gz: it unpacks to more than 4 MiB\./);
  });

  it('waits for no pipe and reads no device', async function () {
    if (process.platform === 'win32') this.skip();
    await write(images(20), labels(20));
    const file = path.join(folder, 't10k-labels-idx1-ubyte');
    for (const put of [() => promisify(execFile)('mkfifo', [file]), () => symlink('/dev/zero', file)]) {
      await rm(file);
      await put();
      await assertRefused(/Cannot read .*t10k-labels-idx1-ubyte: it is a pipe, a device or the like\./);
    }
  });

  async function write(imageBytes: Uint8Array, labelBytes: Uint8Array): Promise<void> {
    await writeFile(path.join(folder, 't10k-images-idx3-ubyte'), imageBytes);
    await writeFile(path.join(folder, 't10k-labels-idx1-ubyte'), labelBytes);
  }

  async function assertRefused(message: RegExp): Promise<void> {
    await assert.rejects(loadMnist({ source: 'mnist', path: '.', trainDigits: [1] }, folder), (error: unknown) => {
      assert.ok(error instanceof TaskError);
      assert.match(error.message, message);
      assert.ok(error.message.includes(folder));
      return true;
    });
  }
});

/** 2 × 2 images; each byte is the image's number. */
function images(count: number): Uint8Array {
  const header = Buffer.alloc(16);
  [0x803, count, 2, 2].forEach((word, index) => {
    header.writeUInt32BE(word, index * 4);
  });
  return Buffer.concat([header, Buffer.from(Array.from({ length: count * 4 }, (_, byte) => Math.floor(byte / 4)))]);
}

/** Digits 0 to 9, again and again. */
function labels(count: number): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(0x801, 0);
  header.writeUInt32BE(count, 4);
  return Buffer.concat([header, Buffer.from(Array.from({ length: count }, (_, index) => index % 10))]);
}
