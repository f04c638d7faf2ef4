// What marks say together with what the run says of itself, and what counts of a file that anybody may have written.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { runHues } from '../../../../src/panel/runColours.ts';
import { firstLineOf, nameWith, noMarks, runColours, tagsWith } from '../../../../src/runs/marks/marks.ts';
import { readMarks, readMarksFile } from '../../../../src/runs/marks/marksFile.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('marks', () => {
  const folder = useTemporaryFolder();
  const write = (content: unknown) => writeFile(runFiles(folder()).marks, JSON.stringify(content));

  it('add tags to the experiment’s and take some away, each once, and rename', () => {
    const marks = { ...noMarks, addedTags: ['paper', 'sine'], removedTags: ['baseline'] };
    assert.deepEqual(tagsWith(['sine', 'baseline'], marks), ['sine', 'paper']);
    assert.deepEqual(tagsWith(['sine'], noMarks), ['sine']);
    assert.equal(nameWith('Sine', noMarks), 'Sine');
    assert.equal(nameWith('Sine', { ...noMarks, name: 'Best' }), 'Best');
  });

  it('have the colours of charts', () => {
    assert.deepEqual([...runColours], Object.keys(runHues));
  });

  it('have a first line where the note has one', () => {
    assert.equal(firstLineOf({ ...noMarks, note: '\n  \r\n look\u202e here \nmore' }), 'look\ufffd here');
    assert.equal(firstLineOf(noMarks), undefined);
  });

  it('count one by one: what is no mark is as good as none and takes no other along', async () => {
    const good = {
      formatVersion: 1,
      star: true,
      name: 'Good',
      addedTags: ['a'],
      note: 'n',
      archived: true,
      colour: 'amber',
    };
    const read = { isStarred: true, name: 'Good', addedTags: ['a'], note: 'n', isArchived: true, colour: 'amber' };
    await write(good);
    assert.deepEqual(await readMarks(folder()), { ...noMarks, ...read });
    const bad: readonly (readonly [stored: object, read: object])[] = [
      [{ star: 'yes' }, { isStarred: false }],
      [{ name: 'two\nlines' }, { name: undefined }],
      [{ name: '' }, { name: undefined }],
      [{ name: 'x'.repeat(201) }, { name: undefined }],
      [{ addedTags: ['a', 3] }, { addedTags: [] }],
      [{ addedTags: Array.from({ length: 101 }, (_, index) => `${index}`) }, { addedTags: [] }],
      [{ addedTags: ['\u001b[2J'] }, { addedTags: [] }],
      [{ removedTags: {} }, { removedTags: [] }],
      [{ note: ['n'] }, { note: '' }],
      [{ archived: 1 }, { isArchived: false }],
      [{ colour: 'url(x)' }, { colour: undefined }],
    ];
    for (const [stored, expected] of bad) {
      await write({ ...good, ...stored });
      assert.deepEqual(await readMarks(folder()), { ...noMarks, ...read, ...expected }, JSON.stringify(stored));
    }
  });

  it('are damaged where the file is no object, or larger than any of its kind', async () => {
    for (const content of ['null', '[]', '"x"', '{"star":true}', '{"formatVersion":"1"}', '['.repeat(100_000)]) {
      await writeFile(runFiles(folder()).marks, content);
      const reading = await readMarksFile(folder());
      assert.equal(reading.kind, 'damaged', content.slice(0, 50));
    }
    await writeFile(runFiles(folder()).marks, `{"formatVersion":1,"note":"${'x'.repeat(300_000)}"}`);
    assert.deepEqual(await readMarks(folder()), noMarks);
  });
});
