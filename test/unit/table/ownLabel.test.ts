// What a run is called beneath a group that says the rest.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { commonInLabels, namesBeside, ownLabel } from '../../../src/table/ownLabel.ts';
import { testRow } from '../../support/tableRows.ts';

const row = (label: string, seed?: number) =>
  testRow({ cells: label === '' ? {} : { label }, parameters: seed === undefined ? {} : { seed } });

describe('the names of runs beside one another', () => {
  const named = (name: string, label: string) => testRow({ cells: { name, label, title: `${name} · ${label}` } });

  it('are labels where all have one name, and titles where they have several or there is no label', () => {
    const [a, b, other] = [named('sine', 'seed 1'), named('sine', 'seed 2'), named('digits', 'seed 1')];
    assert.deepEqual([a, b].map(namesBeside([a, b])), ['seed 1', 'seed 2']);
    assert.deepEqual([a, other].map(namesBeside([a, other])), ['sine · seed 1', 'digits · seed 1']);
    assert.deepEqual([a, b, other].map(namesBeside([a, b, other])), [
      'seed 1 · sine',
      'seed 2 · sine',
      'digits · seed 1',
    ]);
    const again = named('sine', 'run 2');
    assert.deepEqual([a, again, other].map(namesBeside([a, again, other])).slice(0, 2), [
      'seed 1 · sine',
      'sine · run 2',
    ]);
    const single = testRow({ cells: { name: 'sine', title: 'sine' } });
    assert.equal(namesBeside([single])(single), 'sine');
  });
});

describe('the label of a run beneath its group', () => {
  it('is what the others of the group do not say', () => {
    const rows = [row('lr 0.1 · seed 1', 1), row('lr 0.1 · seed 2', 2)];
    const common = commonInLabels(rows);
    assert.deepEqual(common, ['lr 0.1']);
    assert.deepEqual(
      rows.map((each) => ownLabel(each, common)),
      ['seed 1', 'seed 2'],
    );
  });

  it('is the seed of a run that stands alone or has no label, and empty where nobody knows it', () => {
    assert.equal(ownLabel(row('lr 0.1 · seed 1', 1), commonInLabels([row('lr 0.1 · seed 1', 1)])), 'seed 1');
    assert.equal(ownLabel(row('', 3), commonInLabels([row('', 3), row('seed 4', 4)])), 'seed 3');
    assert.equal(ownLabel(row(''), []), '');
  });
});
