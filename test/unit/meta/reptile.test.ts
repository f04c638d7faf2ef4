import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Samples } from '../../../src/engine/learner.ts';
import { loadTfjsCpuEngine } from '../../../src/engine/tfjs/builtinEngines.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import { metaStepSizeAt } from '../../../src/meta/metaStepSize.ts';
import { metaTrain } from '../../../src/meta/metaTrainer.ts';
import { interpolate } from '../../../src/meta/outerUpdates.ts';
import { alternatingRegression, sineExperiment } from '../../support/toyDistributions.ts';

describe("Reptile's update", () => {
  const vectors = fc
    .record({ length: fc.integer({ min: 1, max: 30 }), tasks: fc.integer({ min: 1, max: 6 }) })
    .chain(({ length, tasks }) => {
      const vector = fc.float32Array({ minLength: length, maxLength: length, min: -10, max: 10, noNaN: true });
      return fc.record({
        theta: vector,
        adapted: fc.array(vector, { minLength: tasks, maxLength: tasks }),
        epsilon: fc.double({ min: 0, max: 1, noNaN: true }),
      });
    });

  it('is θ + ε · mean(θᵢ − θ)', () => {
    fc.assert(
      fc.property(vectors, ({ theta, adapted, epsilon }) => {
        const updated = interpolate(theta, adapted, epsilon);
        theta.forEach((value, index) => {
          const mean = adapted.reduce((sum, thetaI) => sum + ((thetaI[index] ?? 0) - value), 0) / adapted.length;
          assert.ok(Math.abs((updated[index] ?? 0) - (value + epsilon * mean)) < 1e-4);
        });
      }),
    );
  });

  it('stays where it is for ε = 0, and goes to the single task for ε = 1', () => {
    const theta = Float32Array.of(1, -2, 0.5);
    const adapted = Float32Array.of(3, 4, -8);
    assert.deepEqual(interpolate(theta, [adapted], 0), theta);
    assert.deepEqual(interpolate(theta, [adapted], 1), adapted);
  });

  it('changes none of its arguments, and refuses vectors of different lengths', () => {
    const theta = Float32Array.of(1, 2);
    const adapted = Float32Array.of(3, 4);
    interpolate(theta, [adapted, adapted], 0.5);
    assert.deepEqual([...theta, ...adapted], [1, 2, 3, 4]);
    assert.throws(() => interpolate(theta, [Float32Array.of(1)], 0.5), RangeError);
  });
});

describe('the meta step size', () => {
  it('falls linearly, from its first value, and would reach its last one after the last meta-iteration', () => {
    const { algorithm } = sineExperiment({ metaIterations: 4, metaStepSize: 1, metaStepSizeFinal: 0 });
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((iteration) => metaStepSizeAt(algorithm, iteration)),
      [1, 0.75, 0.5, 0.25, 0],
    );
  });
});

describe('Reptile on quadratic losses', () => {
  // Task i: mean squared error of y = wᵀx + b on samples of its own, a quadratic with curvature Aᵢ and minimum θ*ᵢ.
  // Then k steps of gradient descent give θᵢ − θ = −Mᵢ(θ − θ*ᵢ) with Mᵢ = I − (I − αAᵢ)ᵏ, so the meta-update rests
  // where Σ Mᵢ(θ − θ*ᵢ) = 0.
  const learningRate = 0.1;
  const innerSteps = 3;
  const tasks = [
    { inputs: [1, 2], minimum: [0.5, -1] },
    { inputs: [-1, 0.5], minimum: [-2, 1.5] },
    { inputs: [0.2, -2], minimum: [1, 0.25] },
  ];

  it('comes to rest at the fixed point that algebra predicts', async () => {
    const experiment = experimentSchema.parse({
      ...sineExperiment(),
      model: { kind: 'layers', layers: [] },
      evaluation: { every: 1000, tasks: 1, innerSteps: 1, innerBatch: 2 },
      algorithm: {
        metaIterations: 400,
        metaBatch: tasks.length,
        metaStepSize: 0.5,
        metaStepSizeFinal: 0.5,
        innerSteps,
        innerBatch: 2,
        innerOptimizer: { kind: 'sgd', learningRate },
      },
    });
    const distribution = alternatingRegression(tasks.map(samplesOf));
    const executor = createLocalExecutor({ experiment, distribution, engine: await loadTfjsCpuEngine() });
    let reached: Float32Array | undefined;
    for await (const event of metaTrain({ experiment, distribution, executor, signal: new AbortController().signal })) {
      if (event.kind === 'ended') reached = event.state.parameters;
    }
    const expected = fixedPoint();
    assert.ok(reached !== undefined);
    for (const [index, value] of expected.entries()) {
      assert.ok(Math.abs((reached[index] ?? Number.NaN) - value) < 1e-4, `${[...reached]} is not ${expected}`);
    }
  });

  function samplesOf({ inputs, minimum: [w = 0, b = 0] }: (typeof tasks)[number]): Samples {
    return {
      inputs: Float32Array.from(inputs),
      targets: Float32Array.from(inputs, (x) => w * x + b),
      count: inputs.length,
    };
  }

  function fixedPoint(): Vector {
    let sumOfM: Matrix = [0, 0, 0, 0];
    let sumOfMTimesMinimum: Vector = [0, 0];
    for (const { inputs, minimum } of tasks) {
      const mean = (valueAt: (x: number) => number) => inputs.reduce((sum, x) => sum + valueAt(x), 0) / inputs.length;
      const oneStep: Matrix = [
        1 - 2 * learningRate * mean((x) => x * x),
        -2 * learningRate * mean((x) => x),
        -2 * learningRate * mean((x) => x),
        1 - 2 * learningRate,
      ];
      const [a, b, c, d] = times(times(oneStep, oneStep), oneStep);
      const m: Matrix = [1 - a, -b, -c, 1 - d];
      const [w = 0, offset = 0] = minimum;
      sumOfM = [sumOfM[0] + m[0], sumOfM[1] + m[1], sumOfM[2] + m[2], sumOfM[3] + m[3]];
      sumOfMTimesMinimum = [
        sumOfMTimesMinimum[0] + m[0] * w + m[1] * offset,
        sumOfMTimesMinimum[1] + m[2] * w + m[3] * offset,
      ];
    }
    const [p, q, r, s] = sumOfM;
    const determinant = p * s - q * r;
    const [u, v] = sumOfMTimesMinimum;
    return [(s * u - q * v) / determinant, (p * v - r * u) / determinant];
  }
});

type Vector = readonly [number, number];
/** Row-major 2 × 2. */
type Matrix = readonly [number, number, number, number];

function times([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}
