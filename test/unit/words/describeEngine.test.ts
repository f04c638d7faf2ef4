// What is said of the engine of a run, and of the time that its workers wait.

import assert from 'node:assert/strict';
import { formatBytes, formatBytesRoughly, formatMemory } from '../../../src/base/formatMemory.ts';
import { describeEngine, describeEngineReason, describeIdleness } from '../../../src/words/describeEngine.ts';
import { untranslated } from '../../../src/words/translate.ts';

describe('what computes a run, in words', () => {
  it('names variant, reason, workers and memory, as far as they are known', () => {
    const facts = {
      engineVariant: 'fused simd 5x8',
      engineReason: [{ code: 'supported' }] as const,
      workers: 2,
      memoryBytes: 3 * 2 ** 20,
    };
    assert.equal(describeEngine(facts, untranslated), 'fused simd 5x8 (supports the model), 2 workers, 3.1 MB');
    assert.equal(
      describeEngine({ ...facts, engineReason: null, workers: 1, memoryBytes: null }, untranslated),
      'fused simd 5x8, 1 worker',
    );
    assert.equal(describeEngine({ ...facts, engineVariant: null }, untranslated), undefined);
  });

  it('says why, and what else is to be known of the choice', () => {
    const described: [Parameters<typeof describeEngineReason>[0], string][] = [
      ['as an earlier version said it', 'as an earlier version said it'],
      [
        [{ code: 'supported' }, { code: 'fastMathMissing', node: '20.1.0' }],
        'supports the model; without fastMath, for which Node.js 20.1.0 has no instructions; Node.js 22 has',
      ],
      [
        [{ code: 'named' }, { code: 'fmaWrong', kernels: 'fma avx2' }],
        'chosen in the experiment; not on the native kernels fma avx2, which do not compute here as they should',
      ],
      [
        [{ code: 'supported' }, { code: 'fastMathKept', fastMath: false }],
        'supports the model; without fastMath, as the run was computed until now',
      ],
      [
        [
          { code: 'tooLargeForFused', bytes: 2 ** 33, mostBytes: 2 ** 31 },
          { code: 'tensorFlowMissing', why: 'off', variable: 'TENSORFLOW' },
        ],
        'the model needs 8.0 GiB of memory, and fused has 2.0 GiB at most; tfjs-node is not looked for, because TENSORFLOW is off',
      ],
      [
        [
          { code: 'unsupportedByFused', detail: 'There are no capsules.' },
          { code: 'tensorFlowMissing', why: 'absent' },
        ],
        'fused does not support the model (There are no capsules.); tfjs-node is not installed',
      ],
      [
        [{ code: 'named' }, { code: 'tensorFlowFound', folder: '/here' }],
        'chosen in the experiment; tfjs-node was found in /here',
      ],
      [
        [{ code: 'begunWith' }, { code: 'tensorFlowMissing', why: 'incomplete', folder: '/here' }],
        'the run began with it; tfjs-node in /here is incomplete: its native library was not downloaded',
      ],
      [
        [{ code: 'tensorFlowMissing', why: 'misnamed', variable: 'TENSORFLOW', folder: '/here' }],
        'TENSORFLOW names /here, whose node_modules does not hold @tensorflow/tfjs-node',
      ],
      [
        [{ code: 'tensorFlowBroken', folder: '/here', detail: 'made for another machine' }],
        'tfjs-node in /here cannot be loaded: made for another machine',
      ],
    ];
    for (const [reason, words] of described) assert.equal(describeEngineReason(reason, untranslated), words);
  });

  it('says how long workers wait, where several were measured', () => {
    assert.equal(describeIdleness({ workers: 2, workerIdleShare: 0.044 }, untranslated), '4 % of the time');
    assert.equal(describeIdleness({ workers: 1, workerIdleShare: 0.044 }, untranslated), undefined);
    assert.equal(describeIdleness({ workers: 2, workerIdleShare: null }, untranslated), undefined);
  });

  it('gives memory in the unit that suits it', () => {
    assert.deepEqual([100, 870 * 1024, 2 ** 21, 1.5 * 2 ** 30].map(formatMemory), [
      '1 KiB',
      '870 KiB',
      '2.0 MiB',
      '1.5 GiB',
    ]);
    assert.deepEqual([100, 870_100, 14.24e6, 1.5e9].map(formatBytes), ['1 kB', '871 kB', '14.2 MB', '1.5 GB']);
    const foretold = [100, 12_340, 1.234e6, 14.24e6, 123.4e6, 1.26e9].map(formatBytesRoughly);
    assert.deepEqual(foretold, ['1 kB', '12 kB', '1.2 MB', '14 MB', '120 MB', '1.3 GB']);
  });
});
