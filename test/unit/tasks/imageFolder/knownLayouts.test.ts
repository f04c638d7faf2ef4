// Layouts that published data sets have: recognised, or refused with a message that says which are known and what this
// one lacks.

import assert from 'node:assert/strict';
import path from 'node:path';
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
const split = { training: ['a', 'b'], heldOut: ['e', 'f'] };
const validation = { training: ['a', 'b'], heldOut: ['c', 'd'] };
const classes = ['a', 'b', 'c', 'd', 'e', 'f'];

const flat = (names: readonly string[], folder = '') =>
  Object.fromEntries(
    Object.entries(classTree(names)).map(([name, bytes]) => [`${folder}${name.replace('/', '_')}`, bytes] as const),
  );

const table = (names: readonly string[], separator = ',', header = `filename${separator}label`) =>
  textFile(
    [header, ...names.flatMap((name) => [0, 1, 2, 3].map((image) => `${name}_${image}.png${separator}${name}`))].join(
      '\n',
    ),
  );

const tables = (folder: string, separator?: string, header?: string): Tree => ({
  [`${folder}train.csv`]: table(['a', 'b'], separator, header),
  [`${folder}val.csv`]: table(['c', 'd'], separator, header),
  [`${folder}test.csv`]: table(['e', 'f'], separator, header),
});

const within = (folder: string, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).map(([name, bytes]) => [`${folder}/${name}`, bytes]));

