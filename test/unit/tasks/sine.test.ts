import assert from 'node:assert/strict';
import { randomStream } from '../../../src/engine/random.ts';
import { experimentSchema, type SineTaskSpec } from '../../../src/experiment/schema.ts';
import { createSineDistribution } from '../../../src/tasks/sine.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';

describe('sine tasks', () => {
  it('hold all points once: some to adapt on, the rest to measure on', () => {
    const task = createSineDistribution(sine({})).sampleHeldOutTask(stream(1), 1);
    assert.equal(task.support.count, 10);
    assert.equal(task.query.count, 40);
    const xs = [...task.support.inputs, ...task.query.inputs].sort((a, b) => a - b);
    const expected = Array.from({ length: 50 }, (_, index) => Math.fround(-5 + (10 * index) / 49));
    assert.deepEqual(xs, expected);
  });

  it('lie on one sine wave whose amplitude and phase are in range', () => {
    for (let index = 0; index < 50; index++) {
      const { support, query } = createSineDistribution(sine({})).sampleHeldOutTask(stream(index), index);
      const xs = [...support.inputs, ...query.inputs];
      const ys = [...support.targets, ...query.targets];
      const { amplitude, phase } = fitWave(xs, ys);
      assert.ok(amplitude >= 0.1 && amplitude <= 5, `amplitude ${amplitude}`);
      assert.ok(phase >= 0 && phase <= 2 * Math.PI, `phase ${phase}`);
      xs.forEach((x, point) => {
        assert.ok(Math.abs((ys[point] ?? 0) - amplitude * Math.sin(x + phase)) < 1e-5);
      });
    }
  });

  it('cover the whole range of amplitudes and phases', () => {
    const distribution = createSineDistribution(sine({}));
    const waves = Array.from({ length: 400 }, (_, index) => {
      const { inputs, targets } = distribution.sampleTrainingTask(stream(index));
      return fitWave([...inputs], [...targets]);
    });
    const amplitudes = waves.map((wave) => wave.amplitude);
    const mean = amplitudes.reduce((a, b) => a + b) / amplitudes.length;
    assert.ok(Math.abs(mean - 2.55) < 0.3, `mean amplitude ${mean}`);
    assert.ok(Math.min(...amplitudes) < 0.3 && Math.max(...amplitudes) > 4.8);
    const quadrants = new Set(waves.map((wave) => Math.floor(wave.phase / (Math.PI / 2))));
    assert.equal(quadrants.size, 4);
  });

  it('train on all points by default, and on as many as asked for', () => {
    assert.equal(createSineDistribution(sine({})).sampleTrainingTask(stream(1)).count, 50);
    const few = createSineDistribution(sine({ trainShots: 7 })).sampleTrainingTask(stream(1));
    assert.equal(few.count, 7);
    assert.equal(new Set(few.inputs).size, 7);
  });

  it('depend on the stream alone', () => {
    const draw = (index: number) => createSineDistribution(sine({})).sampleHeldOutTask(stream(index), index);
    assert.deepEqual(draw(3), draw(3));
    assert.notDeepEqual(draw(3), draw(4));
  });

  it('are illustrated by the whole curve, and answered on its points', () => {
    const distribution = createSineDistribution(sine({}));
    const task = distribution.sampleHeldOutTask(stream(5), 5);
    const { illustration, queries } = distribution.illustrate(task);
    assert.ok(illustration.kind === 'curve');
    assert.equal(queries.count, 50);
    assert.deepEqual(illustration.queryX, [...queries.inputs]);
    assert.deepEqual(illustration.queryY, [...queries.targets]);
    assert.deepEqual(
      illustration.queryX,
      [...illustration.queryX].sort((a, b) => a - b),
    );
    assert.deepEqual(illustration.supportX, [...task.support.inputs]);
    assert.deepEqual(illustration.supportY, [...task.support.targets]);
  });

  it('are refused when no point is left to measure on, or an interval is reversed', () => {
    assert.throws(
      () => createSineDistribution(sine({ points: 10, shots: 10 })),
      isTaskError(/task\.shots below task\.points/),
    );
    assert.throws(() => createSineDistribution(sine({ trainShots: 51 })), isTaskError(/task\.trainShots is 51/));
    assert.throws(
      () => createSineDistribution(sine({ amplitude: [5, 0.1] })),
      isTaskError(/task\.amplitude is \[5, 0\.1\]/),
    );
    assert.throws(() => createSineDistribution(sine({ domain: [2, 2] })), isTaskError(/task\.domain/));
  });
});

function sine(settings: Partial<SineTaskSpec>): SineTaskSpec {
  const experiment = experimentSchema.parse({
    name: 'sine',
    task: { kind: 'sine', ...settings },
    model: { kind: 'mlp' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  assert.ok(experiment.task.kind === 'sine');
  return experiment.task;
}

function stream(index: number) {
  return randomStream(7, 'evaluation-task', index);
}

function isTaskError(message: RegExp) {
  return (error: unknown) => error instanceof TaskError && message.test(error.message);
}

/** y = a sin x + b cos x, by least squares. */
function fitWave(xs: readonly number[], ys: readonly number[]): { amplitude: number; phase: number } {
  let [ss, sc, cc, sy, cy] = [0, 0, 0, 0, 0];
  xs.forEach((x, index) => {
    const y = ys[index] ?? 0;
    ss += Math.sin(x) ** 2;
    sc += Math.sin(x) * Math.cos(x);
    cc += Math.cos(x) ** 2;
    sy += Math.sin(x) * y;
    cy += Math.cos(x) * y;
  });
  const determinant = ss * cc - sc * sc;
  const a = (sy * cc - cy * sc) / determinant;
  const b = (cy * ss - sy * sc) / determinant;
  return { amplitude: Math.hypot(a, b), phase: (Math.atan2(b, a) + 2 * Math.PI) % (2 * Math.PI) };
}
