// What a group of runs that programs train comes to, by the figure that the programs name.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PlainColumn } from '../../../src/table/columns.ts';
import { namedFigureOfGroup } from '../../../src/table/namedFigureOfGroup.ts';
import type { RunRow } from '../../../src/table/runRow.ts';
import { testRow } from '../../support/tableRows.ts';

const columnOf = (tag: string, better: 'higher' | 'lower'): PlainColumn => ({
  id: `measured.${tag}`,
  kind: 'number',
  better,
  title: tag,
  section: 'heldOut',
  aliases: [tag],
  isUniform: false,
});

const rowWith = (column: PlainColumn, value: number, seed = 0): RunRow => ({
  ...testRow({ cells: { [column.id]: value }, parameters: { seed } }),
  measured: [column],
});

describe('a group of runs that programs train', () => {
  const [accuracy, loss] = [columnOf('test/accuracy', 'higher'), columnOf('test/loss', 'lower')];

  it('comes to what its best run does, in the direction that the program names, whatever is no number', () => {
    const best = (tag: string, value: number) => ({ tag, value, seeds: undefined });
    const accuracies = [rowWith(accuracy, 0.5), rowWith(accuracy, 0.75)] as const;
    assert.deepEqual(namedFigureOfGroup(accuracies, false), best('test/accuracy', 0.75));
    const losses = [rowWith(loss, Number.NaN), rowWith(loss, 0.5), rowWith(loss, 0.75)] as const;
    assert.deepEqual(namedFigureOfGroup(losses, false), best('test/loss', 0.5));
  });

  it('comes to the mean over seeds', () => {
    const rows = [rowWith(loss, 1, 0), rowWith(loss, 2, 1)] as const;
    assert.deepEqual(namedFigureOfGroup(rows, true), { tag: 'test/loss', value: 1.5, seeds: 2 });
  });

  it('comes to nothing where runs are judged by different figures, of programs or of ours', () => {
    assert.equal(namedFigureOfGroup([rowWith(loss, 1), rowWith(accuracy, 1)], false), undefined);
    const ours = testRow({ cells: { accuracy: { value: 0.9, ci95: 0.1 } } });
    assert.equal(namedFigureOfGroup([rowWith(accuracy, 1), ours], false), undefined);
    assert.equal(namedFigureOfGroup([testRow({})], false), undefined);
  });
});
