// What the fused learner promises beyond right numbers: the same bits whatever the variant, batch or interruption,
// bounded memory, errors.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import { hasRelaxedSimd, variantFor } from '../../../src/engine/fused/wasm/kernelModule.ts';
import { ModelError, resolveModel } from '../../../src/engine/model.ts';
import type { InnerOptimizer } from '../../../src/experiment/schema.ts';
import { assertClose, randomSamples, scatteredParameters, sliceSamples, trials } from './arbitraries.ts';
import { adam, momentum, optionsFor, snapshot, startLearner, useFusedEngine } from './startedLearner.ts';

const sgd: InnerOptimizer = { kind: 'sgd', learningRate: 0.02, reduction: 'mean' };
const omniglotModel = resolveModel(
  { kind: 'convnet', blocks: 4, filters: 64, downsampling: 'stride' },
  [28, 28, 1],
  5,
  'softmaxCrossEntropy',
);
describe('fused learner', () => {
  const engine = useFusedEngine();

  it('gives the same bits with tiles of 4 × 8 and 5 × 8', async () => {
    const engines = [
      await loadFusedEngine({ fastMath: false, tile: '4x8' }),
      await loadFusedEngine({ fastMath: false, tile: '5x8' }),
    ];
    assert.deepEqual(
      engines.map(({ variant }) => variant),
      ['fused simd 4x8', 'fused simd 5x8'],
    );
    fc.assert(
      fc.property(trials, fc.constantFrom(sgd, momentum, adam(0), adam(0.9)), ({ model, batch, seed }, optimizer) => {
        const samples = randomSamples(model, 3 * batch, seed);
        const [first, second] = engines.map((own) => {
          const learner = startLearner(own, optionsFor(model, batch, { optimizer }), seed);
          const losses = learner.takeInnerSteps(samples, batch);
          return { losses, ...snapshot(learner), ...learner.gradient(sliceSamples(model, samples, 0, batch)) };
        });
        assert.deepEqual(first, second);
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it('gives the same bits for a batch smaller than its capacity, whatever it computed before', () => {
    fc.assert(
      fc.property(trials, fc.integer({ min: 1, max: 7 }), ({ model, batch, seed }, room) => {
        const samples = randomSamples(model, 2 * batch, seed);
        const larger = randomSamples(model, batch + room, seed + 1);
        const [exact, roomy] = [0, room].map((more) => {
          const capacity = batch + more;
          const options = optionsFor(model, capacity, { optimizer: adam(0), maxPredictionBatch: capacity + more });
          const learner = engine().createLearner(options);
          if (more > 0) {
            learner.writeParameters(scatteredParameters(model, seed + 1));
            learner.gradient(larger);
            learner.predict(larger.inputs, larger.count);
          }
          learner.writeParameters(scatteredParameters(model, seed));
          const outputs = learner.predict(samples.inputs.slice(0, samples.inputs.length / 2), batch);
          return { outputs, losses: learner.takeInnerSteps(samples, batch), ...snapshot(learner) };
        });
        assert.deepEqual(exact, roomy);
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  for (const [name, optimizer] of [
    ['SGD', sgd],
    ['momentum', momentum],
    ['Adam without first moments', adam(0)],
    ['Adam', adam(0.9)],
  ] as const) {
    it(`continues bit for bit from saved parameters and ${name} state`, () => {
      const model = resolveModel(
        { kind: 'convnet', blocks: 2, filters: 6, downsampling: 'stride' },
        [9, 9, 1],
        3,
        'softmaxCrossEntropy',
      );
      const options = { model, optimizer, maxTrainingBatch: 4, maxPredictionBatch: 4, secondOrder: false };
      const samples = randomSamples(model, 40, 5);
      const through = startLearner(engine(), options);
      through.takeInnerSteps(samples, 4);

      const before = startLearner(engine(), options);
      before.takeInnerSteps(sliceSamples(model, samples, 0, 12), 4);
      const saved = snapshot(before);
      before.takeInnerSteps(sliceSamples(model, samples, 12, 12), 4);
      for (const resumed of [before, engine().createLearner(options)]) {
        resumed.writeParameters(saved.parameters);
        resumed.writeOptimizerState(saved.state);
        resumed.takeInnerSteps(sliceSamples(model, samples, 12, 28), 4);
        assert.deepEqual(snapshot(resumed), snapshot(through));
      }
      assert.equal(saved.state.steps, 3);
    });
  }

  it('takes many steps at once as it takes them one by one', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [7], activation: 'relu' }, [5], 2, 'meanSquaredError');
    const options = { model, optimizer: adam(0.5), maxTrainingBatch: 3, maxPredictionBatch: 1, secondOrder: false };
    const samples = randomSamples(model, 3 * 500, 6);
    const [atOnce, oneByOne] = [startLearner(engine(), options), startLearner(engine(), options)];
    const losses = atOnce.takeInnerSteps(samples, 3);
    const single = Array.from(
      { length: 500 },
      (_, step) => oneByOne.takeInnerSteps(sliceSamples(model, samples, 3 * step, 3), 3)[0],
    );
    assert.deepEqual(Array.from(losses), single);
    assert.deepEqual(snapshot(atOnce), snapshot(oneByOne));
  });

  it('takes the same step when its operations are timed one by one, and times all of them', () => {
    const options = {
      model: omniglotModel,
      optimizer: adam(0.9),
      maxTrainingBatch: 4,
      maxPredictionBatch: 1,
      secondOrder: false,
    };
    const samples = randomSamples(omniglotModel, 8, 9);
    const [timed, plain] = [startLearner(engine(), options), startLearner(engine(), options)];
    const times = [0, 4].flatMap((first) => timed.timeInnerStep(sliceSamples(omniglotModel, samples, first, 4)));
    plain.takeInnerSteps(samples, 4);
    assert.deepEqual(snapshot(timed), snapshot(plain));
    const products = times.filter(({ operation }) =>
      /^LINEAR$|WEIGHT_GRADIENT|^INPUT_CONVOLUTION|^GROUP_PRODUCTS/.test(operation),
    );
    assert.equal(products.length, 2 * (5 * 3 - 1), 'forward, by the weights, and by the input but for the first layer');
    assert.deepEqual([...new Set(times.map(({ part }) => part))].toSorted(), [
      'backward',
      'forward',
      'loss',
      'optimizer',
    ]);
    assert.ok(times.every(({ operation, seconds }) => /^[A-Z_]+$/.test(operation) && seconds >= 0));
  });

  it('keeps its memory over many steps and gives it back when disposed', async function () {
    this.timeout(60_000);
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    // V8 frees array buffers and compiled code in the background, some time after a collection: what stays is the least
    // of several looks.
    const used = async () => {
      const looks: number[] = [];
      for (let look = 0; look < 8; look++) {
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
        const { heapUsed, external, arrayBuffers } = process.memoryUsage();
        looks.push(heapUsed + external + arrayBuffers);
      }
      return Math.min(...looks);
    };
    const model = resolveModel({ kind: 'mlp', hidden: [16], activation: 'tanh' }, [1], 1, 'meanSquaredError');
    const learner = startLearner(engine(), {
      model,
      optimizer: adam(0),
      maxTrainingBatch: 10,
      maxPredictionBatch: 50,
      secondOrder: false,
    });
    const samples = randomSamples(model, 50, 7);
    const work = (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        learner.takeInnerSteps(samples, 10);
        learner.predict(samples.inputs, 50);
        learner.writeOptimizerState(learner.readOptimizerState());
      }
    };
    work(200);
    const start = await used();
    work(1000);
    const afterSteps = (await used()) - start;
    assert.ok(afterSteps < 300_000, `${afterSteps} bytes more after 5,000 steps`);

    const large = resolveModel({ kind: 'mlp', hidden: [256, 256], activation: 'tanh' }, [256], 1, 'meanSquaredError');
    for (let round = 0; round < 100; round++) {
      startLearner(engine(), {
        model: large,
        optimizer: sgd,
        maxTrainingBatch: 256,
        maxPredictionBatch: 256,
        secondOrder: false,
      }).dispose();
    }
    const afterLearners = (await used()) - start;
    assert.ok(afterLearners < 50_000_000, `${afterLearners} bytes more after 100 disposed learners`);
  });

  it('refuses a model that does not fit into memory, and says what to change', () => {
    const model = resolveModel(
      { kind: 'convnet', blocks: 1, filters: 512, downsampling: 'maxPool' },
      [84, 84, 3],
      5,
      'softmaxCrossEntropy',
    );
    assert.throws(
      () =>
        engine().createLearner({
          model,
          optimizer: sgd,
          maxTrainingBatch: 400,
          maxPredictionBatch: 5,
          secondOrder: false,
        }),
      (error) => error instanceof ModelError && /GiB.*[Uu]se smaller batches/.test(error.message),
    );
  });

  it('refuses batches beyond its capacity, ragged samples, unknown classes and states of another optimizer', () => {
    const model = resolveModel({ kind: 'mlp', hidden: [], activation: 'relu' }, [2], 3, 'softmaxCrossEntropy');
    const learner = startLearner(engine(), {
      model,
      optimizer: adam(0),
      maxTrainingBatch: 2,
      maxPredictionBatch: 3,
      secondOrder: false,
    });
    const inputs = new Float32Array(8);
    const targets = new Float32Array(4);
    assert.throws(() => learner.takeInnerSteps({ inputs, targets, count: 4 }, 3), RangeError);
    assert.throws(() => learner.takeInnerSteps({ inputs, targets, count: 4 }, 4), RangeError);
    assert.throws(() => learner.takeInnerSteps({ inputs, targets: new Float32Array(3), count: 4 }, 2), RangeError);
    assert.throws(() => learner.predict(inputs, 4), RangeError);
    assert.throws(() => learner.predict(inputs, 3), RangeError);
    assert.throws(() => learner.predict(inputs.subarray(0, 4), 2, new Float32Array(5)), RangeError);
    assert.throws(() => learner.gradient({ inputs, targets, count: 4 }), RangeError);
    for (const wrong of [3, -1, 0.5, Number.NaN]) {
      assert.throws(
        () => learner.takeInnerSteps({ inputs, targets: Float32Array.of(0, 1, 2, wrong), count: 4 }, 2),
        /class/i,
      );
    }
    assert.throws(() => learner.writeParameters(new Float32Array(1)), RangeError);
    assert.throws(() => learner.writeOptimizerState({ steps: 0, moments: new Float32Array(0) }), RangeError);
    learner.dispose();
    assert.throws(() => learner.predict(new Float32Array(2), 1), /disposed/);
  });

  it('chooses the kernels by the version of V8 and by what is wanted', () => {
    const simd = (tile: '4x8' | '5x8') => ({ fastMath: false, tile });
    assert.deepEqual(variantFor('11.3.244.8-node.38', false), simd('4x8'));
    assert.deepEqual(variantFor('12.4.254.21-node.33', false), simd('4x8'));
    assert.deepEqual(variantFor('13.2.152.41-electron.0', false), simd('5x8'));
    assert.deepEqual(variantFor('13.6.233.17-node.53', false), simd('5x8'));
    assert.deepEqual(variantFor('12.4.254.21-node.33', true), { fastMath: true, tile: '5x8' });
    assert.deepEqual(variantFor('13.6.233.17-node.53', true), { fastMath: true, tile: '6x8' });
  });

  it('computes with fast math what it computes without, to rounding', async function () {
    const fast = await loadFusedEngine({ fastMath: true });
    if (!hasRelaxedSimd()) {
      assert.equal(fast.variant, engine().variant);
      console.log(`      no relaxed SIMD in V8 ${process.versions.v8}`);
      this.skip();
    }
    assert.match(fast.variant, /^fused relaxed [56]x8$/);
    fc.assert(
      fc.property(trials, ({ model, batch, seed }) => {
        const samples = randomSamples(model, batch, seed);
        const [expected, actual] = [engine(), fast].map((own) =>
          startLearner(own, optionsFor(model, batch), seed).gradient(samples),
        );
        assertClose('loss', [actual?.loss ?? Number.NaN], [expected?.loss ?? Number.NaN], 1e-5);
        assertClose('gradient', actual?.gradient ?? [], expected?.gradient ?? [], 1e-4, 1e-5);
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});
