// Task distributions for tests, small enough to know the answer by hand.

import type { Samples } from '../../src/engine/learner.ts';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../src/experiment/schema.ts';
import type { TaskDistribution } from '../../src/tasks/task.ts';

/** A sine experiment with a small network, changed as the test wants. */
export function sineExperiment(
  algorithm: Partial<ExperimentInput['algorithm']> = {},
  others: Partial<Omit<ExperimentInput, 'algorithm'>> = {},
): Experiment {
  return experimentSchema.parse({
    name: 'toy',
    seed: 1,
    task: { kind: 'sine' },
    model: { kind: 'mlp', hidden: [16, 16] },
    evaluation: { every: 4, tasks: 3, innerSteps: 5, innerBatch: 10 },
    checkpoint: { every: 3 },
    ...others,
    algorithm: {
      metaIterations: 10,
      metaBatch: 2,
      innerSteps: 5,
      innerBatch: 10,
      innerOptimizer: { kind: 'sgd', learningRate: 0.02 },
      ...algorithm,
    },
  });
}

/**
 * Regression from two inputs to one output on given samples: training task number t (in order of drawing) uses `tasks[t
 * % tasks.length]`.
 */
export function alternatingRegression(tasks: readonly Samples[]): TaskDistribution {
  let drawn = 0;
  const [first] = tasks;
  if (first === undefined) throw new RangeError('No tasks.');
  return {
    kind: 'supervised',
    inputShape: [first.inputs.length / first.count],
    outputSize: 1,
    loss: 'meanSquaredError',
    heldOutDescription: { code: 'described', text: 'the first task' },
    trainingSize: first.count,
    supportSize: first.count,
    querySize: first.count,
    sampleTrainingTask: () => tasks[drawn++ % tasks.length] ?? first,
    sampleHeldOutTask: () => ({ support: first, query: first, supportNumbers: [], queryNumbers: [], classNames: [] }),
    illustrate: (task) => ({
      illustration: { kind: 'curve', queryX: [], queryY: [], supportX: [], supportY: [] },
      queries: task.query,
    }),
  };
}
