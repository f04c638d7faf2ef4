// Images are known by their content, and what is left out is told by cause, whether enough is left or not.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { classTree, loadImages, type Tree, textFile, writeTree, writeZip } from '../../../support/imageData.ts';
import { jpegs } from '../../../support/jpegs.ts';
import { zipWith } from '../../../support/mangledZips.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const classes = ['a', 'b', 'c', 'd'];
const heldOut = { heldOutClasses: ['c', 'd'] };
const pointer = textFile('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
const webP = textFile('RIFF\x20\0\0\0WEBPVP8 ');

describe('the content of files', () => {
  const folder = useTemporaryFolder();
  let places = 0;

  /** The same from a folder and from a zip. */
  async function both<Result>(tree: Tree, use: (location: string) => Promise<Result>): Promise<readonly Result[]> {
    const place = path.join(folder(), `data ${++places}`);
    return [await use(await writeTree(place, tree)), await use(await writeZip(`${place}.zip`, tree))];
  }

  const renamed = (tree: Tree, rename: (name: string) => string): Tree =>
    Object.fromEntries(Object.entries(tree).map(([name, bytes]) => [rename(name), bytes]));

  const messageOf = async (location: string, dataset: Readonly<Record<string, unknown>> = heldOut) => {
    const notes: string[] = [];
    try {
      await loadImages(location, dataset, {}, { onNote: (note) => notes.push(note) });
    } catch (error) {
      assert.ok(error instanceof TaskError, String(error));
      return error.message;
    }
    return assert.fail(`${location} was read`);
  };

  it('says what an image is, whatever its name ends in', async () => {
    const expected = await loadImages(await writeTree(path.join(folder(), 'plain'), classTree(classes)), heldOut);
    const endings = ['', '.jfif', '.jpe', '.PNG.download', '.gif', '.txt', '.bin', '.1', '.jpg~', '.png.part'];
    for (const ending of endings) {
      const tree = renamed(classTree(classes), (name) => name.replace('.png', ending));
      for (const { set, notes } of await both(tree, (location) => loadImages(location, heldOut))) {
        assert.deepEqual({ ...set, names: undefined }, { ...expected.set, names: undefined }, ending);
        assert.equal(notes.length, 1, notes.join('\n'));
      }
    }
    const jpegTree = renamed(classTree(classes), (name) => name.replace('.png', ''));
    for (const name of Object.keys(jpegTree)) jpegTree[name] = jpegs.baseline;
    for (const { set } of await both(jpegTree, (location) => loadImages(location, heldOut))) {
      assert.ok(set.trainingClasses.every(({ images }) => images.length === 4));
    }
  });

  it('leaves out without a word what is no picture, and with one what is another kind of picture', async () => {
    const others = {
      'a/labels.txt': textFile('one\ntwo\n'),
      'BMW.txt': textFile('BMW is a make of cars'),
      'b/data.bin': new Uint8Array(5),
      'b/empty': new Uint8Array(0),
      'readme.html': textFile('<!DOCTYPE html>'),
    };
    for (const { notes } of await both({ ...classTree(classes), ...others }, (at) => loadImages(at, heldOut))) {
      assert.equal(notes.length, 1, notes.join('\n'));
    }
    const bitmap = new Uint8Array(60);
    bitmap.set([0x42, 0x4d]);
    bitmap[14] = 40;
    const pictures = {
      'a/x.gif': textFile('GIF89a'),
      'a/y.gif': textFile('GIF87a'),
      'b/z': webP,
      'b/z.bin': bitmap,
      'c/lost.tiff': new Uint8Array(3),
      'd/12': pointer,
    };
    for (const { notes } of await both({ ...classTree(classes), ...pictures }, (at) => loadImages(at, heldOut))) {
      const [note = ''] = notes;
      assert.match(
        note,
        /6 files passed over\. 2 of them, "a\/x\.gif" and "a\/y\.gif": it is GIF; save it as PNG or JPEG\./,
      );
      assert.match(note, /1 of them, "b\/z": it is WebP/);
      assert.match(note, /1 of them, "b\/z\.bin": it is BMP/);
      assert.match(note, /1 of them, "d\/12": it is a pointer of Git LFS/);
      assert.match(note, /1 of them, "c\/lost\.tiff": it is a picture of another kind/);
    }
  });

  it('is told by cause where no image can be read', async () => {
    const causes: readonly (readonly [Uint8Array, RegExp])[] = [
      [webP, /All of them, "a\/0\.png", .* and 13 others: it is WebP whatever its name says; save it as PNG or JPEG\./],
      [textFile('GIF89a\x01\0\x01\0'), /it is GIF/],
      [pointer, /it is a pointer of Git LFS, not the file itself; fetch the file: git lfs pull/],
      [textFile('\n<!DOCTYPE html><title>404</title>'), /it is a page of HTML/],
      [new Uint8Array(0), /it is empty/],
      [jpegs.baseline.subarray(0, 300), /it is cut off or damaged/],
      [textFile('\0\0\0\x20ftypavif'), /it is AVIF/],
    ];
    for (const [bytes, cause] of causes) {
      const tree = renamed(classTree(classes), (name) => name);
      for (const name of Object.keys(tree)) tree[name] = bytes;
      for (const message of await both(tree, messageOf)) {
        assert.match(message, /None of the 16 images of .*data \d+(\.zip)? can be read\. /);
        assert.match(message, cause);
        assert.doesNotMatch(message, /Lower/);
      }
    }
  });

  it('is told by cause where too few images are left, and where enough are', async () => {
    const tree = classTree(classes);
    for (const name of ['a/0.png', 'a/1.png', 'a/2.png']) tree[name] = webP;
    tree['b/0.png'] = pointer;
    for (const message of await both(tree, messageOf)) {
      assert.match(message, /only 1 of the 2 training classes of .* has 2 images or more .* Too small: "a"\./);
      assert.match(message, /4 images could not be read and were passed over\. 3 of them, "a\/0\.png".*: it is WebP/);
      assert.match(message, /1 of them, "b\/0\.png": it is a pointer of Git LFS/);
    }
    for (const name of ['a/0.png', 'a/1.png']) tree[name] = classTree(['a'])['a/0.png'] ?? webP;
    for (const { notes } of await both(tree, (location) => loadImages(location, heldOut))) {
      assert.ok(notes.some((note) => /2 images could not be read and were passed over\. 1 of them/.test(note)));
    }
    // Before anything is decoded, too.
    const few = { ...classTree(['a', 'b', 'c']), 'd/0.gif': textFile('GIF89a'), 'e/0.webp': webP };
    for (const message of await both(few, (location) => messageOf(location, { heldOut: 0.5 }))) {
      assert.match(message, /2 files passed over\. .*it is GIF/);
    }
  });

  it('is told where a zip is encrypted or packed in another way', async () => {
    const cases: readonly (readonly [Parameters<typeof zipWith>[1], RegExp])[] = [
      [{ flags: 1 }, /it is encrypted in the zip; unpack that with its password/],
      [{ method: 99, flags: 1 }, /it is encrypted in the zip/],
      [{ method: 12 }, /it is packed by bzip2, which is not read; make the zip again with Deflate, or unpack it/],
      [{ method: 14 }, /it is packed by LZMA/],
      [{ method: 9 }, /it is packed by Deflate64/],
      [{ method: 93 }, /it is packed by Zstandard/],
      [{ method: 77 }, /it is packed by method 77/],
    ];
    for (const rename of [(name: string) => name, (name: string) => name.replace('.png', '')]) {
      for (const [change, cause] of cases) {
        const file = path.join(folder(), `zip ${++places}.zip`);
        await writeFile(file, zipWith(renamed(classTree(classes), rename), change));
        const message = await messageOf(file);
        assert.match(message, cause);
        assert.match(message, /All of them, "a\/0/);
      }
    }
  });

  it('is told where a pointer of Git LFS lies in the place of a zip, a table or a list', async () => {
    const zip = path.join(folder(), 'pets.zip');
    await writeFile(zip, pointer);
    assert.match(await messageOf(zip), /pets\.zip is a pointer of Git LFS, not the file itself; fetch/);
    await writeFile(zip, '<!doctype html>');
    assert.match(await messageOf(zip), /pets\.zip is a page of HTML/);
    await writeFile(zip, '');
    assert.match(await messageOf(zip), /pets\.zip is empty\. Get the file again/);
    const tar = new Uint8Array(1024);
    tar.set(textFile('ustar'), 257);
    for (const [bytes, what] of [
      [Uint8Array.of(0x1f, 0x8b, 8), 'a gzip file'],
      [textFile('Rar!\x1a\x07'), 'a RAR file'],
      [tar, 'a tar file'],
    ] as const) {
      for (const name of ['pets.zip', 'pets.tar.gz']) {
        const file = path.join(folder(), name);
        await writeFile(file, bytes);
        const message = await messageOf(file);
        assert.ok(message.includes(`${name} is ${what}, not a zip. Unpack it, and set task.dataset.path`), message);
      }
    }
    for (const names of [['train.csv', 'test.csv'], ['split.json']]) {
      const tree = { ...classTree(classes), ...Object.fromEntries(names.map((name) => [name, pointer])) };
      for (const message of await both(tree, (location) => messageOf(location, {}))) {
        assert.match(message, /Cannot read .*(test\.csv|train\.csv|split\.json)"?: it is a pointer of Git LFS/);
      }
    }
  });
});
