// The rows of the checkpoints of a run.

import assert from 'node:assert/strict';
import type { CheckpointSummary } from '../../../../src/panel/panelMessages.ts';
import { checkpointsView } from '../../../../webview/checkpoints/view.ts';
import { points } from '../messages.ts';

const checkpoint = (iteration: number, changes: Partial<CheckpointSummary> = {}): CheckpointSummary => ({
  iteration,
  bytes: 123_456,
  isBest: false,
  figure: null,
  ...changes,
});

describe('the checkpoints of a run', () => {
  it('are named by their meta-iteration and what they are, with the figure and the size', () => {
    const checkpoints = [
      checkpoint(1500),
      checkpoint(1000, { isBest: true, figure: { iteration: 1000, value: 0.91, ci95: 0.02 }, bytes: 2_500_000 }),
      checkpoint(0),
    ];
    const series = new Map([
      ['eval/accuracy', points('eval/accuracy', [0, 1500], [0.2, 0.85])],
      ['eval/accuracy_ci95', points('eval/accuracy_ci95', [1500], [0.03])],
    ]);
    const { measured, rows, more } = checkpointsView(
      { checkpoints, quantities: ['accuracy', 'loss'], beginsWith: null },
      series,
    );
    assert.equal(measured, 'Held-out accuracy');
    assert.deepEqual(
      rows.map(({ name, figure, size }) => [name, figure, size]),
      [
        ['1,500, newest', '85.0\u00a0±\u00a03.0\u00a0%', '123.5 kB'],
        ['1,000, best', '91.0\u00a0±\u00a02.0\u00a0%', '2.5 MB'],
        ['0, untrained', '20.0\u00a0%', '123.5 kB'],
      ],
    );
    assert.equal(more, '');
  });

  it('have a dash where nothing was measured, and of very many the newest stand there with the best and the first', () => {
    const checkpoints = Array.from({ length: 40 }, (_, place) => checkpoint(39 - place, { isBest: place === 30 }));
    const { rows, more } = checkpointsView({ checkpoints, quantities: [], beginsWith: null }, new Map());
    assert.equal(rows.length, 14);
    assert.deepEqual(rows.at(-2)?.name, '9, best');
    assert.deepEqual(rows.at(-1)?.name, '0, untrained');
    assert.ok(rows.every(({ figure }) => figure === '–'));
    assert.match(more, /^26 more are not listed/);
  });
});
