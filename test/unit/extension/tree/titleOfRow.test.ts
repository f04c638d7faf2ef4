// What rows of the run browser begin with, where a side bar shows little more of them.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { RunRecord } from '../../../../src/extension/runs/runRecord.ts';
import { titleOfRow } from '../../../../src/extension/tree/titleOfRow.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { noMarks } from '../../../../src/runs/marks/marks.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('the title of a row', () => {
  const folder = useTemporaryFolder();
  let run: RunRecord;

  beforeEach(async () => {
    const directory = await newTestRun(folder(), { name: 'MNIST digits, 5-way 5-shot' });
    const manifest = await readManifest(directory);
    run = { directory, manifest, state: 'completed', label: 'lr 0.003 · seed 1', marks: noMarks };
  });

  it('is what tells the run from others of its name, which stands behind', () => {
    assert.deepEqual(titleOfRow(run, undefined, true), {
      title: 'lr 0.003 · seed 1',
      besides: 'MNIST digits, 5-way 5-shot',
    });
  });

  it('leaves out a name that its group says', () => {
    assert.deepEqual(titleOfRow(run, undefined, false), { title: 'lr 0.003 · seed 1', besides: '' });
    assert.deepEqual(titleOfRow(run, 'seed 1', true), { title: 'seed 1', besides: '' });
  });

  it('is the name where nothing differs but the number, or nothing at all', () => {
    const name = 'MNIST digits, 5-way 5-shot';
    assert.deepEqual(titleOfRow({ ...run, label: '' }, undefined, true), { title: name, besides: '' });
    assert.deepEqual(titleOfRow({ ...run, label: 'run 2' }, undefined, true), { title: name, besides: 'run 2' });
  });

  it('is the name that a person gave', () => {
    const named = { ...run, marks: { ...noMarks, name: 'The good one' } };
    assert.deepEqual(titleOfRow(named, undefined, true), { title: 'The good one', besides: 'lr 0.003 · seed 1' });
  });
});
