import assert from 'node:assert/strict';
import { nameSamples } from '../../../src/evaluation/namedSamples.ts';

describe('nameSamples', () => {
  const graded = { predicted: Int32Array.of(1), confidence: Float32Array.of(0.75), loss: 0.3, accuracy: 1, brier: 0.1 };
  const task = {
    ...({ kind: 'classification', losses: [2], accuracies: [1], classNames: ['cat', 'dog'] } as const),
    targets: Int32Array.of(1),
    before: graded,
    after: graded,
  };
  const nameOf = (sample: number) => `${sample}.png`;

  it('names those of the first tasks where of the later ones nothing was kept', () => {
    const named = nameSamples([{ ...task, samples: { support: [4, 5], query: [6, 4] } }, task, task], nameOf);
    assert.deepEqual(named, {
      classes: ['cat', 'dog'],
      names: ['4.png', '5.png', '6.png'],
      ways: [[0, 1]],
      support: [[0, 1]],
      query: [[2, 0]],
    });
    assert.equal(nameSamples([task], nameOf), undefined);
  });
});
