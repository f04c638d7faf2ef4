// Weight decay and clipping of gradients: against PyTorch's own, at the edges where a norm is 0 or not finite, and bit for
// bit nothing where nothing is to be clipped.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Learner, Samples } from '../../../src/engine/learner.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { innerOptimizer } from '../../../src/experiment/schema/innerOptimizer.ts';
import type { InnerOptimizer } from '../../../src/experiment/schema.ts';
import { assertClose } from './arbitraries.ts';
import {
  adam,
  optionsFor,
  parametersOf,
  snapshot,
  startLearner,
  useFusedEngine,
  useReference,
} from './startedLearner.ts';

const linear = resolveModel({ kind: 'layers', layers: [] }, [2], 1, 'meanSquaredError');
const start = Float32Array.of(0.8, -1.2, 0.3);
const batch: Samples = {
  inputs: Float32Array.of(0.5, -1.5, 2, 0.25, -0.75, 1),
  targets: Float32Array.of(1, -2, 0.5),
  count: 3,
};

const torchCase = z.object({ optimizer: innerOptimizer, parameters: z.array(z.number()) });
const torchCases = readFileSync(new URL('../../fixtures/inner-steps/torch.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => torchCase.parse(JSON.parse(line)));

const clippedAt = (kind: 'norm' | 'value', at: number, learningRate = 1): InnerOptimizer => ({
  kind: 'sgd',
  learningRate,
  reduction: 'mean',
  clipGradient: { kind, at },
});

/** The gradient of the bias alone is 2 · (bias − target). */
const biasOnly = (target: number): Samples => ({
  inputs: Float32Array.of(0, 0),
  targets: Float32Array.of(target),
  count: 1,
});

describe('weight decay and clipping', () => {
  const fused = useFusedEngine();
  const reference = useReference();
  const engines = () => [fused(), reference().engine];

  function stepped(learner: Learner, samples: Samples, steps: number): Float32Array {
    for (let step = 0; step < steps; step++) learner.takeInnerSteps(samples, samples.count);
    return parametersOf(learner);
  }

  it('do what PyTorch does, with every optimizer', () => {
    assert.equal(torchCases.length, 4 * 4 * 3 * 2);
    for (const { optimizer, parameters } of torchCases) {
      for (const engine of engines()) {
        const learner = startLearner(engine, optionsFor(linear, 3, { optimizer }), start);
        assertClose(`${engine.variant}, ${JSON.stringify(optimizer)}`, stepped(learner, batch, 3), parameters, 1e-5);
        learner.dispose();
      }
    }
  });

  it('leave a gradient of norm 0 as it is', () => {
    for (const engine of engines()) {
      const learner = startLearner(engine, optionsFor(linear, 1, { optimizer: clippedAt('norm', 1) }), start);
      // The bias is the target.
      assert.deepEqual(stepped(learner, biasOnly(start[2] ?? 0), 1), start, engine.variant);
      learner.dispose();
    }
  });

  it('give the very bits of no clipping where the gradient is within the bound', () => {
    for (const engine of engines()) {
      for (const kind of ['norm', 'value'] as const) {
        const unbounded: InnerOptimizer = { kind: 'sgd', learningRate: 0.1, reduction: 'mean' };
        const [own, plain] = [clippedAt(kind, 100, 0.1), unbounded].map((optimizer) =>
          stepped(startLearner(engine, optionsFor(linear, 3, { optimizer }), start), batch, 5),
        );
        assert.deepEqual(own, plain, `${engine.variant}, ${kind}`);
      }
    }
  });

  it('shorten gradients whose squares no float32 holds', () => {
    for (const engine of engines()) {
      for (const huge of [1e25, -1e30]) {
        // A step of length 1, along the bias.
        const optimizer = clippedAt('norm', 1);
        const learner = startLearner(engine, optionsFor(linear, 1, { optimizer }), start);
        learner.takeInnerSteps({ ...biasOnly(huge), inputs: new Float32Array(2) }, 1);
        assertClose(engine.variant, parametersOf(learner), [0.8, -1.2, 0.3 + Math.sign(huge)], 1e-6);
        learner.dispose();
      }
    }
  });

  it('shorten gradients to bounds far below 1, whose squares vanish in float32', () => {
    for (const engine of engines()) {
      const learner = startLearner(engine, optionsFor(linear, 1, { optimizer: clippedAt('norm', 1e-12, 1e12) }), start);
      learner.takeInnerSteps(biasOnly(5), 1);
      assertClose(engine.variant, parametersOf(learner), [0.8, -1.2, 1.3], 1e-6);
      learner.dispose();
    }
  });

  it('hide no gradient that is not a number', () => {
    for (const engine of engines()) {
      for (const kind of ['norm', 'value'] as const) {
        const learner = startLearner(engine, optionsFor(linear, 1, { optimizer: clippedAt(kind, 1) }), start);
        learner.takeInnerSteps(biasOnly(Number.NaN), 1);
        const after = parametersOf(learner);
        assert.ok(Number.isNaN(after[2]), `${engine.variant}, ${kind}: ${after.join(' ')}`);
        learner.dispose();
      }
    }
  });

  it('of an infinite gradient keep the value bound, and nothing by norm', () => {
    for (const engine of engines()) {
      const [byValue, byNorm] = (['value', 'norm'] as const).map((kind) => {
        const learner = startLearner(engine, optionsFor(linear, 1, { optimizer: clippedAt(kind, 1) }), start);
        return stepped(learner, biasOnly(Number.POSITIVE_INFINITY), 1);
      });
      assertClose(engine.variant, [byValue?.[2] ?? 0], [1.3], 1e-6);
      assert.ok(byNorm?.every(Number.isNaN), engine.variant);
    }
  });

  it('need no state of their own', () => {
    for (const engine of engines()) {
      const plain = adam(0.9);
      const changed: InnerOptimizer = {
        ...plain,
        weightDecay: { kind: 'decoupled', rate: 0.1 },
        clipGradient: { kind: 'norm', at: 0.1 },
      };
      const [own, expected] = [changed, plain].map((optimizer) => {
        const learner = startLearner(engine, optionsFor(linear, 3, { optimizer }), start);
        return { bytes: learner.memoryBytes, state: snapshot(learner).state };
      });
      assert.deepEqual(own?.state, expected?.state);
      // A few words of program; tfjs counts tensors alone.
      assert.ok((own?.bytes ?? 0) - (expected?.bytes ?? 0) <= 1024, engine.variant);
    }
  });

  it('save an inner loop that diverges without', () => {
    const plain: InnerOptimizer = { kind: 'sgd', learningRate: 0.01, reduction: 'mean' };
    const steep: Samples = { inputs: Float32Array.of(30, -40), targets: Float32Array.of(1), count: 1 };
    for (const engine of engines()) {
      const [without, withClipping] = [plain, clippedAt('norm', 1, 0.01)].map((optimizer) => {
        const learner = startLearner(engine, optionsFor(linear, 1, { optimizer }), start);
        stepped(learner, steep, 300);
        return learner.takeInnerSteps(steep, 1)[0] ?? Number.NaN;
      });
      assert.ok(!Number.isFinite(without), `${engine.variant}: ${without}`);
      assert.ok((withClipping ?? Number.NaN) < 1, `${engine.variant}: ${withClipping}`);
    }
  });
});
