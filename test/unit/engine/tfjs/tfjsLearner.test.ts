// What learners on TensorFlow.js promise beyond right numbers: states that continue bit for bit, flat memory, turns,
// errors.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../../src/engine/fused/fusedLearner.ts';
import type { Engine, Learner, LearnerOptions } from '../../../../src/engine/learner.ts';
import { ModelError, resolveModel } from '../../../../src/engine/model.ts';
import { loadTfjsCpuEngine, loadTfjsWasmEngine } from '../../../../src/engine/tfjs/builtinEngines.ts';
import { loadBuiltinTfjs } from '../../../../src/engine/tfjs/builtinTfjs.ts';
import type { Tfjs } from '../../../../src/engine/tfjs/tfjsTypes.ts';
import type { InnerOptimizer } from '../../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters, sliceSamples } from '../arbitraries.ts';
import { adam, snapshot, startLearner } from '../startedLearner.ts';

const sgd: InnerOptimizer = { kind: 'sgd', learningRate: 0.02, reduction: 'mean' };
const momentum: InnerOptimizer = {
  kind: 'momentum',
  learningRate: 0.02,
  momentum: 0.9,
  state: 'carried',
  reduction: 'sum',
};

/** Every kind of layer that keeps tensors of its own between forward and backward. */
const imageModel = resolveModel(
  {
    kind: 'layers',
    layers: [
      { kind: 'conv2d', filters: 4, kernel: 3, stride: 1, padding: 'same', bias: true },
      { kind: 'batchNorm', epsilon: 1e-3 },
      { kind: 'relu' },
      { kind: 'maxPool', size: 2, stride: 2, padding: 'same' },
      { kind: 'averagePool', size: 2, stride: 1, padding: 'same' },
      { kind: 'dropout', rate: 0.4 },
      { kind: 'globalPool', reduce: 'max' },
    ],
  },
  [7, 5, 2],
  3,
  'softmaxCrossEntropy',
);
const textModel = resolveModel(
  { kind: 'layers', layers: [{ kind: 'embeddingBag', tokens: 5, units: 3 }] },
  [4],
  2,
  'policyGradient',
);

