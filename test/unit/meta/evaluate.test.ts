import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Samples } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { loadTfjsCpuEngine } from '../../../src/engine/tfjs/builtinEngines.ts';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../../src/experiment/schema.ts';
import { evaluateHeldOutTask, summarizeEvaluation } from '../../../src/meta/evaluate.ts';
import type { ClassificationOutcome } from '../../../src/meta/evaluatedTask.ts';
import type { EvaluationRequest } from '../../../src/meta/executor.ts';
import { evaluateState } from '../../../src/meta/heldOutEvaluation.ts';
import { initialMetaState } from '../../../src/meta/initialMetaState.ts';
import { meanWithInterval } from '../../../src/meta/interval.ts';
import { createLearningContext, type LearningContext } from '../../../src/meta/learningContext.ts';
import { createLocalExecutor } from '../../../src/meta/localExecutor.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';
import { createMiniBatches } from '../../../src/meta/miniBatches.ts';
import { predictQueries } from '../../../src/meta/predictQueries.ts';
import { sampleAdaptation } from '../../../src/meta/sampleAdaptation.ts';
import { createTaskDistribution } from '../../../src/tasks/createTaskDistribution.ts';
import type { ImageSet } from '../../../src/tasks/imageSet.ts';
import { createImageDistribution } from '../../../src/tasks/imageTasks.ts';
import { packTexts } from '../../../src/tasks/packedTexts.ts';
import type { SupervisedDistribution } from '../../../src/tasks/task.ts';

describe('predicting query samples', () => {
  it('puts each one into a batch with the whole support set, unless transductive', async () => {
    const { experiment, distribution, state } = imageSetup();
    const fused = createLearningContext(experiment, distribution, await loadFusedEngine()).learner;
    const reference = createLearningContext(experiment, distribution, await loadTfjsCpuEngine()).learner;
    for (const learner of [fused, reference]) learner.writeParameters(state.parameters);
    const { support, query } = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', 0), 0);

    const alone = predictQueries(fused, support, query, false);
    const pixels = query.inputs.length / query.count;
    for (let sample = 0; sample < query.count; sample++) {
      const batch = Float32Array.of(
        ...support.inputs,
        ...query.inputs.subarray(sample * pixels, (sample + 1) * pixels),
      );
      const expected = reference.predict(batch, support.count + 1).subarray(support.count * 3);
      assertClose(alone.subarray(sample * 3, (sample + 1) * 3), expected, 1e-4);
    }
    const together = predictQueries(fused, support, query, true);
    assertClose(together, reference.predict(query.inputs, query.count), 1e-4);
    assert.ok(together.some((output, index) => Math.abs(output - (alone[index] ?? 0)) > 1e-3));
    fused.dispose();
  });
});

