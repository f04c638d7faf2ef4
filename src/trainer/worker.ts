// A worker thread: adapts and evaluates tasks with a learner of its own. Started by `workerPool.ts`.

import { parentPort, workerData } from 'node:worker_threads';
import { loadFusedEngine } from '../engine/fused/fusedLearner.ts';
import type { OptimizerState } from '../engine/learner.ts';
import { evaluateHeldOutTask } from '../meta/evaluate.ts';
import { adaptTrainingTask } from '../meta/innerLoop.ts';
import { createLearningContext, type LearningContext } from '../meta/learningContext.ts';
import { sampleAdaptation } from '../meta/sampleAdaptation.ts';
import { createTaskDistributionFrom } from '../tasks/createTaskDistribution.ts';
import { type SharedArrays, slotOf, type WorkerAnswer, type WorkerQuestion, type WorkerSetup } from './workerProtocol.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs only as a worker thread.');
const { experiment, data, shared }: WorkerSetup = workerData;
const engine = await loadFusedEngine();
const context = createLearningContext(experiment, createTaskDistributionFrom(experiment.task, data), engine);

const reply = (answer: WorkerAnswer) => port.postMessage(answer);
port.on('message', (question: WorkerQuestion) => reply(answerTo(question, context, shared)));
reply({ kind: 'ready', variant: engine.variant });

function answerTo(question: WorkerQuestion, learning: LearningContext, arrays: SharedArrays): WorkerAnswer {
  const parameters = arrays.startParameters;
  const start: OptimizerState = { steps: question.startSteps, moments: arrays.startMoments };
  const numbers = (tasks: number) => Array.from({ length: tasks }, (_, index) => index);
  switch (question.kind) {
    case 'adapt':
      return {
        kind: 'adapted',
        figures: numbers(question.tasks).map((offset) => {
          const task = question.firstTask + offset;
          const adapted = adaptTrainingTask(learning, parameters, start, question.iteration, task);
          slotOf(arrays.adaptedParameters, task, parameters.length).set(adapted.parameters);
          slotOf(arrays.adaptedMoments, task, start.moments.length).set(adapted.optimizerState.moments);
          return { steps: adapted.optimizerState.steps, firstLoss: adapted.firstLoss, lastLoss: adapted.lastLoss };
        }),
      };
    case 'evaluate': {
      const request = { ...question, parameters, optimizerState: start };
      return {
        kind: 'evaluated',
        tasks: numbers(question.tasks).map((offset) => evaluateHeldOutTask(learning, request, question.firstTask + offset)),
      };
    }
    case 'sample':
      return { kind: 'sampled', sample: sampleAdaptation(learning, parameters, start, question.taskIndex) };
  }
}
