// split.json comes back as it was written, and is read as a stranger's.

import assert from 'node:assert/strict';
import { mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { withRunLock } from '../../../src/runs/runLock.ts';
import { readSplitRecord, type SplitRecord, writeSplitRecord } from '../../../src/runs/splitRecord.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const digest = '0123456789abcdef'.repeat(2);
const content = (name: string) => ({ name, samples: 20, digest });

function record(classes: number): SplitRecord {
  const names = Array.from({ length: classes }, (_, number) => `class ${number}`);
  return {
    fromIteration: 7,
    split: {
      kind: 'classes',
      heldOutDescription: { code: 'classes', noun: 'characters', count: 1 },
      training: names.slice(1).map(content),
      heldOut: names.slice(0, 1).map(content),
      episodes: null,
      passedOver: ['small'],
    },
  };
}

describe('a kept split', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  async function written(one: SplitRecord): Promise<{ readonly directory: string; readonly isKept: boolean }> {
    const directory = await newTestRun(folder());
    let isKept = false;
    await withRunLock(directory, async (hold) => {
      isKept = await writeSplitRecord(hold, one);
    });
    return { directory, isKept };
  }

  it('comes back as it was, of classes and of a module', async () => {
    for (const one of [record(5), { fromIteration: 0, split: { kind: 'module', digest } } as const]) {
      const { directory, isKept } = await written(one);
      assert.equal(isKept, true);
      assert.deepEqual(await readSplitRecord(directory), { kind: 'found', record: one });
    }
    assert.deepEqual(await readSplitRecord(folder()), { kind: 'missing' });
  });

  it('comes back with what the columns of a table stand for, without the table where its categories are too many', async () => {
    const coded = (values: readonly string[]): SplitRecord => ({
      ...record(5),
      coding: {
        meanings: [['input 1', 'age']],
        scales: [{ column: 'age', mean: 30.1, deviation: 0.7 }],
        table: {
          decimal: '.',
          features: [{ kind: 'number', column: 'age', mean: 30.1, deviation: 0.7, marksMissing: false }],
          target: { kind: 'category', column: 'genre', values },
        },
      },
    });
    const fitting = coded(['a', 'b']);
    assert.deepEqual(await readSplitRecord((await written(fitting)).directory), { kind: 'found', record: fitting });
    const { directory, isKept } = await written(coded(Array.from({ length: 1_800_000 }, (_, number) => `${number}`)));
    assert.equal(isKept, true);
    const { table, ...bounded } = fitting.coding ?? assert.fail('It has a coding.');
    assert.ok(table !== undefined);
    assert.deepEqual(await readSplitRecord(directory), { kind: 'found', record: { ...record(5), coding: bounded } });
  });

  it('of a hundred thousand classes comes back in a moment; more than could be read are not written', async () => {
    const { directory } = await written(record(100_000));
    const began = performance.now();
    assert.equal((await readSplitRecord(directory)).kind, 'found');
    assert.ok(performance.now() - began < 10_000);
    const { directory: other, isKept } = await written(record(500_000));
    assert.equal(isKept, false);
    await assert.rejects(stat(runFiles(other).split), /ENOENT/);
  });

  it('is refused, and the file named, where anybody made something else of it', async () => {
    const { directory } = await written(record(3));
    const { split: file } = runFiles(directory);
    const { split } = record(3);
    assert.ok(split.kind === 'classes');
    const withSplit = (changes: object) =>
      JSON.stringify({ formatVersion: 1, fromIteration: 0, split: { ...split, ...changes } });
    const bad: readonly (readonly [string, RegExp])[] = [
      ['', /is damaged: it is not JSON/],
      ['[]', /is missing or not what it should be/],
      ['{"formatVersion":2}', /newer Reptile Lab/],
      [withSplit({ heldOut: split.training }), /split\.heldOut is missing or not what it should be/],
      [withSplit({ heldOut: [...split.heldOut, ...split.heldOut] }), /not what it should be/],
      [withSplit({ training: [{ ...content('x'), digest: '../../etc/passwd' }] }), /not what it should be/],
      [withSplit({ training: [{ ...content('x'.repeat(1000)) }] }), /not what it should be/],
      [withSplit({ training: [{ ...content('x'), samples: -1 }] }), /not what it should be/],
      [withSplit({ passedOver: [1] }), /not what it should be/],
      [withSplit({ heldOutDescription: { code: 'unheard' } }), /not what it should be/],
      [`${'['.repeat(100)}`, /holds more than 6 lists or objects within each other/],
      [withSplit({ passedOver: Array.from({ length: 2_000_000 }, () => '') }), /holds more than 1700000 values/],
    ];
    for (const [text, problem] of bad) {
      await writeFile(file, text);
      const found = await readSplitRecord(directory);
      assert.ok(found.kind === 'damaged', text.slice(0, 100));
      assert.match(found.problem, problem);
      assert.ok(found.problem.startsWith(file) && found.problem.length < file.length + 300, found.problem);
    }
  });

  it('is no link, no folder and no giant', async () => {
    const { directory } = await written(record(3));
    const { split: file } = runFiles(directory);
    await rm(file);
    await symlink(path.join(folder(), 'elsewhere'), file);
    assert.equal((await readSplitRecord(directory)).kind, 'damaged');
    await rm(file);
    await mkdir(file);
    assert.equal((await readSplitRecord(directory)).kind, 'damaged');
  });
});
