// The TF-IDF centroid against scikit-learn's vectors, and what it reads.

import assert from 'node:assert/strict';
import { gradeBaseline } from '../../../src/baselines/baseline.ts';
import { createTfidfCentroid } from '../../../src/baselines/tfidfCentroid.ts';
import type { Samples } from '../../../src/engine/learner.ts';
import { packTexts } from '../../../src/tasks/packedTexts.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { references } from './references.ts';

/** Samples whose inputs nobody reads: what stands in them is the model's encoding. */
function labelled(targets: readonly number[]): Samples {
  return { inputs: new Float32Array(targets.length), targets: Float32Array.from(targets), count: targets.length };
}

function taskOf(support: readonly number[], query: readonly number[], ways: number): Task {
  const wayOf = (size: number) => (_: number, index: number) => Math.floor((index * ways) / size);
  return {
    support: labelled(support.map(wayOf(support.length))),
    query: labelled(query.map(wayOf(query.length))),
    supportNumbers: support,
    queryNumbers: query,
    classNames: Array.from({ length: ways }, (_, way) => `class ${way}`),
  };
}

function centroidOf(texts: readonly string[], training: readonly number[]) {
  const trainingClasses = [{ name: 'training', samples: training, digest: '' }];
  return createTfidfCentroid({ texts: packTexts(texts), trainingClasses });
}

describe('the TF-IDF centroid', () => {
  it("answers as scikit-learn's vectors do, also on terms that no training text holds", () => {
    const { texts, training, support, query, answers, accuracy } = references.tfidfCentroid;
    const task = taskOf(support, query, 3);
    const answered = centroidOf(texts, training).answer(task);
    assert.deepEqual([...answered], answers);
    const outputs = { loss: 'softmaxCrossEntropy', outputSize: 3 } as const;
    assert.ok(Math.abs(gradeBaseline(answered, task, outputs) - accuracy) < 1e-12);
    assert.ok(accuracy > 0.5 && accuracy < 1, 'the case tells methods apart');
  });

  it('finds a text that stands in the support set', () => {
    const texts = ['so it is', 'book a flight', 'pay the bill', 'play some music'];
    const task = taskOf([1, 2, 3], [1, 2, 3], 3);
    assert.deepEqual([...centroidOf(texts, [0]).answer(task)], [0, 1, 2]);
  });

  it('follows the rare word, not the common one', () => {
    const texts = ['please now', 'please go', 'please stop', 'please zebra', 'violin', 'please violin'];
    assert.deepEqual([...centroidOf(texts, [0, 1, 2]).answer(taskOf([3, 4], [5, 5], 2))], [1, 1]);
  });
});
