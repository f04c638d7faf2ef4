// Image data sets with something wrong in them: what users' disks, downloads and enemies make of good ones.

import type { RandomStream } from '../../src/engine/random.ts';
import { type Tree, textFile } from './imageData.ts';
import { jpegs } from './jpegs.ts';
import { makePng } from './pngs.ts';

/** Changes a good data set of `class/image.png` in place. */
export interface Mangling {
  readonly name: string;
  /** Returns settings of the data set that go with it, if any. */
  readonly mangle: (tree: Tree, random: RandomStream) => Readonly<Record<string, unknown>> | undefined;
}

/** Other bytes in the place of a few images. */
function images(name: string, bytesFor: (good: Uint8Array, random: RandomStream) => Uint8Array): Mangling {
  return {
    name,
    mangle(tree, random) {
      const names = Object.keys(tree);
      for (let count = 1 + random.integer(3); count > 0; count--) {
        const chosen = names[random.integer(names.length)] ?? '';
        tree[chosen] = bytesFor(tree[chosen] ?? new Uint8Array(0), random);
      }
      return undefined;
    },
  };
}

function whole(name: string, change: (tree: Tree, random: RandomStream) => void): Mangling {
  return {
    name,
    mangle(tree, random) {
      change(tree, random);
      return undefined;
    },
  };
}

/** A file more. */
function added(name: string, file: string, contentFor: (tree: Tree) => Uint8Array): Mangling {
  return whole(name, (tree) => {
    tree[file] = contentFor(tree);
  });
}

const someImage = (tree: Tree): Uint8Array => Object.values(tree)[0] ?? new Uint8Array(0);

/** `count` bytes of which the first is no known signature's. */
function garbage(count: number, random: RandomStream): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => (index === 0 ? 7 : random.integer(256)));
}

function flipped(good: Uint8Array, random: RandomStream): Uint8Array {
  const bytes = good.slice();
  // Behind the signature, and not in the last chunk, which has no content.
  const position = 8 + random.integer(bytes.length - 24);
  bytes[position] = (bytes[position] ?? 0) ^ (1 + random.integer(255));
  return bytes;
}

const brokenImages: readonly Mangling[] = [
  images('truncated', (good, random) => good.subarray(0, 1 + random.integer(good.length - 20))),
  images('empty', () => new Uint8Array(0)),
  images('flipped', flipped),
  images('garbage', (_, random) => garbage(1 + random.integer(2000), random)),
  images('a signature and garbage', (good, random) => Buffer.concat([good.subarray(0, 8), garbage(200, random)])),
  images('a truncated JPEG', (_, random) => jpegs.progressive.subarray(0, 2 + random.integer(400))),
  images('a JPEG that is a header only', () => jpegs.baseline.subarray(0, jpegs.baseline.lastIndexOf(0xda) - 1)),
  images('a JPEG with garbage for segments', (_, random) =>
    Buffer.concat([Uint8Array.of(0xff, 0xd8), garbage(500, random)]),
  ),
  images('a GIF', () => textFile('GIF89a\x01\0\x01\0')),
  images('a WebP', () => textFile('RIFF\x20\0\0\0WEBPVP8 ')),
  images('an HTML page', () => textFile('<!DOCTYPE html><title>404</title>')),
  images('a pointer of Git LFS', () => textFile('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n')),
  images('declared too large', (_, random) =>
    makePng({ width: 2 ** 31 - 1, height: 1 + random.integer(2 ** 31) }, new Uint8Array(9)),
  ),
  images('without pixels', () => makePng({ width: 0, height: 0 }, new Uint8Array(0))),
  images('with too few rows', () => makePng({ width: 50, height: 50 }, new Uint8Array(151))),
  images('of an impossible depth', () => makePng({ width: 4, height: 4, depth: 7 }, new Uint8Array(100))),
  images('of an impossible colour type', () => makePng({ width: 4, height: 4, colourType: 5 }, new Uint8Array(100))),
  images('with a palette too small', () => makePng({ width: 4, height: 4, colourType: 3 }, new Uint8Array(20).fill(9))),
  images('with filters that do not exist', () =>
    makePng({ width: 4, height: 4, colourType: 0 }, new Uint8Array(20).fill(99)),
  ),
  images('an interlaced bomb', () => makePng({ width: 9, height: 9, interlaced: true }, new Uint8Array(5_000_000))),
  images('another zip', () => Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0)),
];

