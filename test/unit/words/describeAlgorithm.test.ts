// An algorithm in a few words: only what is not usual about it is said.

import assert from 'node:assert/strict';
import { mnistDigits } from '../../../src/experiment/presets/mnist.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { nameOuterOptimizer, nameStepSize, summarizeAlgorithm } from '../../../src/words/describeAlgorithm.ts';
import { untranslated } from '../../../src/words/translate.ts';

const { experiment } = readExperiment(mnistDigits.text);

function described(algorithm: Readonly<Record<string, unknown>>) {
  return summarizeAlgorithm(
    experimentSchema.parse({ ...experiment, algorithm: { innerOptimizer: { kind: 'sgd' }, ...algorithm } }).algorithm,
  );
}

describe('what is told of an algorithm', () => {
  it('leaves the usual outer optimizer out, and names ε by what it is', () => {
    assert.deepEqual(described({}), { kind: 'reptile', outerOptimizer: null, stepSize: 'metaStepSize' });
    assert.deepEqual(described({ kind: 'maml' }), {
      kind: 'maml',
      outerOptimizer: null,
      stepSize: 'outerLearningRate',
    });
  });

  it('says what is not usual', () => {
    const adam = { outerOptimizer: { kind: 'adam' } };
    assert.deepEqual(described(adam), { kind: 'reptile', outerOptimizer: 'adam', stepSize: 'outerLearningRate' });
    assert.equal(described({ kind: 'anil', outerOptimizer: { kind: 'sgd' } }).outerOptimizer, 'sgd');
    assert.deepEqual(described({ kind: 'scratch' }), {
      kind: 'scratch',
      outerOptimizer: null,
      stepSize: null,
    });
  });

  it('has words for it', () => {
    assert.deepEqual([nameOuterOptimizer('adam'), nameOuterOptimizer('sgd')], ['Adam', 'SGD']);
    assert.deepEqual(
      [nameStepSize('metaStepSize', untranslated), nameStepSize('outerLearningRate', untranslated)],
      ['Meta step size', 'Outer learning rate'],
    );
  });
});