describe('evaluating a held-out task', () => {
  it('measures what an independent computation measures, at every step of the curve', async () => {
    for (const transductive of [false, true]) {
      const { experiment, distribution, state } = imageSetup();
      const context = createLearningContext(experiment, distribution, await loadFusedEngine());
      const request = requestFor(state, transductive, [0, 1, 2, 4, 7]);
      for (const task of [0, 1]) {
        const { losses, accuracies, classNames, targets, before, after } = classify(context, request, task);
        const expected = await evaluateByHand(experiment, distribution, request, task);
        const { query, classNames: names } = distribution.sampleHeldOutTask(
          randomStream(5, 'evaluation-task', task),
          task,
        );
        assertClose(losses, expected.losses, 2e-3);
        assert.deepEqual(accuracies, expected.accuracies);
        assert.deepEqual([classNames, [...targets]], [names, [...query.targets]]);
        for (const [answers, probabilities] of [
          [before, expected.probabilities.at(0)],
          [after, expected.probabilities.at(-1)],
        ] as const) {
          assert.ok(probabilities !== undefined);
          const best = probabilities.map((row) => row.indexOf(Math.max(...row)));
          assert.deepEqual([...answers.predicted], best);
          assertClose(
            answers.confidence,
            probabilities.map((row) => Math.max(...row)),
            2e-3,
          );
          assertClose([answers.brier], [brierScore(probabilities, [...query.targets])], 2e-3);
        }
      }
      context.learner.dispose();
    }
  });

  it('depends on the task alone: not on what was done before, nor on where else is measured', async () => {
    const { experiment, distribution, state } = imageSetup();
    const context = createLearningContext(experiment, distribution, await loadFusedEngine());
    const whole = classify(context, requestFor(state, false, [0, 1, 2, 3, 4, 5, 6, 7]), 3);
    evaluateHeldOutTask(context, requestFor(state, true, [0, 7]), 4);
    const ends = classify(context, requestFor(state, false, [0, 7]), 3);
    assert.deepEqual(ends.losses, [whole.losses[0], whole.losses[7]]);
    assert.deepEqual(ends.accuracies, [whole.accuracies[0], whole.accuracies[7]]);
    assert.deepEqual([ends.before, ends.after], [whole.before, whole.after]);
    context.learner.dispose();
  });

  it('measures one adaptation with and without transduction as two adaptations would be measured', async () => {
    const { experiment, distribution, state } = imageSetup();
    const context = createLearningContext(experiment, distribution, await loadFusedEngine());
    const request = (...transductive: boolean[]) => ({ ...requestFor(state, false, [0, 3, 7]), transductive });
    const both = evaluateHeldOutTask(context, request(true, false), 3);
    assert.deepEqual(both, [
      ...evaluateHeldOutTask(context, request(true), 3),
      ...evaluateHeldOutTask(context, request(false), 3),
    ]);
    assert.notDeepEqual(both[0], both[1]);
    context.learner.dispose();
  });

  it("takes the tasks of another seed where one is named, and the experiment's own otherwise", async () => {
    const { experiment, distribution, state } = imageSetup();
    const context = createLearningContext(experiment, distribution, await loadFusedEngine());
    const request = requestFor(state, false, [0, 7]);
    const own = classify(context, request, 1);
    assert.deepEqual(classify(context, { ...request, seed: experiment.seed }, 1), own);
    const other = classify(context, { ...request, seed: 77 }, 1);
    const { classNames } = distribution.sampleHeldOutTask(randomStream(77, 'evaluation-task', 1), 1);
    assert.deepEqual(other.classNames, classNames);
    assert.notDeepEqual(other.losses, own.losses);
    context.learner.dispose();
  });

  it('keeps which samples tasks were made of for the first tasks alone, however many are measured', async () => {
    const { experiment, distribution, state } = imageSetup();
    const context = createLearningContext(experiment, distribution, await loadFusedEngine());
    const request = { ...requestFor(state, false, [0, 1]), firstTask: 7, tasks: 10_000_000, keep: 'samples' } as const;
    const [first, last] = [classify(context, request, 7), classify(context, request, 7_000_000)];
    assert.equal(first.samples?.query.length, distribution.querySize);
    assert.equal(last.samples, undefined);
    context.learner.dispose();
  });

  it('has no accuracy for regression', async () => {
    const { executor, state } = await sineSetup();
    const summary = await evaluateState(executor, state, {
      tasks: 4,
      innerSteps: 3,
      innerBatch: 4,
      transductive: false,
    });
    assert.deepEqual(summary.steps, [0, 1, 2, 3]);
    assert.equal(summary.loss.length, 4);
    assert.deepEqual(summary.accuracy, []);
    await executor.dispose();
  });

  it('stops when aborted, and tells how far it is', async () => {
    const { executor, state } = await sineSetup();
    const controller = new AbortController();
    const settings = { tasks: 50, innerSteps: 3, innerBatch: 4, transductive: false };
    const onProgress = (finished: number) => {
      if (finished === 7) controller.abort(new Error('enough'));
      assert.ok(finished <= 7);
    };
    await assert.rejects(evaluateState(executor, state, settings, { signal: controller.signal, onProgress }), /enough/);
    await executor.dispose();
  });

  it('keeps the first tasks when it is ended early', async () => {
    const { executor, state } = await sineSetup();
    const controller = new AbortController();
    const settings = { tasks: 50, innerSteps: 3, innerBatch: 4, transductive: false };
    const onProgress = (finished: number) => finished === 7 && controller.abort();
    const early = await evaluateState(executor, state, settings, { enough: controller.signal, onProgress });
    assert.deepEqual(early, await evaluateState(executor, state, { ...settings, tasks: 7 }));
    await executor.dispose();
  });
});

