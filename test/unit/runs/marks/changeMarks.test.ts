// Changing marks: of many processes that write at once none loses what another said, and what is damaged is kept.

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newOwner, readLock } from '../../../../src/base/locks/lockFile.ts';
import { RefusedFileError } from '../../../../src/base/refusedFile.ts';
import { randomStream } from '../../../../src/engine/random.ts';
import { changeMarks } from '../../../../src/runs/marks/changeMarks.ts';
import { longestMark, MarkRefused, type MarksChange, noMarks } from '../../../../src/runs/marks/marks.ts';
import { readMarks } from '../../../../src/runs/marks/marksFile.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { foreignKinds, putForeign } from '../../../support/foreignEntries.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import type { Marking } from './programs/marker.ts';

const program = fileURLToPath(new URL('./programs/marker.ts', import.meta.url));

async function startMarker(): Promise<ChildProcess> {
  const child = fork(program, { execArgv: process.execArgv });
  await once(child, 'message');
  return child;
}

async function mark(child: ChildProcess, marking: Marking): Promise<unknown> {
  child.send(marking);
  const [answer] = await once(child, 'message');
  return answer;
}

describe('changing the marks of a run', () => {
  const folder = useTemporaryFolder();

  it('changes what is asked and nothing else, and writes nothing where nothing changes', async () => {
    await changeMarks(folder(), [{ kind: 'star', isStarred: true }]);
    await changeMarks(folder(), [{ kind: 'note', note: 'First line\nsecond line\n' }]);
    await changeMarks(folder(), [
      { kind: 'tags', add: ['paper', ' ablation '], remove: ['baseline'] },
      { kind: 'name', name: ' The good one ' },
      { kind: 'colour', colour: 'blue' },
    ]);
    assert.deepEqual(await readMarks(folder()), {
      ...noMarks,
      isStarred: true,
      note: 'First line\nsecond line',
      addedTags: ['paper', 'ablation'],
      removedTags: ['baseline'],
      name: 'The good one',
      colour: 'blue',
    });
    const before = await readFile(runFiles(folder()).marks, 'utf8');
    await rm(runFiles(folder()).marks);
    await writeFile(runFiles(folder()).marks, `${before}\n\n`);
    await changeMarks(folder(), [{ kind: 'tags', add: ['paper'], remove: ['never there', 'baseline'] }]);
    const { removedTags } = await readMarks(folder());
    assert.deepEqual(removedTags, ['baseline', 'never there']);
    await changeMarks(folder(), [
      { kind: 'tags', add: ['baseline'], remove: ['paper'] },
      { kind: 'name', name: '' },
    ]);
    const after = await readMarks(folder());
    assert.deepEqual([after.addedTags, after.name], [['ablation', 'baseline'], undefined]);
    assert.deepEqual(await readdir(folder()), ['marks.json']);
  });

  it('loses nothing that one of many processes said, in whatever order they come, also where one died', async () => {
    const markers = await Promise.all(Array.from({ length: 4 }, startMarker));
    try {
      const random = randomStream(12, 'split', 1);
      for (let round = 0; round < 12; round++) {
        const directory = path.join(folder(), `${round}`);
        mkdirSync(directory);
        if (round % 3 === 0)
          await writeFile(
            runFiles(directory).marksLock,
            JSON.stringify({ ...newOwner({ isBrief: true }), pid: 2 ** 30 }),
          );
        const expected = new Set<string>();
        const markings = markers.map((_, marker) => {
          const changes: MarksChange[] = [];
          for (let count = 0; count < 6; count++) {
            const tag = `${marker}-${count}`;
            changes.push({ kind: 'tags', add: [tag], remove: [] });
            expected.add(tag);
            if (random.integer(3) > 0) continue;
            changes.push({ kind: 'tags', add: [], remove: [tag] });
            expected.delete(tag);
          }
          const own: readonly MarksChange[] = [
            { kind: 'star', isStarred: true },
            { kind: 'note', note: 'of the second' },
            { kind: 'name', name: 'of the third' },
            { kind: 'colour', colour: 'green' },
          ];
          const one = own[marker];
          if (one !== undefined) changes.splice(random.integer(changes.length + 1), 0, one);
          return { directory, changes };
        });
        const answers = await Promise.all(
          markers.map((child, marker) => mark(child, markings[marker] ?? { directory, changes: [] })),
        );
        assert.deepEqual(answers, ['done', 'done', 'done', 'done'], `round ${round}`);
        const marks = await readMarks(directory);
        assert.deepEqual([...marks.addedTags].sort(), [...expected].sort(), `round ${round}`);
        assert.deepEqual(
          [marks.isStarred, marks.note, marks.name, marks.colour],
          [true, 'of the second', 'of the third', 'green'],
        );
        assert.deepEqual(await readdir(directory), ['marks.json'], `round ${round}`);
      }
    } finally {
      for (const child of markers) child.kill();
    }
  }).timeout(180_000);

  it('keeps a damaged file beside the new one', async () => {
    const { marks } = runFiles(folder());
    for (const damage of ['', '{ "formatVersion": 1, "star": tr', '[1, 2]', 'x'.repeat(300_000)]) {
      await writeFile(marks, damage);
      assert.deepEqual(await readMarks(folder()), noMarks);
      await changeMarks(folder(), [{ kind: 'star', isStarred: true }]);
      assert.equal((await readMarks(folder())).isStarred, true);
      const kept = (await readdir(folder())).filter((name) => /^marks\.json\.damaged-\d{8}T\d{6}Z$/.test(name));
      assert.equal(kept.length, 1);
      assert.equal(await readFile(path.join(folder(), kept[0] ?? ''), 'utf8'), damage);
      await rm(path.join(folder(), kept[0] ?? ''));
    }
  });

  it('leaves a file of a newer version as it is, and keeps what it does not know of its own', async () => {
    const { marks } = runFiles(folder());
    await writeFile(marks, '{"formatVersion":2,"star":true}');
    await assert.rejects(changeMarks(folder(), [{ kind: 'star', isStarred: true }]), MarkRefused);
    assert.equal(await readFile(marks, 'utf8'), '{"formatVersion":2,"star":true}');
    await writeFile(marks, '{"formatVersion":1,"rating":5}');
    await changeMarks(folder(), [{ kind: 'star', isStarred: true }]);
    assert.equal(JSON.parse(await readFile(marks, 'utf8')).rating, 5);
  });

  it('refuses what could not be read back, before it looks at the run', async () => {
    const refused: readonly MarksChange[] = [
      { kind: 'name', name: 'two\nlines' },
      { kind: 'name', name: 'x'.repeat(longestMark.name + 1) },
      { kind: 'tags', add: [''], remove: [] },
      { kind: 'tags', add: ['turned \u202e round'], remove: [] },
      { kind: 'tags', add: Array.from({ length: 101 }, (_, index) => `${index}`), remove: [] },
      { kind: 'note', note: 'x'.repeat(longestMark.note + 1) },
    ];
    for (const change of refused) await assert.rejects(changeMarks('/nowhere', [change]), MarkRefused);
    await changeMarks(folder(), [{ kind: 'note', note: '\u0001'.repeat(longestMark.note) }]);
    assert.equal((await readMarks(folder())).note.length, longestMark.note);
  });

  it('writes through no link, waits for no pipe, and leaves no lock behind where it refuses', async function () {
    if (process.platform === 'win32') this.skip();
    const outside = path.join(folder(), 'outside');
    mkdirSync(outside);
    for (const kind of foreignKinds) {
      const directory = path.join(folder(), kind);
      mkdirSync(directory);
      putForeign(runFiles(directory).marks, kind, outside);
      assert.deepEqual(await readMarks(directory), noMarks);
      await assert.rejects(changeMarks(directory, [{ kind: 'star', isStarred: true }]), RefusedFileError, kind);
      assert.equal((await readLock(runFiles(directory).marksLock)).kind, 'absent');
      putForeign(runFiles(directory).marksLock, kind, outside);
      await assert.rejects(changeMarks(directory, [{ kind: 'star', isStarred: true }]), RefusedFileError, kind);
    }
  });

  it('makes no run of a folder that is gone', async () => {
    await assert.rejects(
      changeMarks(path.join(folder(), 'gone'), [{ kind: 'star', isStarred: true }]),
      (error) =>
        error instanceof MarkRefused && /gone is not there any more: it was moved or deleted\.$/.test(error.message),
    );
    assert.deepEqual(await readdir(folder()), []);
  });
});
