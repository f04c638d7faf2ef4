// Data sets of texts in several files, which are parts of one.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { useTextReading } from './readingTexts.ts';

describe('texts in several files', () => {
  const { folder, write, readFrom, refusesFrom } = useTextReading();

  async function writeParts(): Promise<void> {
    await write('data/train.csv', 'text,label\nbring tea,order\nmoney back,refund\n');
    await write('data/test.csv', 'label;text\nrefund;it broke\norder;Bring tea!\n');
    await write('data/extra.jsonl', '["two cups", "order"]\n');
    await write('data/domains.json', '{"shop": ["order", "refund"]}');
    await write('data/README.md', 'text,label\nno text,none\n');
    await write('data/.hidden.csv', 'nothing');
    await mkdir(path.join(folder(), 'data', 'more.csv'));
  }

  it('takes all text files of a folder as parts of one data set, each in its own dialect', async () => {
    await writeParts();
    const { classes, notes } = await readFrom('data');
    assert.deepEqual(classes, { order: ['two cups', 'Bring tea!'], refund: ['it broke', 'money back'] });
    assert.deepEqual(notes, [
      '…/data: its 3 parts are "extra.jsonl", "test.csv" and "train.csv"; passed over "README.md".',
      '…/data/test.csv: its columns are divided by ";".',
      '…/data: left out 1 text, because their words stand in their class already.',
    ]);
  });

  it('takes the files that are listed, whatever their names end in', async () => {
    await writeParts();
    await write('data/part', 'text,label\nlast one,order\n');
    const { classes } = await readFrom('data', { files: ['train.csv', 'part'] });
    assert.deepEqual(classes, { order: ['bring tea', 'last one'], refund: ['money back'] });
    await refusesFrom('data', /nothing\.csv: it does not exist/, { files: ['train.csv', 'nothing.csv'] });
    await refusesFrom('data/train.csv', /files names files in a folder, but .*train\.csv is none/, {
      files: ['a.csv'],
    });
  });

  it('tells of classes that several parts call by the same numbers, which each may have counted anew', async () => {
    await write('data/train.csv', 'text,label\na,0\nb,1\nc,10\n');
    await write('data/test.csv', 'text,label\nd,0\ne,1\nf,2\n');
    const { classes, notes } = await readFrom('data');
    assert.deepEqual(Object.keys(classes), ['0', '1', '2', '10']);
    assert.ok(
      notes.some((note) => note.includes('taken for the same: "0" and "1". Where each part counts')),
      notes.join(),
    );
    await write('data/test.csv', 'text,label\nd,3\ne,4\nf,4\n');
    assert.equal((await readFrom('data')).notes.length, 1);
    assert.deepEqual((await readFrom('data/train.csv')).notes, []);
  });

  it('names the part that cannot be read, and a folder without texts', async () => {
    await writeParts();
    await write('data/zz.csv', 'text,label\na, b,order\n');
    await refusesFrom('data', /zz\.csv, line 2 has 3 columns, the header 2/);
    await write('notes/README.md', 'words');
    await refusesFrom('notes', /is a folder that holds "README\.md", and none ends in \.csv/);
    await mkdir(path.join(folder(), 'empty'));
    await refusesFrom('empty', /is a folder that holds no files/);
  });
});
