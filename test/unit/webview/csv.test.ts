// Copied tables: the columns, gaps where a series has no point, and quoting.

import assert from 'node:assert/strict';
import { curvesToCsv, seriesToCsv, toCsv } from '../../../webview/csv.ts';
import { curve, points } from './messages.ts';

describe('CSV', () => {
  it('joins series by meta-iteration and leaves cells empty where one has no point or no number', () => {
    const csv = seriesToCsv([points('a', [1, 3], [0.1, null]), points('b', [1, 2, 3], [1, 2, 3])]);
    assert.equal(csv, 'meta_iteration,a,b\n1,0.1,1\n2,,2\n3,,3\n');
  });

  it('orders rows by number, not by text', () => {
    const csv = seriesToCsv([points('a', [9, 10], [1, 2]), points('b', [100], [3])]);
    assert.deepEqual(
      csv
        .split('\n')
        .slice(1, -1)
        .map((row) => row.split(',')[0]),
      ['9', '10', '100'],
    );
  });

  it('writes a row for each evaluation and inner step, without accuracy for regression', () => {
    const csv = curvesToCsv([
      curve(0, { steps: [0, 1], accuracy: [], accuracyCi95: [] }),
      curve(50, { steps: [0], loss: [1e-7] }),
    ]);
    assert.deepEqual(csv.split('\n'), [
      'meta_iteration,inner_steps,loss,loss_ci95,accuracy,accuracy_ci95',
      '0,0,1.6,0.1,,',
      '0,1,0.9,0.05,,',
      '50,0,1e-7,0.1,0.2,0.02',
      '',
    ]);
  });

  it('quotes what would break a row', () => {
    assert.equal(toCsv(['say "hi"', 'a,b'], [['x\ny', null]]), '"say ""hi""","a,b"\n"x\ny",\n');
  });
});
