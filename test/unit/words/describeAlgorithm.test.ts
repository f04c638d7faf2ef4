// An algorithm in a few words: only what is not usual about it is said.

import assert from 'node:assert/strict';
import { mnistDigits } from '../../../src/experiment/presets/mnist.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { describeAlgorithm } from '../../../src/words/describeAlgorithm.ts';

const { experiment } = readExperiment(mnistDigits.text);

function described(algorithm: Readonly<Record<string, unknown>>) {
  return describeAlgorithm(
    experimentSchema.parse({ ...experiment, algorithm: { innerOptimizer: { kind: 'sgd' }, ...algorithm } }).algorithm,
  );
}

describe('describeAlgorithm', () => {
  it('leaves the usual outer optimizer out, and names ε by what it is', () => {
    assert.deepEqual(described({}), { name: 'Reptile', outerOptimizer: null, stepSizeName: 'Meta step size' });
    assert.deepEqual(described({ kind: 'maml' }), {
      name: 'MAML',
      outerOptimizer: null,
      stepSizeName: 'Outer learning rate',
    });
  });

  it('says what is not usual', () => {
    const adam = { outerOptimizer: { kind: 'adam' } };
    assert.deepEqual(described(adam), { name: 'Reptile', outerOptimizer: 'Adam', stepSizeName: 'Outer learning rate' });
    assert.equal(described({ kind: 'anil', outerOptimizer: { kind: 'sgd' } }).outerOptimizer, 'SGD');
    assert.deepEqual(described({ kind: 'scratch' }), {
      name: 'Training from scratch',
      outerOptimizer: null,
      stepSizeName: null,
    });
  });
});