describe('a summary over tasks', () => {
  it('has the mean and the interval at every step', () => {
    const graded = { predicted: Int32Array.of(), confidence: Float32Array.of(), loss: 1, accuracy: 1, brier: 0 };
    const answers = { classNames: [], targets: Int32Array.of(), before: graded, after: graded };
    const tasks = [
      { kind: 'classification', losses: [2, 1], accuracies: [0.2, 1], ...answers },
      { kind: 'classification', losses: [4, 1], accuracies: [0.4, 1], ...answers },
      { kind: 'classification', losses: [3, 1], accuracies: [0.2, 1], ...answers },
      { kind: 'classification', losses: [6, 1], accuracies: [0.4, 1], ...answers },
      { kind: 'classification', losses: [2, 1], accuracies: [0.3, 1], ...answers },
    ] as const;
    const { loss, accuracy, tasks: count, steps } = summarizeEvaluation(tasks, [0, 5], false);
    assert.deepEqual([count, steps], [5, [0, 5]]);
    assert.deepEqual(loss[0], meanWithInterval([2, 4, 3, 6, 2], 'loss'));
    assert.deepEqual(loss[1], { mean: 1, ci95: 0 });
    assert.ok(Math.abs((accuracy[0]?.mean ?? 0) - 0.3) < 1e-12);
    assert.deepEqual(accuracy[1], meanWithInterval([1, 1, 1, 1, 1], 'share'));
  });
});

describe('a sample adaptation', () => {
  it('shows class probabilities that agree with the evaluation of the same task', async () => {
    const { experiment, distribution, state } = imageSetup();
    const context = createLearningContext(experiment, distribution, await loadFusedEngine());
    const sample = sampleAdaptation(context, state.parameters, state.optimizerState, 2);
    assert.ok(sample.task.kind === 'images');
    assert.deepEqual(sample.steps, [0, 1, 2, 4, 7]);
    const evaluated = classify(context, requestFor(state, false, sample.steps), 2);
    const ways = sample.task.query.map((image) => image.way);
    sample.outputs.forEach((probabilities, index) => {
      const losses = ways.map((way, query) => {
        const ofQuery = probabilities.slice(query * 3, (query + 1) * 3);
        assert.ok(Math.abs(ofQuery.reduce((a, b) => a + b) - 1) < 1e-5);
        return -Math.log(ofQuery[way] ?? Number.NaN);
      });
      const loss = losses.reduce((a, b) => a + b) / losses.length;
      assert.ok(Math.abs(loss - (evaluated.losses[index] ?? Number.NaN)) < 1e-4);
    });
    context.learner.dispose();
  });

  it('shows the whole curve of a sine wave', async () => {
    const { executor, state } = await sineSetup();
    const sample = await executor.sampleAdaptation(state.parameters, state.optimizerState, 0);
    assert.ok(sample.task.kind === 'curve');
    assert.equal(sample.task.queryX.length, 50);
    assert.ok(sample.outputs.every((outputs) => outputs.length === 50));
    await executor.dispose();
  });
});

function parse(experiment: Pick<ExperimentInput, 'task' | 'model'>): Experiment {
  return experimentSchema.parse({
    name: 'toy',
    seed: 5,
    ...experiment,
    algorithm: { innerBatch: 4, innerOptimizer: { kind: 'adam', learningRate: 0.01 } },
    evaluation: { innerSteps: 7, innerBatch: 4 },
  });
}

function imageSetup(): { experiment: Experiment; distribution: SupervisedDistribution; state: MetaState } {
  const experiment = parse({
    task: {
      kind: 'images',
      dataset: { source: 'mnist' },
      ways: 3,
      shots: 2,
      queries: 2,
      trainShots: 3,
    },
    model: { kind: 'convnet', blocks: 2, filters: 5 },
  });
  assert.ok(experiment.task.kind === 'images');
  const distribution = createImageDistribution(experiment.task, noisyImages());
  return { experiment, distribution, state: initialMetaState(experiment, distribution) };
}

async function sineSetup() {
  const experiment = parse({ task: { kind: 'sine', shots: 5 }, model: { kind: 'mlp', hidden: [8] } });
  const distribution = await createTaskDistribution(experiment.task, '/');
  const executor = createLocalExecutor({ experiment, distribution, engine: await loadFusedEngine() });
  return { executor, state: initialMetaState(experiment, distribution) };
}

