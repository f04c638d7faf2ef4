// Published figures are compared only with what was measured in the same way.

import assert from 'node:assert/strict';
import { sortPublished } from '../../../src/experiment/comparableFigures.ts';
import { mnistDigits } from '../../../src/experiment/presets/mnist.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import type { PublishedFigure } from '../../../src/experiment/schema.ts';

const { experiment } = readExperiment(mnistDigits.text);
const figure = (changes: Partial<PublishedFigure>): PublishedFigure => ({
  figure: 'accuracy',
  value: 0.9,
  source: 'x',
  ...changes,
});

describe('sortPublished', () => {
  it('takes what a figure leaves open for the same, and the task’s shots for its own', () => {
    assert.ok(experiment !== undefined);
    const published = [figure({}), figure({ transductive: true }), figure({ shots: 5 }), figure({ shots: 1 })];
    const sorted = (protocol: Parameters<typeof sortPublished>[1]) =>
      sortPublished({ ...experiment, published }, protocol).comparable.map((comparable) =>
        published.indexOf(comparable),
      );
    assert.deepEqual(sorted({ transductive: false }), [0, 2]);
    assert.deepEqual(sorted({ transductive: true }), [0, 1, 2]);
    assert.deepEqual(sorted({ transductive: true, shots: 1 }), [3]);
  });
});
