// What layouts of a user's images are recognised, and how classes are split.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { imageTask } from '../../../../src/experiment/schema/imageTask.ts';
import { loadImageFolder } from '../../../../src/tasks/imageFolder/loadImageFolder.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import {
  classTree,
  type LoadedImages,
  loadImages,
  type Tree,
  textFile,
  writeTree,
  writeZip,
} from '../../../support/imageData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const namesOf = ({ set }: LoadedImages) => ({
  training: set.trainingClasses.map(({ name }) => name),
  heldOut: set.heldOutClasses.map(({ name }) => name),
});

describe('images of the user’s own', () => {
  const folder = useTemporaryFolder();
  let loads = 0;
  const load = async (
    tree: Tree,
    dataset: Readonly<Record<string, unknown>> = {},
    sizes: Readonly<Record<string, number>> = {},
  ) => {
    const place = path.join(folder(), `data ${++loads}`);
    const asFolder = await loadImages(await writeTree(place, tree), dataset, sizes);
    const asZip = await loadImages(await writeZip(`${place}.zip`, tree), dataset, sizes);
    assert.deepEqual(asZip.set, asFolder.set, 'a zip holds the same as a folder');
    return asFolder;
  };

  it('are classes by folders, a drawn share of which is held out', async () => {
    const classes = Array.from({ length: 10 }, (_, index) => `class ${index}`);
    const loaded = await load(classTree(classes));
    const { training, heldOut } = namesOf(loaded);
    assert.deepEqual([training.length, heldOut.length], [8, 2]);
    assert.deepEqual([...training, ...heldOut].sort(), classes);
    assert.deepEqual(loaded.set.heldOutDescription, { code: 'classes', noun: 'classes', count: 2 });
    assert.match(
      loaded.notes.at(-1) ?? '',
      /8 classes with 32 images train, 2 classes with 8 images are held out, drawn by splitSeed 0\.$/,
    );
    assert.deepEqual(namesOf(await load(classTree(classes))), { training, heldOut }, 'the same draw again');
    assert.notDeepEqual(namesOf(await load(classTree(classes), { splitSeed: 1 })), { training, heldOut });
    assert.equal(namesOf(await load(classTree(classes), { heldOut: 0.5 })).heldOut.length, 5);
  });

  it('may be split by folders, under any of their usual names', async () => {
    for (const [train, val, test] of [
      ['train', 'val', 'test'],
      ['Training', 'valid', 'evaluation'],
      ['background', 'validation', 'Test'],
    ] as const) {
      const tree = classTree([`${train}/a`, `${train}/b`, `${val}/c`, `${val}/d`, `${test}/e`, `${test}/f`]);
      assert.deepEqual(namesOf(await load(tree)), { training: ['a', 'b'], heldOut: ['e', 'f'] });
      assert.deepEqual(namesOf(await load(tree, { evaluateOn: 'validation' })), {
        training: ['a', 'b'],
        heldOut: ['c', 'd'],
      });
    }
  });

  it('are found below folders that hold everything, and in nested classes', async () => {
    const wrapped = classTree([
      'omniglot/images_background/Tagalog/character01',
      'omniglot/images_background/Tagalog/character02',
    ]);
    const alphabets = {
      ...wrapped,
      ...classTree(['omniglot/images_evaluation/Ge_ez/character01', 'omniglot/images_evaluation/Ge_ez/character02']),
    };
    assert.deepEqual(namesOf(await load(alphabets)), {
      training: ['Tagalog/character01', 'Tagalog/character02'],
      heldOut: ['Ge_ez/character01', 'Ge_ez/character02'],
    });
    const tiny = classTree(['train/n01/images', 'train/n02/images', 'test/n03/images', 'test/n04/images']);
    assert.deepEqual(namesOf(await load(tiny)), { training: ['n01', 'n02'], heldOut: ['n03', 'n04'] });
    const subclasses = classTree(['dog', 'dog/puppies', 'cat', 'cow', 'pig'], 2);
    const { set } = await load(subclasses, { heldOutClasses: ['cow', 'pig'] });
    assert.deepEqual(
      set.trainingClasses.map(({ name, images }) => [name, images.length]),
      [
        ['cat', 2],
        ['dog', 4],
      ],
    );
  });

  it('may be split by tables, as mini-ImageNet is', async () => {
    const rows = (classes: readonly string[]) =>
      textFile(
        `filename,label\n${classes.flatMap((name) => [0, 1, 2].map((image) => `${name}_${image}.png,${name}`)).join('\n')}\n`,
      );
    const images = classTree(['images'], 0);
    for (const [name, content] of Object.entries(classTree(['a', 'b', 'c', 'd', 'e', 'f'], 3))) {
      images[`images/${name.replace('/', '_')}`] = content;
    }
    const tree = {
      ...images,
      'train.csv': rows(['a', 'b']),
      'val.csv': rows(['c', 'd']),
      'test.csv': rows(['e', 'f']),
    };
    assert.deepEqual(namesOf(await load(tree)), { training: ['a', 'b'], heldOut: ['e', 'f'] });
    assert.deepEqual(namesOf(await load(tree, { evaluateOn: 'validation' })), {
      training: ['a', 'b'],
      heldOut: ['c', 'd'],
    });
    const wrapped = Object.fromEntries(Object.entries(tree).map(([name, content]) => [`mini/${name}`, content]));
    assert.deepEqual(namesOf(await load(wrapped)), { training: ['a', 'b'], heldOut: ['e', 'f'] });
  });

  it('may be called by the same names in every class', async () => {
    const rows = (names: readonly string[]) =>
      textFile(`file,class\n${names.flatMap((name) => [0, 1].map((image) => `${image}.png,${name}`)).join('\n')}\n`);
    const tree = { ...classTree(['a', 'b', 'c', 'd']), 'train.csv': rows(['a', 'b']), 'test.csv': rows(['c', 'd']) };
    const loaded = await load(tree);
    assert.deepEqual(namesOf(loaded), { training: ['a', 'b'], heldOut: ['c', 'd'] });
    assert.ok(loaded.set.trainingClasses.every(({ images }) => images.length === 2));
  });

  it('are found by the rank that mini-ImageNet’s tables give them in ImageNet', async () => {
    // ImageNet's own numbers have gaps, and their order is not that of the names.
    const numbers = [7, 10026, 112, 9];
    const synsets = ['n01532829', 'n01558993', 'n01704323', 'n01749939'];
    const tree: Tree = {};
    for (const [name, content] of Object.entries(classTree(synsets))) {
      const [synset = '', image = ''] = name.split('/');
      tree[`${synset}/${synset}_${numbers[Number.parseInt(image, 10)]}.JPEG`] = content;
    }
    const split = path.join(folder(), 'split');
    await mkdir(split);
    const table = (labels: readonly string[], ranks: readonly number[]) =>
      `filename,label\n${labels.flatMap((label) => ranks.map((rank) => `${label}${String(rank).padStart(8, '0')}.jpg,${label}`)).join('\n')}`;
    await writeFile(path.join(split, 'train.csv'), table(synsets.slice(0, 2), [2, 4]));
    await writeFile(path.join(split, 'test.csv'), table(synsets.slice(2), [1, 3]));
    const { set } = await load(tree, { split });
    assert.deepEqual(set.trainingClasses[0]?.images, [0, 1]);
    // Sorted by number the images are 7, 9, 112, 10026: the second and the fourth are those that were written fourth
    // and second.
    const whole = await load(
      Object.fromEntries(Object.entries(tree).filter(([name]) => /_(9|10026)\.|n01[7]/.test(name))),
      {
        heldOutClasses: synsets.slice(2),
      },
    );
    const pictureOf = (loaded: LoadedImages['set'], image: number) => [
      ...loaded.pixels.subarray(image * 192, (image + 1) * 192),
    ];
    assert.deepEqual(pictureOf(set, 0), pictureOf(whole.set, 1));
    assert.deepEqual(pictureOf(set, 1), pictureOf(whole.set, 0));
  });

  it('may be split by a JSON file, in the data or beside them, of parts or of classes', async () => {
    const tree = classTree(['a', 'b', 'c', 'd', 'e']);
    const byPart = { train: ['a', 'b'], val: ['e'], test: ['c', 'd'] };
    const expected = { training: ['a', 'b'], heldOut: ['c', 'd'] };
    assert.deepEqual(namesOf(await load({ ...tree, 'split.json': textFile(JSON.stringify(byPart)) })), expected);
    const split = path.join(folder(), 'other.json');
    await writeFile(split, JSON.stringify({ a: 'train', b: 'train', c: 'test', d: 'test' }));
    const loaded = await loadImages(await writeTree(path.join(folder(), 'plain'), tree), { split });
    assert.deepEqual(namesOf(loaded), expected);
    assert.ok(loaded.notes.some((note) => /1 class that .*other\.json does not list take no part: "e"/.test(note)));
  });

  it('are not read from a list or table of millions, nor with a complaint of each entry', async function () {
    this.timeout(120_000);
    const tree = classTree(['a', 'b', 'c', 'd', 'e']);
    const list = (entries: string) => ({ ...tree, 'split.json': textFile(`{"train":["a"${entries}]}`) });
    await assert.rejects(load(list(',0'.repeat(1_500_000))), /split\.json is no list of a split\. It should be/);
    await assert.rejects(load(list(',0'.repeat(2_500_000))), /split\.json holds more than 2000000 values/);
    const rows = textFile(`filename,label\n${'a,b\n'.repeat(2_000_001)}`);
    await assert.rejects(
      load({ ...tree, 'train.csv': rows, 'test.csv': rows }),
      /train\.csv lists more than 2,000,000 images/,
    );
  });

  it('pass over names in a zip that no system could keep', async () => {
    const long = Object.fromEntries([0, 1, 2].map((number) => [`${number}/${'a/'.repeat(30_000)}x.png`, textFile('')]));
    const file = await writeZip(path.join(folder(), 'long.zip'), { ...classTree(['a', 'b', 'c', 'd']), ...long });
    const { notes, set } = await loadImages(file, { heldOutClasses: ['c', 'd'] });
    assert.equal(set.trainingClasses.length, 2);
    assert.ok(
      notes.some((note) => /entries with names of more than 4,096 characters were passed over/.test(note)),
      notes.join('\n'),
    );
  });

  it('may be held out by name, whatever the data say', async () => {
    const tree = classTree(['train/a', 'train/b', 'test/c', 'test/d']);
    assert.deepEqual(namesOf(await load(tree, { heldOutClasses: ['a', 'd'] })), {
      training: ['b', 'c'],
      heldOut: ['a', 'd'],
    });
    await assert.rejects(
      load(tree, { heldOutClasses: ['a', 'bee'] }),
      /names a class "bee" that the data do not have\. .*"a"/,
    );
  });

  it('are joined where every part has the same classes', async () => {
    const classes = ['a', 'b', 'c', 'd', 'e'];
    const tree = classTree([...classes.map((name) => `train/${name}`), ...classes.map((name) => `test/${name}`)], 2);
    const loaded = await load(tree, { heldOut: 0.4 });
    assert.deepEqual([loaded.set.trainingClasses.length, loaded.set.heldOutClasses.length], [3, 2]);
    assert.ok(loaded.set.trainingClasses.every(({ images }) => images.length === 4));
    assert.ok(loaded.notes.some((note) => /same classes, as for ordinary classification/.test(note)));
    const mixed = classTree(['train/a', 'train/b', 'test/b', 'test/c', 'test/d']);
    await assert.rejects(
      load(mixed),
      /1 class of .* would both train and be held out: "b" stand in train\/ and in test\/\. Remove/,
    );
  });

  it('say which part a split lacks', async () => {
    const tree = classTree(['train/a', 'train/b', 'val/c', 'val/d']);
    await assert.rejects(load(tree), /has no test classes\. Set task\.dataset\.evaluateOn to "validation"/);
  });

  it('leave small classes out, and say when too few remain', async () => {
    const tree = { ...classTree(['a', 'b', 'c', 'd']), ...classTree(['e', 'f'], 1) };
    const loaded = await load(tree, { heldOutClasses: ['c', 'd', 'f'] });
    assert.deepEqual(namesOf(loaded), { training: ['a', 'b'], heldOut: ['c', 'd'] });
    assert.ok(
      loaded.notes.some((note) =>
        /passed over 1 training class with fewer than 2 images \(task\.trainShots\): "e"/.test(note),
      ),
    );
    assert.ok(loaded.notes.some((note) => /passed over 1 held-out class with fewer than 2 images/.test(note)));
    await assert.rejects(
      load(tree, { heldOutClasses: ['c', 'd'] }, { trainShots: 20 }),
      (error) =>
        error instanceof TaskError &&
        /none of the 4 training classes of .* has 20 images or more that can be used \(task\.trainShots\)/.test(
          error.message,
        ),
    );
  });

  it('refuse to need more memory than the machine has, before anything is decoded', async () => {
    const location = await writeTree(path.join(folder(), 'data'), classTree(['a', 'b', 'c', 'd', 'e']));
    const task = imageTask.parse({
      kind: 'images',
      ways: 2,
      trainShots: 2,
      dataset: { source: 'folder', path: location, heldOut: 0.4 },
    });
    assert.ok(task.dataset.source === 'folder');
    await assert.rejects(
      loadImageFolder(task, task.dataset, '/', {}, 500_000),
      /20 images of 84 × 84 × 3 bytes need 414 KiB of memory, but this machine has 489 KiB\. Lower task\.dataset\.size/,
    );
  });
});
