// Completion in filters: names, comparisons, values and words, where each can stand.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { completeFilter } from '../../../../src/table/filter/completeFilter.ts';
import { parseFilter } from '../../../../src/table/filter/parseFilter.ts';
import { columnsOf } from '../../../../src/table/tableColumns.ts';
import { places, testRow } from '../../../support/tableRows.ts';

const rows = [0.01, 0.02, 0.02].map((rate, seed) =>
  testRow({
    cells: {
      name: 'Sine "waves"',
      state: 'running',
      tags: ['paper', 'two words'],
      accuracy: { value: 0.9, ci95: 0.1 },
    },
    parameters: { [places.learningRate]: rate, [places.optimizer]: 'adam', seed, 'task.invert': true },
  }),
);
const columns = columnsOf(rows);

/** The cursor is at the bar. */
function offeredAt(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  return completeFilter(marked.replace('|', ''), offset, rows, columns).candidates.map(({ text }) => text);
}

describe('completion in filters', () => {
  it('offers names and words where a condition begins', () => {
    for (const place of ['|', '(|', 'lr = 1 and |', 'not |', 'lr = 1 or (|']) {
      const offered = offeredAt(place);
      for (const text of ['accuracy', 'best.accuracy', 'lr', 'seed', 'state', 'not'])
        assert.ok(offered.includes(text), `${place}: ${text}`);
    }
    assert.ok(!offeredAt('has |').includes('not'));
  });

  it('goes on from what is typed, by a short name or by any part of the whole key', () => {
    assert.deepEqual(offeredAt('accu|'), ['accuracy']);
    assert.deepEqual(offeredAt('learn|'), ['lr']);
    assert.deepEqual(completeFilter('lr = 1 and accu > 2', 15, rows, columns).span, { start: 11, end: 15 });
    assert.deepEqual(offeredAt('xyz|'), []);
  });

  it('offers the comparisons that fit what a column holds', () => {
    assert.deepEqual(offeredAt('accuracy |'), ['=', '!=', '<', '<=', '>', '>=', 'in', 'and', 'or']);
    assert.deepEqual(offeredAt('tag |'), ['=', '!=', '~', 'in', 'and', 'or']);
    assert.deepEqual(offeredAt('invert |'), ['=', '!=', 'in', 'and', 'or']);
    assert.deepEqual(offeredAt('unknown |'), ['and', 'or']);
    assert.deepEqual(offeredAt('lr in |'), ['(']);
  });

  it('offers the values that rows have, the commonest first', () => {
    assert.deepEqual(offeredAt('lr = |'), ['0.02', '0.01']);
    assert.deepEqual(offeredAt('lr in (|'), ['0.02', '0.01']);
    assert.deepEqual(offeredAt('lr in (0.01, 0.|'), ['0.02', '0.01']);
    assert.deepEqual(offeredAt('lr not in (|'), ['0.02', '0.01']);
    assert.deepEqual(offeredAt('tag = two|'), ['"two words"']);
    assert.deepEqual(offeredAt('tag = "two w|'), ['"two words"']);
    assert.deepEqual(offeredAt('state = ru|'), ['running']);
    assert.deepEqual(offeredAt('invert = |'), ['true', 'false']);
    assert.deepEqual(offeredAt('started > t|'), ['today']);
    assert.deepEqual(offeredAt('accuracy > |'), []);
    assert.deepEqual(offeredAt('in (|').includes('0.02'), false);
  });

  it('offers what joins conditions behind a whole one', () => {
    for (const place of ['lr = 1 |', '(lr = 1) |', 'has lr |', 'lr in (1) |'])
      assert.deepEqual(offeredAt(place).slice(0, 2), ['and', 'or']);
  });

  it('offers only what reads as it stands', () => {
    for (const [before, place] of [
      ['tag = ', '|'],
      ['name = ', '|'],
      ['lr = ', '|'],
    ] as const)
      for (const text of offeredAt(`${before}${place}`)) assert.equal(parseFilter(before + text).kind, 'parsed', text);
    for (const name of offeredAt('has |')) assert.equal(parseFilter(`has ${name}`).kind, 'parsed', name);
  });
});
