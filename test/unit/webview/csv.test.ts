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
      curve(0, { steps: [0, 1], measured: { loss: { means: [1.6, 0.9], ci95s: [0.1, 0.05] } } }),
      curve(50, { steps: [0], measured: { ...curve(50).measured, loss: { means: [1e-7], ci95s: [0.1] } } }),
    ]);
    assert.deepEqual(csv.split('\n'), [
      'meta_iteration,inner_steps,loss,loss_ci95,accuracy,accuracy_ci95',
      '0,0,1.6,0.1,,',
      '0,1,0.9,0.05,,',
      '50,0,1e-7,0.1,0.2,0.02',
      '',
    ]);
  });

  it('names the columns of a policy’s curve by what was measured', () => {
    const measured = { return: { means: [-40.5, null], ci95s: [2, null] } };
    assert.equal(
      curvesToCsv([curve(10, { steps: [0, 1], measured })]),
      'meta_iteration,inner_steps,return,return_ci95\n10,0,-40.5,2\n10,1,,\n',
    );
  });

  it('repeats published figures in every row, so that they can be drawn as lines', () => {
    const published = {
      figure: 'accuracy',
      value: 0.9539,
      ci95: 0.0009,
      source: 'Nichol et al. 2018, table 2',
    } as const;
    assert.deepEqual(seriesToCsv([points('eval/accuracy', [0, 10], [0.2, 0.8])], [published]).split('\n'), [
      'meta_iteration,eval/accuracy,"published (Nichol et al. 2018, table 2)","published_ci95 (Nichol et al. 2018, table 2)"',
      '0,0.2,0.9539,0.0009',
      '10,0.8,0.9539,0.0009',
      '',
    ]);
  });

  it('quotes what would break a row', () => {
    assert.equal(toCsv(['say "hi"', 'a,b'], [['x\ny', null]]), '"say ""hi""","a,b"\nx y,\n');
  });
});
