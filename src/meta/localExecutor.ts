// A TaskExecutor that works in the calling thread, one task after another.

import { createBreather } from '../base/breather.ts';
import type { Engine } from '../engine/learner.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TaskDistribution } from '../tasks/task.ts';
import { evaluateHeldOutTask } from './evaluate.ts';
import type { AdaptedTask, MeasuredTask, TaskExecutor } from './executor.ts';
import { createLearningContext } from './learningContext.ts';
import { metaParameterCount } from './metaParameters.ts';
import { moveMetaState } from './metaUpdate.ts';
import { sampleAdaptation } from './sampleAdaptation.ts';
import { Stopwatch } from './stopwatch.ts';
import { learnFromTask } from './trainingTask.ts';

/**
 * Makes an executor with a learner of its own, which `dispose` frees. @throws {ModelError} when the model does not fit
 * the tasks.
 */
export function createLocalExecutor(options: {
  readonly experiment: Experiment;
  readonly distribution: TaskDistribution;
  readonly engine: Engine;
}): TaskExecutor {
  const context = createLearningContext(options.experiment, options.distribution, options.engine);
  const { learner } = context;
  const { algorithm } = options.experiment;
  const breathe = createBreather();
  const contributions = Array.from(
    { length: algorithm.metaBatch },
    () => new Float32Array(metaParameterCount(algorithm, learner.model)),
  );

  return {
    parameterCount: learner.model.parameterCount,
    variant: learner.variant,
    workers: 1,
    memoryBytes: learner.memoryBytes,
    async takeMetaIteration(state) {
      const adapted: AdaptedTask[] = [];
      const watch = new Stopwatch();
      for (const [task, contribution] of contributions.entries()) {
        await breathe();
        adapted.push(watch.time(() => learnFromTask(context, state, task, contribution)));
      }
      const moved = watch.time(() => moveMetaState(algorithm, state, adapted));
      return { state: moved, losses: adapted, busySeconds: watch.seconds };
    },
    async evaluateTasks(request, { signal, enough, onProgress } = {}) {
      const evaluated: MeasuredTask[] = [];
      for (let index = 0; index < request.tasks; index++) {
        await breathe();
        signal?.throwIfAborted();
        if (enough?.aborted) break;
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