const brokenStructure: readonly Mangling[] = [
  whole('nothing at all', (tree) => empty(tree)),
  whole('no images, but texts', (tree) => replaceAll(tree, () => textFile('hello'), '.txt')),
  whole('pictures of other kinds only', (tree) => replaceAll(tree, () => textFile('RIFF\x20\0\0\0WEBPVP8 '), '.webp')),
  whole('images in no class', (tree) => rename(tree, (name) => name.replaceAll('/', '-'))),
  whole('a single class', (tree) => rename(tree, (name) => `only/${name.replaceAll('/', '-')}`)),
  whole('classes of one image', (tree) => keep(tree, (name) => name.endsWith('/0.png'))),
  whole('one class of one image', (tree) =>
    keep(tree, (name) => !name.startsWith('class 1/') || name.endsWith('/0.png')),
  ),
  added('a class of texts', 'class x/readme.txt', () => textFile('none yet')),
  added('a class of GIFs', 'class x/moving.gif', () => textFile('GIF89a')),
  added('loose images beside the classes', 'loose.png', someImage),
  added('folders too deep', `${'deep/'.repeat(20)}0.png`, someImage),
  whole('train without test', (tree) =>
    rename(tree, (name) => `train/${name}`.replace('train/class 1', 'val/class 1')),
  ),
  whole('a class in two parts', (tree) => {
    const halves = Object.entries(tree).map(
      ([name, bytes], index) => [`${index % 2 ? 'train' : 'test'}/${name}`, bytes] as const,
    );
    empty(tree);
    for (const [name, bytes] of halves) tree[name] = bytes;
    tree['test/other/0.png'] = halves[0]?.[1] ?? new Uint8Array(0);
    tree['test/other/1.png'] = halves[1]?.[1] ?? new Uint8Array(0);
  }),
  { name: 'held-out classes that are not there', mangle: () => ({ heldOutClasses: ['class 0', 'nobody'] }) },
];

const table = (content: string) => ({
  train: textFile(content),
  test: textFile(content.replaceAll('class 0', 'class 1')),
});
const withTables = (name: string, tables: Readonly<Record<'train' | 'test', Uint8Array>>): Mangling =>
  whole(name, (tree) => {
    tree['train.csv'] = tables.train;
    tree['test.csv'] = tables.test;
  });
const withList = (name: string, content: string): Mangling => added(name, 'split.json', () => textFile(content));

const brokenSplits: readonly Mangling[] = [
  withTables('tables without rows', table('filename,label\n')),
  withTables('empty tables', table('')),
  withTables('tables of other columns', table('a,b\n1,2\n')),
  withTables('tables with open quotes', table('filename,label\n"class 0/0.png,class 0\n')),
  withTables('tables with rows too long', table('filename,label\nclass 0/0.png,class 0,3,4\n')),
  withTables('tables of images that are not there', table('filename,label\nnone.png,class 0\n')),
  withTables('tables of paths that lead out', table('filename,label\n../../../etc/passwd,class 0\n')),
  withTables(
    'tables of some images that are not there',
    table('filename,label\nclass 0/0.png,class 0\nclass 0/none.png,class 0\n'),
  ),
  withTables('tables of noise', {
    train: Uint8Array.from({ length: 999 }, (_, index) => (index * 73) % 251),
    test: textFile('"'),
  }),
  withList('a list that is cut off', '{"train": ["class 0", '),
  withList('a list that is none', '[1, 2, 3]'),
  withList('a list of unknown parts', '{"trian": ["class 0"], "test": ["class 1"]}'),
  withList('a list of unknown classes', '{"train": ["x"], "test": ["y"]}'),
  withList('a list with a class in two parts', '{"train": ["class 0", "class 1"], "test": ["class 1", "class 2"]}'),
  withList('a list of numbers', '{"train": [1, 2], "test": [3, 4]}'),
];

/** What can be wrong in a folder as well as in a zip. */
export const manglings: readonly Mangling[] = [...brokenImages, ...brokenStructure, ...brokenSplits];

function empty(tree: Tree): void {
  for (const name of Object.keys(tree)) delete tree[name];
}

function keep(tree: Tree, isKept: (name: string) => boolean): void {
  for (const name of Object.keys(tree)) if (!isKept(name)) delete tree[name];
}

function rename(tree: Tree, renamed: (name: string) => string): void {
  const entries = Object.entries(tree);
  empty(tree);
  for (const [name, bytes] of entries) tree[renamed(name)] = bytes;
}

function replaceAll(tree: Tree, replaced: (bytes: Uint8Array) => Uint8Array, ending: string): void {
  const entries = Object.entries(tree);
  empty(tree);
  for (const [name, bytes] of entries) tree[name.replace('.png', ending)] = replaced(bytes);
}
