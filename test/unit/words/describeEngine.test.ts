// What is said of the engine of a run, and of the time that its workers wait.

import assert from 'node:assert/strict';
import { formatMemory } from '../../../src/base/formatMemory.ts';
import { describeEngine, describeIdleness } from '../../../src/words/describeEngine.ts';

describe('what computes a run, in words', () => {
  it('names variant, reason, workers and memory, as far as they are known', () => {
    const facts = { engineVariant: 'fused simd 5x8', engineReason: 'supports the model', workers: 2, memoryBytes: 3 * 2 ** 20 };
    assert.equal(describeEngine(facts), 'fused simd 5x8 (supports the model), 2 workers, 3.0 MiB');
    assert.equal(describeEngine({ ...facts, engineReason: null, workers: 1, memoryBytes: null }), 'fused simd 5x8, 1 worker');
    assert.equal(describeEngine({ ...facts, engineVariant: null }), undefined);
  });

  it('says how long workers wait, where several were measured', () => {
    assert.equal(describeIdleness({ workers: 2, workerIdleShare: 0.044 }), '4 % of the time');
    assert.equal(describeIdleness({ workers: 1, workerIdleShare: 0.044 }), undefined);
    assert.equal(describeIdleness({ workers: 2, workerIdleShare: null }), undefined);
  });

  it('gives memory in the unit that suits it', () => {
    assert.deepEqual([100, 870 * 1024, 2 ** 21, 1.5 * 2 ** 30].map(formatMemory), ['1 KiB', '870 KiB', '2.0 MiB', '1.5 GiB']);
  });
});
