// A backend of our own as a contestant: any Engine, in this process.

import { type Engine, initialOptimizerState } from '../../src/engine/learner.ts';
import { meanLoss } from '../../src/engine/loss.ts';
import { createLocalExecutor } from '../../src/meta/localExecutor.ts';
import type { MetaState } from '../../src/meta/metaState.ts';
import type { Contestant, ContestantId } from './contestant.ts';
import { miniBatches, stepCount, type Workload } from './workloads.ts';

export function createLearnerContestant(
  id: ContestantId,
  name: string,
  engine: Engine,
  workload: Workload,
): Contestant {
  const { model, batch, samples, start, experiment, distribution } = workload;
  const optimizer = experiment.algorithm.innerOptimizer;
  const learner = engine.createLearner({
    model,
    optimizer,
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: false,
  });
  const untouched = initialOptimizerState(optimizer, model.parameterCount);
  const reset = () => {
    learner.writeParameters(start);
    learner.writeOptimizerState(untouched);
  };

  return {
    id,
    name,
    async measureLosses(first, steps) {
      reset();
      const numbers = Array.from({ length: steps }, (_, step) => (first + step) % stepCount(workload));
      const losses = learner.takeInnerSteps(miniBatches(workload, numbers), batch);
      const { inputs, targets, count } = miniBatches(workload, [first]);
      return [...losses, meanLoss(model.loss, learner.predict(inputs, count), targets, count, model.outputSize)];
    },
    async timeLoops(loops, warm) {
      reset();
      if (warm) learner.takeInnerSteps(samples, batch);
      reset();
      return timed(() => {
        for (let loop = 0; loop < loops; loop++) learner.takeInnerSteps(samples, batch);
      });
    },
    async timeMetaIterations(count, warm) {
      const executor = createLocalExecutor({ experiment, distribution, engine });
      let state: MetaState = {
        iteration: 0,
        parameters: start,
        optimizerState: untouched,
        outerMoments: new Float32Array(0),
      };
      const metaIteration = async () => {
        state = (await executor.takeMetaIteration(state)).state;
      };
      if (warm) await metaIteration();
      const begin = performance.now();
      for (let done = 0; done < count; done++) await metaIteration();
      const seconds = (performance.now() - begin) / 1e3;
      await executor.dispose();
      return seconds;
    },
    readMemory: async () => learner.memoryBytes,
    dispose: async () => learner.dispose(),
  };
}

/** Seconds of some work. */
export function timed(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1e3;
}