describe('a layout of images', () => {
  const folder = useTemporaryFolder();
  let loads = 0;
  const load = async (tree: Tree, dataset: Readonly<Record<string, unknown>> = {}) => {
    const place = path.join(folder(), `data ${++loads}`);
    const inFolder = await loadImages(await writeTree(place, tree), dataset);
    const inZip = await loadImages(await writeZip(`${place}.zip`, tree), dataset);
    assert.deepEqual(inZip.set, inFolder.set, 'a zip holds the same as a folder');
    return inFolder;
  };

  const refusal = async (tree: Tree, dataset: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const place = path.join(folder(), `data ${++loads}`);
    const messages: string[] = [];
    for (const location of [await writeTree(place, tree), await writeZip(`${place}.zip`, tree)]) {
      await assert.rejects(loadImages(location, dataset), (error) => {
        assert.ok(error instanceof TaskError, String(error));
        assert.ok(error.message.includes(path.basename(location)), error.message);
        assert.doesNotMatch(error.message, /only 0|Lower/);
        messages.push(error.message);
        return true;
      });
    }
    return messages.join('\n');
  };

  it('may have its tables in a folder of their own, beside that of the images', async () => {
    for (const [place, images] of [
      ['split/', 'images/'],
      ['splits/', 'images/'],
      ['csv/mini/', 'images/all/'],
      ['split/', ''],
      ['', 'images/'],
    ] as const) {
      const tree = { ...flat(classes, images), ...tables(place) };
      assert.deepEqual(namesOf(await load(tree)), split, place);
      const wrapped = await load(within('mini', tree), { evaluateOn: 'validation' });
      assert.deepEqual(namesOf(wrapped), validation);
      assert.equal(wrapped.notes.length, 1, wrapped.notes.join('\n'));
    }
    // Class folders and tables: the labels count.
    const cub = { ...within('images', classTree(classes)), ...tables('split/') };
    for (const name of Object.keys(cub).filter((each) => each.endsWith('.csv'))) {
      cub[name] = textFile(new TextDecoder().decode(cub[name]).replaceAll(/^(.)_(\d)/gm, '$1/$2'));
    }
    assert.deepEqual(namesOf(await load(cub)), split);
  });

  it('may have its tables separated by semicolons or tabs, with columns of other names', async () => {
    for (const [separator, header] of [
      [';', undefined],
      ['\t', undefined],
      [',', 'image_name,class'],
      [';', '"File";"Category"'],
    ] as const) {
      assert.deepEqual(namesOf(await load({ ...flat(classes, 'images/'), ...tables('', separator, header) })), split);
    }
    const spreadsheet = Object.entries(tables('', ';')).map(
      ([name, bytes]) => [name, Buffer.concat([textFile('\ufeffsep=;\r\n'), bytes])] as const,
    );
    assert.deepEqual(namesOf(await load({ ...flat(classes, 'images/'), ...Object.fromEntries(spreadsheet) })), split);
    const withoutEndings = Object.entries(tables('', ',', 'image_id,class')).map(
      ([name, bytes]) => [name, textFile(new TextDecoder().decode(bytes).replaceAll('.png', ''))] as const,
    );
    assert.deepEqual(
      namesOf(await load({ ...flat(classes, 'images/'), ...Object.fromEntries(withoutEndings) })),
      split,
    );
    const uneven = { ...flat(classes, 'images/'), ...tables('') };
    uneven['val.csv'] = textFile('filename,label\nc_0.png,c\nc_1.png,c, or d\n');
    assert.match(await refusal(uneven), /val\.csv"? cannot be read as CSV: .*line 3/);
  });

  it('is not split by tables apart from the images that are about something else', async () => {
    const other = textFile('x,y,width,height\n1,2,3,4\n');
    const tree = { ...classTree(classes), 'boxes/train.csv': other, 'boxes/test.csv': other };
    const { set } = await load(tree, { heldOut: 0.5 });
    assert.equal(set.trainingClasses.length + set.heldOutClasses.length, 6);
    const several = { ...flat(classes, 'images/'), ...tables('one/'), ...tables('two/') };
    assert.match(await refusal(several), /has tables of several splits, in "one" and "two"\. Set task\.dataset\.split/);
  });

  it('has no image taken for another that lies in another folder, or of which there are several', async () => {
    const rows = (names: readonly string[]) =>
      textFile(`filename,label\n${names.map((name) => `${name},${name[0]}`).join('\n')}`);
    const all = (name: string) => [0, 1, 2, 3].map((image) => `${name}/${image}.png`);
    const tree: Tree = {
      ...classTree(['a', 'b', 'c', 'd']),
      'train.csv': rows([...all('a'), ...all('b'), 'a/7.png']),
      'test.csv': rows([...all('c'), ...all('d')]),
    };
    // Of the file that is missing in `a` there is one in `b` alone.
    tree['b/7.png'] = Object.values(classTree(['x']))[0] ?? new Uint8Array(0);
    const { set, notes } = await load(tree);
    assert.deepEqual(
      set.trainingClasses.map(({ images }) => images.length),
      [4, 4],
    );
    assert.ok(
      notes.some((note) =>
        /1 image that .*train\.csv"? lists are not there, or several are called so: "a\/7\.png"/.test(note),
      ),
    );
    // The same class and name below two folders: only the whole path says which.
    const copies: Tree = {
      ...within('old', classTree(['a', 'b', 'c', 'd'])),
      ...within('new', classTree(['a', 'b', 'c', 'd'])),
    };
    const paths = (folderName: string) => ({
      'train.csv': textFile(
        `filename,label\n${[...all('a'), ...all('b')].map((name) => `${folderName}${name},${name[0]}`).join('\n')}`,
      ),
      'test.csv': textFile(
        `filename,label\n${[...all('c'), ...all('d')].map((name) => `${folderName}${name},${name[0]}`).join('\n')}`,
      ),
    });
    const chosen = await load(within('wrapped/deep', { ...copies, ...paths('new/') }));
    assert.ok([...chosen.set.trainingClasses, ...chosen.set.heldOutClasses].every(({ images }) => images.length === 4));
    assert.match(await refusal({ ...copies, ...paths('') }), /None of the 8 images that .* lists is there/);
  });

  it('has its tables’ images in folders that are called as the tables are, where names alone say too little', async () => {
    const numbers = (from: number) => [0, 1, 2, 3].map((image) => `${from + image}.png`);
    const pictures = Object.values(classTree(classes, 8));
    const at = (folderName: string, count: number) =>
      Object.fromEntries(
        pictures.slice(0, count).map((bytes, index) => [`${folderName}/${index}.png`, bytes] as const),
      );
    const rows = (names: readonly string[]) =>
      textFile(
        `filename,label\n${names.flatMap((name, index) => numbers(4 * index).map((file) => `${file},${name}`)).join('\n')}`,
      );
    const both = { ...at('train', 8), ...at('test', 8), 'train.csv': rows(['a', 'b']), 'test.csv': rows(['e', 'f']) };
    assert.deepEqual(namesOf(await load(both)), split);
    // Without labels to test: one table, and images that it does not list.
    const contest = { ...at('train', 16), ...at('test', 8), 'train.csv': rows(['a', 'b', 'c', 'd']) };
    const { set } = await load(contest, { heldOutClasses: ['c', 'd'] });
    assert.ok([...set.trainingClasses, ...set.heldOutClasses].every(({ images }) => images.length === 4));
  });

  it('is told where files are called as parts, but are no split that is read', async () => {
    for (const ending of ['txt', 'json', 'pkl']) {
      const tree = { ...classTree(classes), [`base.${ending}`]: textFile('a'), [`novel.${ending}`]: textFile('b') };
      const { notes } = await load(tree, { heldOut: 0.5 });
      assert.ok(
        notes.some((note) =>
          /"base\.\w+" and "novel\.\w+" are called as parts of a split, but are no split that is read/.test(note),
        ),
      );
    }
  });

  it('is told where one folder alone is called as a part is', async () => {
    const loaded = await load(classTree(['train/a', 'train/b', 'unseen/c', 'unseen/d']), { heldOut: 0.5 });
    assert.ok(loaded.notes.some((note) => /train\/ is no part of a split, since no other folders/.test(note)));
  });

  it('tells of a class that its parts write in two ways', async () => {
    const tree = classTree(['train/Cat', 'train/b', 'test/cat', 'test/d']);
    const said = /classes that are held out may be trained on, too, .*: "cat" is held out and "Cat" trains\. Write/;
    assert.ok((await load(tree)).notes.some((note) => said.test(note)));
    const { notes } = await load(classTree(['train/a', 'train/b', 'test/c', 'test/d']));
    assert.doesNotMatch(notes.join('\n'), /another way|two ways/);
  });

  it('may call its parts base and novel, or meta-train, meta-val and meta-test', async () => {
    for (const [train, val, test] of [
      ['base', 'val', 'novel'],
      ['meta-train', 'meta-val', 'meta-test'],
      ['metatrain', 'metaval', 'metatest'],
      ['META_TRAIN', 'META_VAL', 'META_TEST'],
      ['meta-training', 'dev', 'meta-testing'],
    ] as const) {
      const tree = classTree([`${train}/a`, `${train}/b`, `${val}/c`, `${val}/d`, `${test}/e`, `${test}/f`]);
      assert.deepEqual(namesOf(await load(tree)), split);
      assert.deepEqual(namesOf(await load(within('data', tree), { evaluateOn: 'validation' })), validation);
      const list = { [train]: ['a', 'b'], [val]: ['c', 'd'], [test]: ['e', 'f'] };
      assert.deepEqual(
        namesOf(await load({ ...classTree(classes), 'split.json': textFile(JSON.stringify(list)) })),
        split,
      );
      const byTables = {
        [`split/${train}.csv`]: table(['a', 'b']),
        [`split/${val}.csv`]: table(['c', 'd']),
        [`split/${test}.csv`]: table(['e', 'f']),
      };
      assert.deepEqual(namesOf(await load({ ...flat(classes, 'images/'), ...byTables })), split);
      const apart = await writeTree(path.join(folder(), `apart ${++loads}`), byTables);
      assert.deepEqual(namesOf(await load(flat(classes), { split: path.join(apart, 'split') })), split);
    }
    const two = classTree(['base/a', 'base/b', 'novel/e', 'novel/f']);
    assert.deepEqual(namesOf(await load(two)), split);
  });

  it('may call its parts and say something else, too, that is the same for all', async () => {
    for (const [train, test] of [
      ['training_set', 'test_set'],
      ['train_images', 'test_images'],
      ['TrainImages', 'TestImages'],
      ['images_train', 'images_test'],
      ['CUB_train', 'CUB_test'],
      ['mini-imagenet.train', 'mini-imagenet.test'],
      ['base_classes', 'novel_classes'],
      ['meta train images', 'meta test images'],
      ['train (1)', 'test (1)'],
      ['train', 'test_images'],
      ['trainset', 'test-split'],
    ] as const) {
      const tree = classTree([`${train}/a`, `${train}/b`, `${test}/e`, `${test}/f`]);
      assert.deepEqual(namesOf(await load(tree)), split, train);
      const byTables = { [`${train}.csv`]: table(['a', 'b']), [`${test}.csv`]: table(['e', 'f']) };
      assert.deepEqual(namesOf(await load({ ...flat(classes, 'images/'), ...byTables })), split, train);
      assert.deepEqual(namesOf(await load({ ...flat(classes, 'images/'), ...within('lists', byTables) })), split);
      const apart = await writeTree(path.join(folder(), `apart ${++loads}`), byTables);
      assert.deepEqual(namesOf(await load(flat(classes), { split: apart })), split, train);
    }
    // What is called as parts alone goes before, and so do tables that are about something else.
    const both = {
      ...classTree(['train/a', 'train/b', 'test/e', 'test/f']),
      ...classTree(['train_masks/a', 'test_masks/e']),
    };
    assert.deepEqual(namesOf(await load(both)), split);
    const other = textFile('name,width\nx,1\n');
    const beside = { 'train_sizes.csv': other, 'test_sizes.csv': other };
    assert.deepEqual(
      namesOf(await load({ ...classTree(['train/a', 'train/b', 'test/e', 'test/f']), ...beside })),
      split,
    );
  });

  it('is told where two or three folders of classes may be parts, but are not called so', async () => {
    for (const [one, other] of [
      ['source', 'target'],
      ['toy train', 'test tube'],
      ['photo', 'sketch'],
    ] as const) {
      const { notes, set } = await load(classTree([`${one}/a`, `${one}/b`, `${other}/a`, `${other}/b`]), {
        heldOut: 0.5,
      });
      assert.equal(set.trainingClasses.length + set.heldOutClasses.length, 4);
      assert.ok(
        notes.some((note) => note.includes('not called as the parts of a split are')),
        notes.join('\n'),
      );
    }
    const { notes } = await load(classTree(['a', 'b', 'c', 'd']), { heldOut: 0.5 });
    assert.equal(notes.length, 1);
  });

  it('may have its tables in TSV, and none in which two columns are called alike', async () => {
    const tsv = { 'train.tsv': table(['a', 'b'], '\t'), 'test.tsv': table(['e', 'f'], '\t') };
    assert.deepEqual(namesOf(await load({ ...flat(classes, 'images/'), ...tsv })), split);
    const one = { 'labels.tsv': table(classes, '\t') };
    assert.deepEqual(namesOf(await load({ ...flat(classes), ...one }, { heldOutClasses: ['e', 'f'] })).heldOut, [
      'e',
      'f',
    ]);
    const twins = {
      'train.csv': textFile('filename,label,Label\na_0.png,a,b\n'),
      'test.csv': textFile('filename,label,Label\ne_0.png,e,f\n'),
    };
    assert.match(await refusal({ ...flat(classes, 'images/'), ...twins }), /train\.csv"? has two columns "label"/);
    assert.match(
      await refusal({
        ...flat(classes, 'images/'),
        'train.txt': textFile('a_0.png 0'),
        'test.txt': textFile('e_0.png 1'),
      }),
      /"test\.txt" and "train\.txt", which are no tables/,
    );
  });

  it('may have parts inside of its classes, which stay whole', async () => {
    const divided = (names: readonly string[], parts: readonly string[]) =>
      classTree(
        names.flatMap((name) => parts.map((part) => `${name}/${part}`)),
        2,
      );
    const expected = { training: ['a', 'b', 'c', 'd'], heldOut: ['e', 'f'] };
    for (const parts of [
      ['train', 'test'],
      ['train', 'val', 'test'],
      ['Training', 'Validation'],
      ['support', 'query'],
      ['train2017', 'val2017'],
      ['01_train', '02_test'],
    ]) {
      const loaded = await load(divided(classes, parts), { heldOutClasses: ['e', 'f'] });
      assert.deepEqual(namesOf(loaded), expected);
      assert.ok(loaded.set.trainingClasses.every(({ images }) => images.length === 2 * parts.length));
      assert.ok(
        loaded.notes.some((note) => /Folders inside of the classes .* "a\/\w+", .* Their images are joined/.test(note)),
      );
      assert.deepEqual(
        namesOf(await load(within('images', divided(classes, parts)), { heldOutClasses: ['e', 'f'] })),
        expected,
      );
    }
    // Some classes have images of one part alone, or deeper folders, and others have none of these folders.
    const uneven = {
      ...divided(['a', 'b'], ['train/x', 'test/y']),
      ...divided(['c'], ['train']),
      ...divided(['d'], ['photographs']),
      ...divided(['e', 'f'], ['train', 'test']),
    };
    const loaded = await load(uneven, { heldOutClasses: ['e', 'f'] });
    assert.deepEqual(namesOf(loaded).training, ['a/x', 'a/y', 'b/x', 'b/y', 'c', 'd/photographs']);
    // A class may be called so.
    const vehicles = classTree(['vehicles/train', 'vehicles/bus', 'animals/dog', 'animals/cat']);
    const { training, heldOut } = namesOf(await load(vehicles, { heldOut: 0.5 }));
    assert.deepEqual([...training, ...heldOut].sort(), [
      'animals/cat',
      'animals/dog',
      'vehicles/bus',
      'vehicles/train',
    ]);
  });

  it('may be one folder of images with one table of all of them', async () => {
    for (const [name, images] of [
      ['labels.csv', ''],
      ['train.csv', 'train/'],
      ['meta/all.csv', 'images/'],
    ] as const) {
      const tree = { ...flat(classes, images), [name]: table(classes), 'sizes.csv': textFile('width,height\n1,2\n') };
      const { set, notes } = await load(tree, { heldOutClasses: ['e', 'f'] });
      assert.deepEqual(namesOf({ set, notes }), { training: ['a', 'b', 'c', 'd'], heldOut: ['e', 'f'] });
      assert.equal((await load(tree, { heldOut: 0.5 })).set.heldOutClasses.length, 3);
      assert.equal(notes.length, 1, notes.join('\n'));
    }
  });

  it('is refused where nothing says the classes, with the layouts that are known', async () => {
    const known =
      /Known layouts: .*class\/image\.png.*base and novel.*meta-train.*train\.csv, val\.csv and test\.csv.*split\.json/;
    for (const [tree, found] of [
      [flat(classes), /holds 24 images, in no folders of classes, and no table that says their classes\. /],
      [
        flat(classes, 'images/'),
        /holds one class alone, "images", with 24 images, and no table that says their classes\. /,
      ],
    ] as const) {
      const message = await refusal(tree);
      assert.match(message, found);
      assert.match(message, known);
    }
    const unlabelled = await refusal({ ...flat(classes), 'sizes.csv': textFile('filename,size\na_0.png,1\n') });
    assert.match(
      unlabelled,
      /and "sizes\.csv", which is no table of a split or of all images with the columns filename/,
    );
    assert.match(await refusal(within('only', classTree(['x']))), /one class alone, "x"|in no folders of classes/);
    const alone = { ...classTree(['only']), 'loose.png': Object.values(classTree(['x']))[0] ?? new Uint8Array(0) };
    const message = await refusal(alone);
    assert.match(message, /holds one class alone, "only", with 4 images, and no table/);
    assert.match(message, /1 image in no class folder take no part: "loose\.png"/);
    const unlabelledTest = { ...classTree(['train/a', 'train/b', 'train/c']), ...flat(['d'], 'test/') };
    const lacking = await refusal(unlabelledTest);
    assert.match(lacking, /needs classes to train and classes of "test", but has only classes of "train"\./);
    assert.match(lacking, /4 images in no class folder take no part: "test\/d_0\.png"/);
    assert.match(
      await refusal(classTree(['val/a', 'val/b', 'test/c', 'test/d'])),
      /needs classes to train and classes of "test", but has only classes of "validation" and "test"/,
    );
  });

  it('is refused where tables lie without the images that they list', async () => {
    const message = await refusal(tables(''));
    assert.match(
      message,
      /holds tables \("test\.csv", "train\.csv" and "val\.csv"\), but none of the images that they list/,
    );
    assert.match(
      message,
      /set task\.dataset\.path to the folder of the images and task\.dataset\.split to that of the tables/,
    );
    const packed = await refusal({ 'images.tar.gz': textFile('x'), ...tables('') });
    assert.match(packed, /holds no images, but an archive\. Unpack .*images\.tar\.gz/);
    assert.match(
      await refusal({ 'cache-train.pkl': textFile('x') }),
      /no images, but 1 other file \("cache-train\.pkl"\)/,
    );
    const elsewhere = { ...flat(['x', 'y']), ...tables('') };
    assert.match(await refusal(elsewhere), /None of the 8 images that .*train\.csv"? lists is there/);
  });
});