/** Four classes to train on and four held out, of 8 × 8 images: a pattern of the class with noise. */
function noisyImages(): ImageSet {
  const random = randomStream(9, 'split');
  const imagesPerClass = 5;
  const classes = Array.from({ length: 8 }, (_, number) => ({
    name: `class ${number}`,
    images: Array.from({ length: imagesPerClass }, (_, image) => number * imagesPerClass + image),
    digest: '',
  }));
  const patterns = classes.map(() => Array.from({ length: 64 }, () => random.integer(200)));
  const pixels = Uint8Array.from(
    classes.flatMap((_, number) =>
      Array.from({ length: imagesPerClass }, () =>
        (patterns[number] ?? []).map((value) => value + random.integer(56)),
      ).flat(),
    ),
  );
  return {
    width: 8,
    height: 8,
    channels: 1,
    pixels,
    names: packTexts(classes.flatMap(({ name, images }) => images.map((image) => `${name}/${image}`))),
    trainingClasses: classes.slice(0, 4),
    heldOutClasses: classes.slice(4),
    heldOutDescription: { code: 'classes', noun: 'classes', count: 4 },
  };
}

function requestFor(state: MetaState, transductive: boolean, curveSteps: readonly number[]): EvaluationRequest {
  const { parameters, optimizerState } = state;
  return {
    parameters,
    optimizerState,
    firstTask: 0,
    tasks: 1,
    transductive: [transductive],
    curveSteps,
    innerBatch: 4,
  };
}

/** What is measured in the only way that the request names. */
function classify(context: LearningContext, request: EvaluationRequest, taskIndex: number): ClassificationOutcome {
  const [evaluated] = evaluateHeldOutTask(context, request, taskIndex);
  assert.ok(evaluated?.kind === 'classification');
  return evaluated;
}

/** The same protocol, one step and one query at a time, on tfjs-cpu. */
async function evaluateByHand(
  experiment: Experiment,
  distribution: SupervisedDistribution,
  { parameters, optimizerState, transductive: [transductive], curveSteps, innerBatch }: EvaluationRequest,
  taskIndex: number,
): Promise<{ losses: number[]; accuracies: number[]; probabilities: number[][][] }> {
  const { learner }: LearningContext = createLearningContext(experiment, distribution, await loadTfjsCpuEngine());
  const { support, query } = distribution.sampleHeldOutTask(
    randomStream(experiment.seed, 'evaluation-task', taskIndex),
    taskIndex,
  );
  const batches = createMiniBatches(
    support,
    innerBatch,
    randomStream(experiment.seed, 'evaluation-batches', taskIndex),
  );
  learner.writeParameters(parameters);
  learner.writeOptimizerState(optimizerState);
  const losses: number[] = [];
  const accuracies: number[] = [];
  const probabilities: number[][][] = [];
  for (let step = 0; step <= Math.max(...curveSteps); step++) {
    if (curveSteps.includes(step)) {
      const logits = rowsOf(query, 64).map((pixels, sample, all) => {
        const batch = transductive ? all.flat() : [...support.inputs, ...pixels];
        const outputs = learner.predict(Float32Array.from(batch), batch.length / 64);
        const row = transductive ? sample : support.count;
        return [...outputs.subarray(row * 3, (row + 1) * 3)];
      });
      const sampleLosses = logits.map((row, sample) => {
        const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
        return Math.log(sum) - (row[query.targets[sample] ?? 0] ?? Number.NaN);
      });
      probabilities.push(logits.map(softmax));
      const correct = logits.filter((row, sample) => row.indexOf(Math.max(...row)) === query.targets[sample]);
      losses.push(sampleLosses.reduce((a, b) => a + b) / query.count);
      accuracies.push(correct.length / query.count);
    }
    learner.takeInnerSteps(batches.take(1), innerBatch);
  }
  return { losses, accuracies, probabilities };
}

function softmax(logits: readonly number[]): number[] {
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / sum);
}

function brierScore(probabilities: readonly (readonly number[])[], truth: readonly number[]): number {
  const scores = probabilities.map((row, sample) =>
    row.map((value, way) => (value - (way === truth[sample] ? 1 : 0)) ** 2).reduce((a, b) => a + b),
  );
  return scores.reduce((a, b) => a + b) / scores.length;
}

function rowsOf({ inputs, count }: Samples, size: number): number[][] {
  return Array.from({ length: count }, (_, row) => [...inputs.subarray(row * size, (row + 1) * size)]);
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let index = 0; index < actual.length; index++) {
    const difference = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    assert.ok(difference <= tolerance, `${actual[index]} is not ${expected[index]}`);
  }
}
