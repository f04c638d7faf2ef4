// Data sets as people keep them, drawn by seeds over layouts, names, endings, tables and containers: each ends with the
// classes that it was made of, or is refused with a message that names what is wrong.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RandomStream, randomStream, shuffled } from '../../../../src/engine/random.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { loadImages, type Tree, textFile, writeTree, writeZip } from '../../../support/imageData.ts';
import { exifWith, jpegs } from '../../../support/jpegs.ts';
import { zipNamedByBytes } from '../../../support/mangledZips.ts';
import { makeChunk, noisePng } from '../../../support/pngs.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const classNames = ['Übung', 'cafe\u0301', '日本', 'dog house', 'train set', "l'été", 'a,b', 'n01532829', '🐈', 'x.y'];
const partSpellings = [
  { train: 'train', test: 'test' },
  { train: 'Training', test: 'Testing' },
  { train: 'base', test: 'novel' },
  { train: 'meta-train', test: 'meta-test' },
  { train: 'META_TRAIN', test: 'META_TEST' },
  { train: 'images_background', test: 'images_evaluation' },
] as const;
const endings = ['.png', '.PNG', '.jpg', '.jfif', '.jpe', '.JPG.download', '', '.bin', '.gif'];
const wrappers = ['', 'data/', 'My Data (1)/inner/'];
const perClass = 3;

const pick = <Item>(random: RandomStream, items: readonly [Item, ...Item[]] | readonly Item[]): Item => {
  const item = items[random.integer(items.length)];
  assert.ok(item !== undefined);
  return item;
};

/** A picture that is read, of any kind. */
function somePicture(random: RandomStream): Uint8Array {
  const png = noisePng(random);
  const turned = Buffer.concat([
    png.subarray(0, 33),
    makeChunk('eXIf', exifWith(1 + random.integer(8))),
    png.subarray(33),
  ]);
  const tailed = Buffer.concat([png, new Uint8Array(1 + random.integer(50)).fill(random.integer(256))]);
  return pick(random, [png, turned, tailed, jpegs.baseline, jpegs.cmyk, jpegs.cmykProgressive, jpegs.grey]);
}

