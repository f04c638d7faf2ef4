// What is asked of backends before any of them is loaded.

import assert from 'node:assert/strict';
import { isRefused } from '../../../src/engine/backend.ts';
import { backendOf, backends } from '../../../src/engine/backends.ts';
import type { LearnerOptions } from '../../../src/engine/learner.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { candidatesOf } from '../../../src/experiment/backends.ts';
import { backendNames } from '../../../src/experiment/schema.ts';

const names = backendNames.filter((name) => name !== 'auto');

function options(hidden: number, batch: number): LearnerOptions {
  return {
    model: resolveModel({ kind: 'mlp', hidden: [hidden], activation: 'relu' }, [1], 1, 'meanSquaredError'),
    optimizer: { kind: 'sgd', learningRate: 0.01, reduction: 'mean' },
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: false,
  };
}

describe('backends', () => {
  it('are all found under the names that experiments use, and in those of their variants', () => {
    assert.deepEqual(Object.keys(backends).sort(), [...names].sort());
    for (const name of names) {
      assert.equal(backends[name].name, name);
      assert.equal(backendOf(`${name} 1.2.3`), name);
    }
  });

  it('are candidates where the experiment names them, or leaves the choice open', () => {
    assert.deepEqual(candidatesOf('auto'), ['fused', 'tfjs-node', 'tfjs-wasm']);
    for (const name of names) assert.deepEqual(candidatesOf(name), [name]);
  });

  it('foretell memory where they reserve it, and refuse what they cannot have', () => {
    for (const name of names.filter((own) => backends[own].reservesMemory)) {
      const plan = backends[name].plan(options(8, 10));
      assert.ok(plan.kind === 'sized' && plan.bytes > 8 * 4 && !isRefused(plan), name);
      assert.ok(isRefused(backends[name].plan(options(100_000, 20_000))), name);
    }
    // 8 GiB of activations are too many for any WebAssembly.
    assert.ok(isRefused(backends['tfjs-wasm'].plan(options(100_000, 20_000))));
    assert.ok(!isRefused(backends['tfjs-node'].plan(options(100_000, 20_000))));
  });

  it('let a thread with requests to answer compute only what is done soon', () => {
    assert.deepEqual([backends.fused.isBrief(1e6), backends.fused.isBrief(1e10)], [true, false]);
    assert.equal(backends['tfjs-cpu'].isBrief(1), false);
  });
});
