// Views of the runs table as files that anybody may have written.

import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { isViewName, StoredViews } from '../../../../src/launchers/views/storedViews.ts';
import { readChoices } from '../../../../src/table/page/choicesSchema.ts';
import { firstChoices, type TableChoices } from '../../../../src/table/page/tableChoices.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const paper: TableChoices = {
  filter: 'tag = paper',
  sort: [{ column: 'accuracy', direction: 'descending' }],
  grouping: { by: 'allButSeed' },
  columns: ['run', 'lr', 'accuracy'],
  pinned: ['run', 'lr'],
  widths: { accuracy: 140 },
};

describe('stored views', () => {
  const folder = useTemporaryFolder();
  const views = () => new StoredViews(folder());
  const viewsFolder = () => path.join(folder(), '.reptile', 'views');
  const place = async (name: string, content: string) => {
    await mkdir(viewsFolder(), { recursive: true });
    await writeFile(path.join(viewsFolder(), name), content);
  };

  it('come back as they were stored, in files that a team can read and change', async () => {
    assert.deepEqual(await views().list(), []);
    await views().write('The paper’s table'.replace('’', ''), paper);
    await views().write('all', firstChoices);
    assert.deepEqual(await views().list(), ['all', 'The papers table']);
    assert.deepEqual(await views().read('The papers table'), paper);
    assert.match(await readFile(path.join(viewsFolder(), 'all.json'), 'utf8'), /\n {2}"filter": "",\n/);
    await views().remove('all');
    assert.deepEqual(await views().list(), ['The papers table']);
  });

  it('say only what they say, and leave the rest as it is', async () => {
    await place('short.json', '{ "filter": "lr = 0.1", "comment": "from somebody" }');
    assert.deepEqual(await views().read('short'), { ...firstChoices, filter: 'lr = 0.1' });
  });

  it('are refused by name where they are something else', async () => {
    const wrong = {
      notJson: '{',
      list: '[]',
      longFilter: JSON.stringify({ filter: 'a '.repeat(4000) }),
      manyColumns: JSON.stringify({ columns: Array.from({ length: 600 }, (_, at) => `c${at}`) }),
      wide: JSON.stringify({ widths: { run: 1e9 } }),
      deep: `${'['.repeat(5000)}${']'.repeat(5000)}`,
      grouping: JSON.stringify({ grouping: { by: 'magic' } }),
      huge: ' '.repeat(1 << 20),
    };
    for (const [name, content] of Object.entries(wrong)) {
      await place(`${name}.json`, content);
      await assert.rejects(
        views().read(name),
        new RegExp(`The view “${name}” cannot be read|The view "${name}" cannot be read`),
        name,
      );
    }
    await assert.rejects(views().read('gone'), /it is gone/);
  });

  it('are never looked for elsewhere, whatever they are called and wherever the folder leads', async () => {
    for (const name of ['', '..', '../up', 'a/b', 'a\\b', '.hidden', 'end.', 'a:b', 'x'.repeat(61), 'a\u202eb'])
      assert.ok(!isViewName(name), name);
    await assert.rejects(views().read('../up'), /cannot be called/);
    const elsewhere = path.join(folder(), 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(path.join(elsewhere, 'secret.json'), '{}');
    await mkdir(path.join(folder(), '.reptile'));
    await symlink(elsewhere, viewsFolder());
    assert.deepEqual(await views().list(), []);
    await assert.rejects(views().read('secret'), /secret/);
    await assert.rejects(views().write('new', paper));
    await assert.rejects(views().remove('secret'));
  });

  it('are listed where other files lie beside them', async () => {
    await place('one.json', '{}');
    await place('notes.txt', '');
    await place('..json', '{}');
    assert.deepEqual(await views().list(), ['one']);
  });
});

describe('kept choices', () => {
  it('are those of an untouched table where nothing was kept, or nobody can make sense of it', () => {
    for (const kept of [undefined, null, 3, 'x', { sort: 'x' }, { columns: [1] }])
      assert.deepEqual(readChoices(kept), firstChoices);
    assert.deepEqual(readChoices(paper), paper);
  });
});
