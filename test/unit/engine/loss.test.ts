// Losses and predictions from outputs, against tfjs.

import assert from 'node:assert/strict';
import { meanLoss, predictedClasses, softmaxProbabilities } from '../../../src/engine/loss.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { lossRule } from '../../../src/engine/tfjs/losses.ts';
import type { Tfjs } from '../../../src/engine/tfjs/tfjsTypes.ts';
import { loadTfjsOnCpu } from '../../support/tfjsCpu.ts';
import { assertClose } from './arbitraries.ts';

describe('losses', () => {
  const count = 7;
  const size = 6;
  const random = randomStream(1, 'split');
  const outputs = Float32Array.from({ length: count * size }, () => 4 * random.normal());

  let tf: Tfjs;

  before(async () => {
    tf = await loadTfjsOnCpu();
  });

  it('average squared errors over samples and outputs', () => {
    const targets = Float32Array.from({ length: count * size }, () => random.normal());
    const expected = tf.losses.meanSquaredError(tf.tensor(targets), tf.tensor(outputs)).dataSync();
    assertClose('loss', [meanLoss('meanSquaredError', outputs, targets, count, size)], expected, 1e-6);
  });

  it('average the cross-entropy of the softmax over samples', () => {
    const targets = Float32Array.from({ length: count }, () => random.integer(size));
    const labels = tf.oneHot(tf.tensor1d(Int32Array.from(targets), 'int32'), size);
    const expected = tf.losses.softmaxCrossEntropy(labels, tf.tensor2d(outputs, [count, size])).dataSync();
    assertClose('loss', [meanLoss('softmaxCrossEntropy', outputs, targets, count, size)], expected, 1e-6);
  });

  it('weigh the log-probability of actions by their advantages', () => {
    for (const components of [1, 3]) {
      const policy = outputs.slice(0, count * 2 * components).map((value) => value / 4);
      const targets = Float32Array.from({ length: count * (components + 1) }, () => random.normal());
      const sizes = { loss: 'policyGradient', outputSize: 2 * components, targetSize: components + 1 } as const;
      const expected = lossRule(tf, sizes, targets).forward(tf.tensor(policy, [count, 2 * components]));
      const loss = meanLoss('policyGradient', policy, targets, count, 2 * components);
      assertClose('loss', [loss], expected.dataSync(), 1e-6);
    }
  });

  it('turn logits into probabilities, large ones too', () => {
    const expected = tf.softmax(tf.tensor2d(outputs, [count, size])).dataSync();
    assertClose('probabilities', softmaxProbabilities(outputs, count, size), expected, 1e-6);
    assert.deepEqual(softmaxProbabilities(Float32Array.of(1000, 1000, -1000), 1, 3), Float32Array.of(0.5, 0.5, 0));
  });

  it('predict the first of the largest outputs', () => {
    assert.deepEqual([...predictedClasses(Float32Array.of(1, 3, 2, 0, 0, -1, -5, -5, -4), 3, 3)], [1, 0, 2]);
  });

  it('take a sample for no class where its probabilities are no numbers, and for one where only some are 0', () => {
    const [none, infinite] = [Number.NaN, Number.POSITIVE_INFINITY];
    const rows = [
      [none, none, none],
      [1, none, 0],
      [infinite, 0, 0],
      [-infinite, -infinite, -infinite],
      [-infinite, 2, 1],
    ];
    const logits = Float32Array.from(rows.flat());
    assert.deepEqual([...predictedClasses(logits, rows.length, 3)], [-1, -1, -1, -1, 1]);
    const probabilities = [...softmaxProbabilities(logits, rows.length, 3)];
    const isKnown = rows.map((_, row) => !probabilities.slice(3 * row, 3 * row + 3).some(Number.isNaN));
    assert.deepEqual(isKnown, [false, false, false, false, true]);
  });
});
