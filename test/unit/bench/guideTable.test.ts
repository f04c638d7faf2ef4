// The table that the bench writes into a guide.

import assert from 'node:assert/strict';
import { formatGuideTable, placeGuideTable } from '../../bench/guideTable.ts';
import type { BenchRow } from '../../bench/report.ts';

describe('the table of inner steps in a guide', () => {
  const row = (group: string, name: string, value: number, more: Partial<BenchRow> = {}): BenchRow => {
    return { group, name, value, unit: 'µs', ...more };
  };
  const sine = 'inner step, sine MLP (1-64-64-1 tanh, batch 10, SGD)';
  const image = 'inner step, Omniglot net (28×28×1, batch 10)';
  const rows = [
    row('machine peak', 'native, 256 bits', 118),
    row(sine, 'fused simd 4x8', 10),
    row(sine, 'native avx2', 5),
    row(sine, 'PyTorch 2.13.0 eager', 150),
    row(sine, 'TensorFlow 2.21.0 tf.function', 50),
    row(sine, 'TensorFlow 2.21.0 tf.function, all threads', 1),
    row(image, 'fused simd 4x8', 3000),
    row(image, 'native avx2', 2000),
    row(image, 'tfjs-cpu 4.22.0', 9e6, { note: 'one step and a prediction, once' }),
  ];

  it('has a column for each workload, and says how many times as fast native kernels are as the fastest peer', () => {
    assert.deepEqual(
      formatGuideTable(rows, 'On a machine.')
        .split('\n')
        .filter((line) => line.startsWith('|')),
      [
        '| inner step, one thread | sine MLP | Omniglot net |',
        '| --- | --- | --- |',
        '| fused simd 4x8 | 10 µs | 3,000 µs |',
        '| native avx2 | 5 µs (10 ×) | 2,000 µs |',
        '| PyTorch 2.13.0 eager | 150 µs | – |',
        '| TensorFlow 2.21.0 tf.function | 50 µs | – |',
      ],
    );
  });

  it('takes the place of the one before, and of nothing else', () => {
    const [first, second] = [formatGuideTable(rows, 'Once.'), formatGuideTable(rows.slice(0, 3), 'Again.')];
    const guide = placeGuideTable(`Before.\n\n${first}\n\nAfter.\n`, second);
    assert.equal(guide, `Before.\n\n${second}\n\nAfter.\n`);
    assert.throws(() => placeGuideTable('A guide.', first), /has no place/);
  });
});
