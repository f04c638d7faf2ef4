// The sample of a regression task as a table: figures that can be compared at a glance.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { valuesSampleView } from '../../../../webview/sample/valuesSampleView.ts';

const rowsOf = (targets: number[][], outputs: number[][]) =>
  valuesSampleView({ steps: [0, 50], outputs }, { kind: 'values', targets }).rows;

describe('the values of a sample', () => {
  it('have as many decimals each, and no minus before what is 0 by then', () => {
    assert.deepEqual(
      rowsOf(
        [[1.455], [-0.2233], [1.1]],
        [
          [0.06353, -0.485, -0.00001],
          [1.373, -0.09114, 1.04],
        ],
      ),
      [
        ['1', '1.455', '0.064', '1.373'],
        ['2', '−0.223', '−0.485', '−0.091'],
        ['3', '1.100', '0.000', '1.040'],
      ],
    );
  });

  it('are brief where they are large, and stay what they are where they are none', () => {
    assert.deepEqual(rowsOf([[1234.5]], [[3.25], [Number.NaN]]), [['1', '1235', '3', 'not a number']]);
    assert.deepEqual(rowsOf([[0]], [[2.5e-7], [3e9]])[0]?.slice(1, 3), ['0', '2.5e-7']);
  });

  it('of several outputs stand with commas between them', () => {
    assert.deepEqual(
      rowsOf(
        [[1, 2]],
        [
          [0.5, 0.25],
          [1, 2],
        ],
      ),
      [['1', '1.000, 2.000', '0.500, 0.250', '1.000, 2.000']],
    );
  });
});
