// What rows of the run browser begin with, where a side bar shows little more of them.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { RunRecord } from '../../../../src/extension/runs/runRecord.ts';
import { titleOfRow } from '../../../../src/extension/tree/titleOfRow.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { noMarks } from '../../../../src/runs/marks/marks.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const anywhere = { within: undefined, saysName: true };

describe('the title of a row', () => {
  const folder = useTemporaryFolder();
  let run: RunRecord;

  beforeEach(async () => {
    const directory = await newTestRun(folder(), { name: 'MNIST digits, 5-way 5-shot' });
    const manifest = await readManifest(directory);
    run = { directory, manifest, state: 'completed', label: 'lr 0.003 · seed 1', marks: noMarks };
  });

  it('is what tells the run from others of its name, which stands behind', () => {
    assert.deepEqual(titleOfRow(run, undefined, anywhere), {
      title: 'lr 0.003 · seed 1',
      besides: 'MNIST digits, 5-way 5-shot',
    });
  });

  it('has the whole figure before what the run is called', () => {
    const title = (figure: string, within?: string) => titleOfRow(run, figure, { ...anywhere, within }).title;
    assert.equal(title('63.6 ± 5.8 %'), '63.6 ± 5.8 % · lr 0.003 · seed 1');
    assert.equal(title('loss 0.31 ± 0.02', 'seed 1'), 'loss 0.31 ± 0.02 · seed 1');
  });

  it('leaves out a name that its group says', () => {
    assert.deepEqual(titleOfRow(run, undefined, { ...anywhere, saysName: false }), {
      title: 'lr 0.003 · seed 1',
      besides: '',
    });
    assert.deepEqual(titleOfRow(run, undefined, { ...anywhere, within: 'seed 1' }), { title: 'seed 1', besides: '' });
  });

  it('is the name where nothing differs but the number, or nothing at all', () => {
    const name = 'MNIST digits, 5-way 5-shot';
    assert.deepEqual(titleOfRow({ ...run, label: '' }, undefined, anywhere), { title: name, besides: '' });
    assert.deepEqual(titleOfRow({ ...run, label: 'run 2' }, undefined, anywhere), { title: name, besides: 'run 2' });
  });

  it('is the name that a person gave', () => {
    const named = { ...run, marks: { ...noMarks, name: 'The good one' } };
    assert.deepEqual(titleOfRow(named, undefined, anywhere), { title: 'The good one', besides: 'lr 0.003 · seed 1' });
  });
});