describe('learners on TensorFlow.js', () => {
  let tf: Tfjs;
  let engines: readonly Engine[];

  before(async () => {
    tf = (await loadBuiltinTfjs()).tf;
    // At once: one backend starts while another one is used.
    engines = await Promise.all([loadTfjsWasmEngine(), loadTfjsCpuEngine()]);
  });

  it('say which code computes', () => {
    const [wasm, cpu] = engines;
    assert.equal(wasm?.variant, 'tfjs-wasm 4.22.0 simd');
    assert.equal(cpu?.variant, 'tfjs-cpu 4.22.0');
    assert.equal(cpu?.createLearner(optionsOf(sgd)).variant, 'tfjs-cpu 4.22.0');
  });

  for (const [name, optimizer] of [
    ['SGD', sgd],
    ['momentum', momentum],
    ['Adam without first moments', adam(0)],
    ['Adam', adam(0.9)],
  ] as const) {
    it(`continue bit for bit from saved parameters and ${name} state`, () => {
      for (const engine of engines) {
        const samples = randomSamples(imageModel, 40, 5);
        const [through, before, resumed] = [1, 2, 3].map(() => startLearner(engine, optionsOf(optimizer)));
        assert.ok(through && before && resumed);
        through.takeInnerSteps(sliceSamples(imageModel, samples, 0, 12), 4);
        through.seedDropout(7);
        const losses = through.takeInnerSteps(sliceSamples(imageModel, samples, 12, 28), 4);

        before.takeInnerSteps(sliceSamples(imageModel, samples, 0, 12), 4);
        const saved = snapshot(before);
        resumed.writeParameters(saved.parameters);
        resumed.writeOptimizerState(saved.state);
        resumed.seedDropout(7);
        assert.deepEqual(resumed.takeInnerSteps(sliceSamples(imageModel, samples, 12, 28), 4), losses);
        assert.deepEqual(snapshot(resumed), snapshot(through));
        assert.equal(saved.state.steps, 3);
        for (const learner of [through, before, resumed]) learner.dispose();
      }
    });
  }

  it('are not changed by what becomes of the arrays they were given or gave', () => {
    for (const engine of engines) {
      const learner = startLearner(engine, optionsOf(adam(0.9)));
      const samples = randomSamples(imageModel, 4, 6);
      learner.takeInnerSteps(samples, 4);
      const given = snapshot(learner);
      learner.writeParameters(given.parameters);
      learner.writeOptimizerState(given.state);
      const before = snapshot(learner);
      const outputs = learner.predict(samples.inputs, 4);
      for (const array of [given.parameters, given.state.moments, outputs, learner.gradient(samples).gradient])
        array.fill(9);
      assert.deepEqual(snapshot(learner), before);
      learner.dispose();
    }
  });

  it('predict into an array of the caller, and leave alone what lies behind', () => {
    for (const engine of engines) {
      const learner = startLearner(engine, optionsOf(adam(0.9)));
      const { inputs } = randomSamples(imageModel, 4, 6);
      const target = new Float32Array(4 * imageModel.outputSize + 1).fill(7);
      const outputs = learner.predict(inputs, 4);
      assert.equal(learner.predict(inputs, 4, target), target);
      assert.deepEqual(target, Float32Array.of(...outputs, 7));
      learner.dispose();
    }
  });

  it('drop values in inner steps and gradients by the seed, and none in predictions', () => {
    for (const engine of engines) {
      const learner: Learner = startLearner(engine, optionsOf(sgd));
      const samples = randomSamples(imageModel, 4, 6);
      const lossAfter = (seed: number) => {
        learner.seedDropout(seed);
        return learner.gradient(samples).loss;
      };
      assert.equal(lossAfter(1), lossAfter(1));
      assert.notEqual(lossAfter(1), lossAfter(2));
      const outputs = learner.predict(samples.inputs, 4);
      learner.seedDropout(3);
      assert.deepEqual(learner.predict(samples.inputs, 4), outputs);
      // Of learning rate 0 in effect: the parameters go back, the step goes on.
      const { parameters } = snapshot(learner);
      learner.seedDropout(1);
      const first = learner.takeInnerSteps(samples, 4);
      learner.writeParameters(parameters);
      assert.notDeepEqual(learner.takeInnerSteps(samples, 4), first);
      learner.dispose();
    }
  });

  it('keep the number of tensors over many steps, and free all of theirs when disposed', () => {
    for (const engine of engines) {
      const before = tf.memory().numTensors;
      const samples = randomSamples(imageModel, 12, 7);
      const direction = scatteredParameters(imageModel, 8);
      const learner = startLearner(engine, optionsOf(adam(0.9)));
      const counts = Array.from({ length: 50 }, () => {
        learner.takeInnerSteps(samples, 3);
        learner.predict(samples.inputs, 12);
        learner.gradient(sliceSamples(imageModel, samples, 0, 4));
        learner.hessianVectorProduct(sliceSamples(imageModel, samples, 0, 4), direction);
        learner.writeOptimizerState(learner.readOptimizerState());
        learner.writeParameters(snapshot(learner).parameters);
        return tf.memory().numTensors;
      });
      assert.deepEqual(new Set(counts), new Set([counts[0]]));
      learner.dispose();
      learner.dispose();
      assert.equal(tf.memory().numTensors, before);
    }
  });

  it('count the memory of a step: its parameters, gradients and activations', () => {
    for (const engine of engines) {
      const learner = startLearner(engine, optionsOf(adam(0.9)));
      const parameterBytes = imageModel.parameterCount * 4;
      const convolutionBytes = 12 * 7 * 5 * 4 * 4;
      const announced = learner.memoryBytes;
      assert.ok(announced > 4 * parameterBytes + 2 * convolutionBytes, `${announced} bytes`);
      learner.takeInnerSteps(randomSamples(imageModel, 12, 7), 12);
      assert.ok(
        learner.memoryBytes >= announced && learner.memoryBytes < 3 * announced,
        `${learner.memoryBytes} bytes, after ${announced}`,
      );
      learner.dispose();
    }
  });

  it('say that the memory of tfjs-wasm does not suffice, rather than computing on with other tensors', () => {
    const [wasm] = engines;
    assert.ok(wasm);
    const wide = resolveModel(
      {
        kind: 'layers',
        layers: [{ kind: 'conv2d', filters: 10_000, kernel: 1, stride: 1, padding: 'same', bias: false }],
      },
      [40, 40, 1],
      1,
      'meanSquaredError',
    );
    const learner = wasm.createLearner({ ...optionsOf(sgd), model: wide, maxPredictionBatch: 100, secondOrder: false });
    const before = tf.memory().numTensors;
    assert.throws(
      () => learner.predict(new Float32Array(100 * 40 * 40), 100),
      (error) => error instanceof ModelError && /4 GiB\. Use smaller batches/.test(error.message),
    );
    assert.equal(tf.memory().numTensors, before);
    learner.dispose();
  });

  it('take turns in one process', () => {
    const samples = randomSamples(imageModel, 4, 9);
    const [first, second] = engines.map((engine) => startLearner(engine, optionsOf(sgd)));
    assert.ok(first && second);
    for (let turn = 0; turn < 5; turn++) {
      const [one, other] = [first, second].map((learner) => learner.takeInnerSteps(samples, 2));
      assertClose('losses', one ?? [], other ?? [], 1e-4);
    }
    assertClose('parameters', snapshot(first).parameters, snapshot(second).parameters, 1e-5);
    for (const learner of [first, second]) learner.dispose();
  });

  it('refuse what the fused engine refuses, with the same words', async () => {
    const fused = await loadFusedEngine();
    const oneText = { inputs: new Float32Array(4), targets: new Float32Array(2), count: 1 };
    const requests: readonly ((learner: Learner) => unknown)[] = [
      (learner) => learner.takeInnerSteps({ inputs: new Float32Array(16), targets: new Float32Array(8), count: 4 }, 3),
      (learner) => learner.takeInnerSteps({ inputs: new Float32Array(16), targets: new Float32Array(8), count: 4 }, 4),
      (learner) => learner.takeInnerSteps({ inputs: new Float32Array(16), targets: new Float32Array(7), count: 4 }, 2),
      (learner) =>
        learner.takeInnerSteps({ inputs: Float32Array.of(0, 1, 5, 2), targets: new Float32Array(2), count: 1 }, 1),
      (learner) => learner.gradient({ inputs: new Float32Array(16), targets: new Float32Array(8), count: 4 }),
      (learner) => learner.predict(new Float32Array(20), 5),
      (learner) => learner.predict(new Float32Array(3), 1),
      (learner) => learner.predict(new Float32Array(8), 2, new Float32Array(1)),
      (learner) => learner.predict(Float32Array.of(0, 0.5, 0, 0), 1),
      (learner) => learner.writeParameters(new Float32Array(1)),
      (learner) => learner.readParameters(new Float32Array(1)),
      (learner) => learner.writeOptimizerState({ steps: 0, moments: new Float32Array(1) }),
      (learner) => learner.hessianVectorProduct(oneText, new Float32Array(textModel.parameterCount)),
      (learner) => learner.seedDropout(-1),
      (learner) => learner.seedDropout(0.5),
      (learner) => {
        learner.dispose();
        learner.predict(new Float32Array(4), 1);
      },
    ];
    const options = {
      model: textModel,
      optimizer: adam(0),
      maxTrainingBatch: 3,
      maxPredictionBatch: 4,
      secondOrder: false,
    };
    for (const request of requests) {
      const [expected, ...others] = [fused, ...engines].map((engine) =>
        refusalOf(startLearner(engine, options), request),
      );
      assert.ok(expected !== undefined);
      for (const other of others) assert.deepEqual(other, expected);
    }
  });

  it('refuse capacities that are no numbers of samples', () => {
    for (const engine of engines) {
      for (const wrong of [0, -1, 1.5, Number.NaN]) {
        assert.throws(() => engine.createLearner({ ...optionsOf(sgd), maxTrainingBatch: wrong }), RangeError);
        assert.throws(() => engine.createLearner({ ...optionsOf(sgd), maxPredictionBatch: wrong }), RangeError);
      }
    }
  });
});

function optionsOf(optimizer: InnerOptimizer): LearnerOptions {
  return { model: imageModel, optimizer, maxTrainingBatch: 12, maxPredictionBatch: 12, secondOrder: true };
}

function refusalOf(
  learner: Learner,
  request: (learner: Learner) => unknown,
): { name: string; message: string } | undefined {
  try {
    request(learner);
    return undefined;
  } catch (error) {
    return error instanceof Error ? { name: error.name, message: error.message } : undefined;
  } finally {
    learner.dispose();
  }
}