interface Variant {
  readonly tree: Tree;
  readonly training: readonly string[];
  readonly heldOut: readonly string[];
  readonly dataset: Readonly<Record<string, unknown>>;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

function draw(random: RandomStream): Variant {
  const names = shuffled(classNames, random).slice(0, 6);
  const [training, heldOut] = [names.slice(0, 3), names.slice(3)];
  const spelling = pick(random, partSpellings);
  const wrapper = pick(random, wrappers);
  const ending = pick(random, endings);
  const tree: Tree = {};
  const put = (name: string) => {
    tree[`${wrapper}${name}`] = somePicture(random);
  };
  const images = Array.from({ length: perClass }, (_, image) => `${image}${ending}`);
  const partOf = (name: string) => (training.includes(name) ? spelling.train : spelling.test);
  const named = { heldOutClasses: heldOut };
  switch (random.integer(5)) {
    case 0: {
      for (const name of names) for (const image of images) put(`${name}/${image}`);
      return { tree, training, heldOut, dataset: named };
    }
    case 1: {
      for (const name of names) for (const image of images) put(`${partOf(name)}/${name}/${image}`);
      return { tree, training, heldOut, dataset: {} };
    }
    case 2: {
      for (const name of names) {
        for (const [index, image] of images.entries()) put(`${name}/${index === 0 ? 'test' : 'train'}/${image}`);
      }
      return { tree, training, heldOut, dataset: named };
    }
    case 3: {
      for (const name of names) for (const image of images) put(`${name}/${image}`);
      const list = { [spelling.train]: training, [spelling.test]: heldOut };
      tree[`${wrapper}split.json`] = textFile(JSON.stringify(list));
      return { tree, training, heldOut, dataset: {} };
    }
    default: {
      const place = pick(random, ['', 'split/', 'csv/']);
      const separator = pick(random, [',', ';', '\t']);
      const lineEnd = pick(random, ['\n', '\r\n']);
      const folder = pick(random, ['images/', 'images/all/']);
      for (const [part, of] of [
        [spelling.train, training],
        [spelling.test, heldOut],
      ] as const) {
        const rows = of.flatMap((name) =>
          images.map((image) => {
            const file = `${names.indexOf(name)}-${image}`;
            put(`${folder}${file}`);
            const written = pick(random, [file, `${folder}${file}`, `./${folder}${file}`, `/home/me/old/${file}`]);
            return `${quoted(written)}${separator}${quoted(name)}`;
          }),
        );
        const lines = [`filename${separator}label`, ...rows];
        if (random.integer(4) === 0) lines.unshift(`sep=${separator}`);
        const mark = random.integer(2) === 0 ? '\ufeff' : '';
        tree[`${wrapper}${place}${part}.csv`] = textFile(mark + lines.join(lineEnd));
      }
      return { tree, training, heldOut, dataset: {} };
    }
  }
}

describe('variants of image data sets', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let places = 0;

  /** In a folder, a zip, or a zip as macOS writes it. */
  async function keep(tree: Tree, random: RandomStream): Promise<string> {
    const place = path.join(folder(), `variant ${++places}`);
    switch (random.integer(3)) {
      case 0:
        await mkdir(place);
        return writeTree(place, tree);
      case 1:
        return writeZip(`${place}.zip`, tree);
      default: {
        const entries = Object.entries(tree).map(([name, bytes]) => [textFile(name), bytes] as const);
        await writeFile(`${place}.zip`, zipNamedByBytes(entries));
        return `${place}.zip`;
      }
    }
  }

  it('100 right ones are read as they were made', async () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = randomStream(seed, 'split');
      const { tree, training, heldOut, dataset } = draw(random);
      const { set, notes } = await loadImages(await keep(tree, random), dataset);
      const told = `seed ${seed}\n${Object.keys(tree).join('\n')}\n${notes.join('\n')}`;
      const sorted = (names: readonly string[]) => names.map((name) => name.normalize('NFC')).sort();
      assert.deepEqual(sorted(set.trainingClasses.map(({ name }) => name)), sorted(training), told);
      assert.deepEqual(sorted(set.heldOutClasses.map(({ name }) => name)), sorted(heldOut), told);
      for (const { images } of [...set.trainingClasses, ...set.heldOutClasses])
        assert.equal(images.length, perClass, told);
    }
  });

  it('100 of which something is wrong are refused, or read with what was left out told', async () => {
    const spoilers: readonly ((tree: Tree, random: RandomStream) => RegExp)[] = [
      (tree) => {
        for (const name of Object.keys(tree).filter(isImage)) tree[name] = textFile('RIFF\x20\0\0\0WEBPVP8 ');
        return /WebP|none of the images|holds no PNG or JPEG/;
      },
      (tree, random) => {
        for (const name of Object.keys(tree).filter(isImage)) {
          if (random.integer(2) === 0) tree[name] = textFile('version https://git-lfs.github.com/spec/v1\n');
        }
        return /pointer of Git LFS|images? that .* lists? are not there|passed over/;
      },
      (tree) => {
        for (const name of Object.keys(tree).filter(isImage)) delete tree[name];
        return /holds no images|but none of the images that they list/;
      },
      (tree) => {
        const entries = Object.entries(tree);
        for (const name of Object.keys(tree)) delete tree[name];
        entries
          .filter(([name]) => isImage(name))
          .forEach(([, bytes], index) => {
            tree[`${index}.png`] = bytes;
          });
        return /Known layouts|do not have/;
      },
    ];
    for (let seed = 0; seed < 100; seed++) {
      const random = randomStream(seed, 'split', 7);
      const { tree, dataset } = draw(random);
      const cause = pick(random, spoilers)(tree, random);
      const location = await keep(tree, random);
      const notes: string[] = [];
      let message = '';
      try {
        await loadImages(location, dataset, {}, { onNote: (note) => notes.push(note) });
      } catch (error) {
        assert.ok(error instanceof TaskError, `seed ${seed}: ${error instanceof Error ? error.stack : error}`);
        message = error.message;
        assert.match(message, cause, `seed ${seed}: ${message}`);
      }
      assert.doesNotMatch(message, /only 0/);
    }
  });
});

function isImage(name: string): boolean {
  return !/\.(csv|json)$/.test(name);
}
