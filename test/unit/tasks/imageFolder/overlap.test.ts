// What stands in two parts of a split: the same rule for tables, lists and folders.

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
} from '../../../support/imageData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const namesOf = ({ set }: LoadedImages) => ({
  training: set.trainingClasses.map(({ name }) => name),
  heldOut: set.heldOutClasses.map(({ name }) => name),
});

/** Images `a_0.png` … in one folder, three of each class. */
function flat(classes: readonly string[]): Tree {
  const tree = classTree(classes, 3);
  return Object.fromEntries(
    Object.entries(tree).map(([name, bytes]) => [`images/${name.replace('/', '_')}`, bytes] as const),
  );
}

/** Rows of each class's images, under its own name or another label. */
const table = (classes: readonly (string | readonly [string, string])[]) => {
  const rows = classes.flatMap((each) => {
    const [name, label] = typeof each === 'string' ? [each, each] : each;
    return [0, 1, 2].map((image) => `${name}_${image}.png,${label}`);
  });
  return textFile(['filename,label', ...rows].join('\n'));
};

const eight = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('what stands in two parts of a split', () => {
  const folder = useTemporaryFolder();
  let loads = 0;
  const load = async (tree: Tree, dataset: Readonly<Record<string, unknown>> = {}) =>
    loadImages(await writeTree(path.join(folder(), `data ${++loads}`), tree), dataset);

  /** The same, with tables in the data, beside the images or in a folder of their own, and in a folder apart. */
  async function wherever(
    tables: Tree,
    dataset: Readonly<Record<string, unknown>>,
    expect: (loading: Promise<LoadedImages>) => Promise<void>,
  ): Promise<void> {
    await expect(load({ ...flat(eight), ...tables }, dataset));
    const inFolder = Object.fromEntries(Object.entries(tables).map(([name, bytes]) => [`split/${name}`, bytes]));
    await expect(load({ ...flat(eight), ...inFolder }, dataset));
    const split = await writeTree(path.join(folder(), `split ${++loads}`), tables);
    await expect(load(flat(eight), { ...dataset, split }));
  }

  const refused = (...patterns: readonly RegExp[]) => {
    return async (loading: Promise<LoadedImages>) =>
      assert.rejects(loading, (error) => {
        assert.ok(error instanceof TaskError);
        for (const pattern of patterns) assert.match(error.message, pattern);
        return true;
      });
  };

  it('is refused where tables list the same images, wherever they lie and whichever part is evaluated', async () => {
    const trainAndTest = { 'train.csv': table(['a', 'b', 'c']), 'test.csv': table(['c', 'd', 'e']) };
    const copies = { 'train.csv': table(['a', 'b']), 'val.csv': table(['c', 'd']), 'test.csv': table(['c', 'd']) };
    const alike = { 'train.csv': table(['a', 'b', 'c']), 'test.csv': table(['a', 'b', 'c']) };
    const named = [/stand both in/, /task\.dataset\.overlap/];
    for (const evaluateOn of ['test', 'validation']) {
      await wherever(copies, { evaluateOn }, refused(/6 images .*"c" and "d".*in val\.csv and in test\.csv/, ...named));
    }
    await wherever(trainAndTest, {}, refused(/3 images .*"c"\) stand both in train\.csv and in test\.csv/, ...named));
    await wherever(alike, {}, refused(/9 images .*"a", "b" and "c".*in train\.csv and in test\.csv/));
    const otherLabels = {
      'train.csv': table(['a', 'b']),
      'test.csv': table([
        ['b', 'x'],
        ['c', 'y'],
      ]),
    };
    await wherever(otherLabels, {}, refused(/3 images .*"x"\) stand both in train\.csv and in test\.csv/));
    const everywhere = { ...trainAndTest, 'val.csv': table(['a', 'f']) };
    await wherever(everywhere, {}, refused(/in train\.csv and in val\.csv; .* in train\.csv and in test\.csv/));
  });

  it('is refused where a list names a class twice', async () => {
    const list = { train: ['a', 'b', 'c'], test: ['c', 'd'] };
    const tree = { ...classTree(['a', 'b', 'c', 'd']), 'split.json': textFile(JSON.stringify(list)) };
    await refused(/4 images .*"c"\) stand both in the train list of split\.json and in the test list of split\.json/)(
      load(tree),
    );
    assert.deepEqual(namesOf(await load(tree, { overlap: 'holdOut' })), { training: ['a', 'b'], heldOut: ['c', 'd'] });
  });

  it('is refused where classes of different images are called by the same numbers, or counted anew', async () => {
    const numbered = (prefix: string) => ({
      'train.csv': table(['a', 'b', 'c', 'd'].map((name, index) => [name, `${prefix}${index}`] as const)),
      'test.csv': table(['e', 'f', 'g'].map((name, index) => [name, `${prefix}${index}`] as const)),
    });
    for (const prefix of ['', '0', 'class', 'class_', 'label ']) {
      await wherever(
        numbered(prefix),
        {},
        refused(/3 classes .* called alike in train\.csv and in test\.csv/, /overlap/),
      );
      await wherever(numbered(prefix), { overlap: 'join', heldOut: 0.5 }, async (loading) => {
        const { set } = await loading;
        const classes = [...set.trainingClasses, ...set.heldOutClasses];
        assert.deepEqual(classes.map(({ images }) => images.length).sort(), [3, 6, 6, 6]);
      });
    }
    // One number alone is enough, and so are folders and classes that are held out by name.
    const once = { 'train.csv': table(['a', ['b', '7']]), 'test.csv': table(['c', ['d', '7']]) };
    await wherever(once, {}, refused(/1 class .*"7"/));
    const folders = classTree(['train/0', 'train/1', 'train/2', 'test/0', 'test/1']);
    await refused(/2 classes .* called alike in train\/ and in test\/.*"0" and "1"/)(load(folders));
    await refused(/called alike/)(load(folders, { heldOutClasses: ['0', '1'] }));
  });

  it('is no matter where numbers go on from part to part, or are those of a catalogue', async () => {
    const goesOn = {
      'train.csv': table([
        ['a', '0'],
        ['b', '1'],
      ]),
      'test.csv': table([
        ['c', '2'],
        ['d', '3'],
      ]),
    };
    await wherever(goesOn, {}, async (loading) => {
      assert.deepEqual(namesOf(await loading), { training: ['0', '1'], heldOut: ['2', '3'] });
    });
    const synsets = ['n01532829', 'n01558993', 'n01704323', 'n01749939'];
    const ordinary = classTree(['train', 'val'].flatMap((part) => synsets.map((name) => `${part}/${name}`)));
    const { set, notes } = await load(ordinary, { evaluateOn: 'validation', heldOut: 0.5 });
    assert.equal(set.trainingClasses.length + set.heldOutClasses.length, 4);
    assert.ok(notes.some((note) => /\(train\/ and val\/\) have the same classes.* Their images are joined/.test(note)));
  });

  it('is joined where parts share all their classes, by words, and no image', async () => {
    const tables = {
      'train.csv': table([
        ['a', 'cat'],
        ['b', 'dog'],
        ['c', 'cow'],
        ['d', 'pig'],
      ]),
      'test.csv': table([
        ['e', 'cat'],
        ['f', 'dog'],
        ['g', 'cow'],
        ['h', 'pig'],
      ]),
    };
    await wherever(tables, { heldOut: 0.5 }, async (loading) => {
      const { set, notes } = await loading;
      const classes = [...set.trainingClasses, ...set.heldOutClasses];
      assert.deepEqual(classes.map(({ name }) => name).sort(), ['cat', 'cow', 'dog', 'pig']);
      assert.ok(classes.every(({ images }) => images.length === 6));
      assert.ok(notes.some((note) => /train\.csv and test\.csv\) have the same classes/.test(note)));
    });
    const some = { 'train.csv': table(['a', 'b', ['c', 'cow']]), 'test.csv': table(['d', ['e', 'cow'], 'f']) };
    await wherever(some, {}, refused(/1 class .*"cow" stand in train\.csv and in test\.csv/, /"holdOut"/));
  });

  it('is told where the parts are not used together', async () => {
    const tables = {
      'train.csv': table([['a', 'cat'], ['b', 'dog'], 'c']),
      'val.csv': table([
        ['d', 'cat'],
        ['e', 'dog'],
      ]),
      'test.csv': table(['f', 'g', 'h']),
    };
    await wherever(tables, {}, async (loading) => {
      const loaded = await loading;
      assert.deepEqual(namesOf(loaded).heldOut, ['f', 'g', 'h']);
      assert.ok(
        loaded.notes.some((note) =>
          /2 classes of one name stand both in train\.csv and in val\.csv, which are not used together: "cat" and "dog"\./.test(
            note,
          ),
        ),
        loaded.notes.join('\n'),
      );
    });
  });

  it('is held out only, where the experiment says so', async () => {
    const tables = {
      'train.csv': table(['a', 'b', 'c', 'd', ['e', 'other']]),
      'val.csv': table(['c', 'e', 'f']),
      'test.csv': table(['d', 'f', 'g']),
    };
    await wherever(tables, { overlap: 'holdOut' }, async (loading) => {
      const loaded = await loading;
      assert.deepEqual(namesOf(loaded), { training: ['a', 'b'], heldOut: ['d', 'f', 'g'] });
      assert.ok(
        loaded.notes.some((note) =>
          /2 classes \("c" and "d"\) and 3 other images of train\.csv stand in val\.csv and test\.csv, too, and count for that alone/.test(
            note,
          ),
        ),
        loaded.notes.join('\n'),
      );
    });
    await wherever(tables, { overlap: 'holdOut', evaluateOn: 'validation' }, async (loading) => {
      assert.deepEqual(namesOf(await loading), { training: ['a', 'b'], heldOut: ['c', 'e'] });
    });
    const copies = { 'train.csv': table(['a', 'b']), 'val.csv': table(['c', 'd']), 'test.csv': table(['c', 'd']) };
    await wherever(
      copies,
      { overlap: 'holdOut', evaluateOn: 'validation' },
      refused(
        /no validation classes\. Set task\.dataset\.evaluateOn to "test".* 2 classes \("c" and "d"\) of val\.csv/,
      ),
    );
  });

  it('is joined where the experiment says so, each image once', async () => {
    const alike = { 'train.csv': table(['a', 'b', 'c', 'd']), 'test.csv': table(['a', 'b', 'c', ['d', 'x']]) };
    await wherever(alike, { overlap: 'join', heldOut: 0.5 }, async (loading) => {
      const { set, notes } = await loading;
      const classes = [...set.trainingClasses, ...set.heldOutClasses];
      assert.deepEqual(classes.map(({ name, images }) => `${name} ${images.length}`).sort(), [
        'a 3',
        'b 3',
        'c 3',
        'd 3',
      ]);
      assert.ok(
        notes.some((note) => /3 images with two labels in the parts of the split count for the first/.test(note)),
      );
    });
  });

  it('is the same class in two tables of one part, and an image that stands twice in a table counts once', async () => {
    const tables = {
      'train.csv': textFile(`${new TextDecoder().decode(table(['a', 'b', 'a']))}\nb_0.png,a\n`),
      'test.csv': table(['c', 'd']),
    };
    await wherever(tables, {}, async (loading) => {
      const { set, notes } = await loading;
      assert.deepEqual(
        set.trainingClasses.map(({ images }) => images.length),
        [3, 3],
      );
      assert.ok(
        notes.some((note) =>
          /1 image listed under two labels in train\.csv count for the first: "b_0\.png"/.test(note),
        ),
      );
    });
  });

  it('is refused where tables count classes by letters from the first, which each may count anew', async () => {
    const lettered = (classes: readonly string[], spell: (letter: string) => string) =>
      table(classes.map((name, index) => [name, spell('ABCD'.charAt(index))] as const));
    for (const spell of [(a: string) => a, (a: string) => `class_${a.toLowerCase()}`, (a: string) => `Class ${a}`]) {
      const tables = {
        'train.csv': lettered(eight.slice(0, 4), spell),
        'test.csv': lettered(eight.slice(4), spell),
      };
      await wherever(tables, { evaluateOn: 'test' }, refused(/by numbers or letters, which each may count anew/));
    }
    // Letters that say which class is meant: not counted from the first.
    const tables = {
      'train.csv': table(['a', 'c', 'x', 'f'].map((name) => [name === 'x' ? 'h' : name, name] as const)),
      'test.csv': table(['e', 'g']),
    };
    assert.deepEqual(namesOf(await load({ ...flat(eight), ...tables }, { evaluateOn: 'test' })).heldOut, ['e', 'g']);
  });

  it('is told where images are the same, pixel for pixel, under other names', async () => {
    const tree = classTree(['train/a', 'train/b', 'test/c', 'test/d'], 4);
    const copied = { ...tree, 'test/c/0.png': tree['train/b/3.png'] ?? textFile('') };
    const { notes } = await load(copied, { evaluateOn: 'test' });
    const told = notes.find((note) => note.includes('pixel for pixel')) ?? '';
    assert.match(
      told,
      /1 image of 1 held-out class \("c"\) is trained on, too, .*"test\/c\/0\.png" is "train\/b\/3\.png", of the class "b"/,
    );
    const twice = { ...tree, 'train/a/copy.png': tree['train/a/1.png'] ?? textFile('') };
    const within = (await load(twice, { evaluateOn: 'test' })).notes.join();
    assert.match(within, /1 image stands in the same class already under another name, .*"train\/a\/copy\.png"/);
    assert.doesNotMatch(
      (await load(tree, { evaluateOn: 'test' })).notes.join(),
      /pixel for pixel|in the same class already/,
    );
  });

  it('is told by a column of one table, which has to name a part in every row', async () => {
    const rows = (partOf: (name: string) => string) =>
      textFile(
        [
          'filename,label,split',
          ...eight.flatMap((name) => [0, 1, 2].map((at) => `${name}_${at}.png,${name},${partOf(name)}`)),
        ].join('\n'),
      );
    const last = eight.slice(5);
    const parts = rows((name) => (last.includes(name) ? 'Test' : 'train'));
    assert.deepEqual(namesOf(await load({ ...flat(eight), 'all.csv': parts })), {
      training: eight.slice(0, 5),
      heldOut: last,
    });
    const folds = await load({
      ...flat(eight),
      'all.csv': rows((name) => (last.includes(name) ? 'fold 2' : 'fold 1')),
    });
    assert.match(
      folds.notes.join(),
      /all\.csv has a column of parts, but classes are not divided by it: .*"fold 1" and "fold 2"/,
    );
  });

  it('leaves out rows without a label, and tells of them', async () => {
    const { set, notes } = await load({
      ...flat(eight),
      'train.csv': textFile(`${Buffer.from(table(eight.slice(0, 4)))}\ne_0.png,\ne_1.png,\ne_2.png,`),
      'test.csv': table(eight.slice(5)),
    });
    assert.ok(set.trainingClasses.every(({ name }) => name !== ''));
    assert.match(notes.join(), /3 images without a label in .*train\.csv take no part: "e_0\.png"/);
  });

  it('is read from tables in UTF-16, and from none in an encoding that is not known', async () => {
    const text = Buffer.from(table(['a', 'b', 'c', 'd', 'e', ['f', 'gef\u00e4\u00df']])).toString();
    const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [wide, Buffer.from(wide).swap16()]) {
      const { training, heldOut } = namesOf(await load({ ...flat(eight), 'all.csv': bytes }, { heldOut: 0.4 }));
      assert.ok([...training, ...heldOut].includes('gef\u00e4\u00df'));
    }
    await refused(/all\.csv, line 17 is not valid UTF-8/)(
      load({ ...flat(eight), 'all.csv': Buffer.from(text, 'latin1') }),
    );
  });

  it('is read from no table in UTF-16 that is damaged, in which two names would become one', async () => {
    const written = (classes: Parameters<typeof table>[0]) =>
      Buffer.from(`\ufeff${Buffer.from(table(classes)).toString()}`, 'utf16le');
    const pair = written(['a', 'b', 'c', 'd', ['e', 'A\u{1f98e}'], ['f', 'B\u{1f98e}']]);
    const [high, low] = ['\ud83e', '\udd8e'].map((half) => pair.indexOf(Buffer.from(half, 'utf16le')));
    assert.ok(high !== undefined && low !== undefined);
    const withUnit = (unit: number, at: number) => {
      const bytes = Buffer.from(pair);
      bytes.writeUInt16LE(unit, at);
      return bytes;
    };
    const cases: readonly (readonly [Buffer, number])[] = [
      [withUnit(0xd83e, low), 14],
      [withUnit(0xdd8e, high), 14],
      [pair.subarray(0, -1), 19],
      [pair.subarray(0, -2), 19],
    ];
    for (const [bytes, line] of cases) {
      const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
      const swapped = Buffer.concat([Buffer.from(even).swap16(), bytes.subarray(even.length)]);
      for (const all of [bytes, swapped]) {
        await refused(new RegExp(`all\\.csv, line ${line} is not valid UTF-16`))(
          load({ ...flat(eight), 'all.csv': all }, { heldOut: 0.4 }),
        );
      }
    }
    const { training, heldOut } = namesOf(await load({ ...flat(eight), 'all.csv': pair }, { heldOut: 0.4 }));
    assert.ok([...training, ...heldOut].includes('B\u{1f98e}'));
  });
});
