// A TaskExecutor that works in the calling thread, one task after another.

import type { Engine } from '../engine/learner.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskDistribution } from '../tasks/task.ts';
import { evaluateHeldOutTask } from './evaluate.ts';
import type { AdaptedTask, EvaluatedTask, TaskExecutor } from './executor.ts';
import { adaptTrainingTask } from './innerLoop.ts';
import { createLearningContext } from './learningContext.ts';
import { sampleAdaptation } from './sampleAdaptation.ts';

/** The event loop gets a turn this often, so that requests, which take a dozen turns to read and answer, are served while numbers are computed. */
const millisecondsBetweenTurns = 5;

/** Makes an executor with a learner of its own, which `dispose` frees. @throws {ModelError} when the model does not fit the tasks. */
export function createLocalExecutor(options: {
  readonly experiment: Experiment;
  readonly distribution: TaskDistribution;
  readonly engine: Engine;
}): TaskExecutor {
  const context = createLearningContext(options.experiment, options.distribution, options.engine);
  const { learner } = context;
  const breathe = createBreather();

  return {
    parameterCount: learner.model.parameterCount,
    variant: learner.variant,
    workers: 1,
    async adaptTasks(parameters, optimizerState, iteration) {
      const adapted: AdaptedTask[] = [];
      for (let task = 0; task < options.experiment.algorithm.metaBatch; task++) {
        await breathe();
        adapted.push(adaptTrainingTask(context, parameters, optimizerState, iteration, task));
      }
      return adapted;
    },
    async evaluateTasks(request, { signal, onProgress } = {}) {
      const evaluated: EvaluatedTask[] = [];
      for (let index = 0; index < request.tasks; index++) {
        await breathe();
        signal?.throwIfAborted();
        evaluated.push(evaluateHeldOutTask(context, request, request.firstTask + index));
        onProgress?.(evaluated.length);
      }
      return evaluated;
    },
    async sampleAdaptation(parameters, optimizerState, taskIndex) {
      await breathe();
      return sampleAdaptation(context, parameters, optimizerState, taskIndex);
    },
    async dispose() {
      learner.dispose();
    },
  };
}

function createBreather(): () => Promise<void> {
  let lastTurn = performance.now();
  return async () => {
    if (performance.now() - lastTurn < millisecondsBetweenTurns) return;
    await new Promise((resolve) => setImmediate(resolve));
    lastTurn = performance.now();
  };
}
