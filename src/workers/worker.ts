// A worker thread: adapts and evaluates tasks with a learner of its own. Started by `workerThread.ts`.

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadEngine } from '../engine/loadEngine.ts';
import { evaluateHeldOutTask } from '../meta/evaluate.ts';
import type { EvaluationRequest } from '../meta/executor.ts';
import { createLearningContext, type LearningContext } from '../meta/learningContext.ts';
import { sampleAdaptation } from '../meta/sampleAdaptation.ts';
import { Stopwatch } from '../meta/stopwatch.ts';
import { learnFromTask } from '../meta/trainingTask.ts';
import { createTaskDistributionFrom } from '../tasks/createTaskDistribution.ts';
import { guardThread } from './guardThread.ts';
import { SharedWork } from './sharedWork.ts';
import { command, ThreadSignal } from './threadSignal.ts';
import type { NumberedTask, Sharing, WorkerAnswer, WorkerQuestion, WorkerSetup } from './workerProtocol.ts';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
const port: MessagePort = parentPort;
const { experiment, data, engine: selection, sharing }: WorkerSetup = workerData;
if (data.kind === 'module') guardThread(data.file);
const engine = await loadEngine(selection);
const context = createLearningContext(experiment, await createTaskDistributionFrom(experiment.task, data), engine);

const reply = (answer: WorkerAnswer) => port.postMessage(answer);
reply({ kind: 'ready', variant: context.learner.variant, memoryBytes: context.learner.memoryBytes });
if (sharing === undefined) port.on('message', (question: WorkerQuestion) => reply(answerTo(question, context)));
else await obeyCommands(context, sharing, data.kind === 'module' ? takeTurn : undefined);

/** What a module started by itself, a promise for instance, gets on with it, and if it fails that is heard of. */
function takeTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Never returns: between commands the thread sleeps, and it ends when the pool ends it. `turn`: taken before every
 * answer.
 */
async function obeyCommands(
  learning: LearningContext,
  { arrays, participant, longestLook }: Sharing,
  turn: (() => Promise<void>) | undefined,
): Promise<void> {
  const signal = new ThreadSignal(arrays.signals, participant, longestLook);
  const work = new SharedWork(learning.experiment.algorithm, arrays, participant);
  for (;;) {
    const what = signal.waitForCommand();
    switch (what) {
      case command.none:
        continue;
      case command.adapt:
        while (work.adaptNextTask(learning));
        break;
      case command.move:
        while (work.moveNextStretch());
        break;
      case command.message: {
        const question: WorkerQuestion = receiveMessageOnPort(port)?.message;
        const answer = answerTo(question, learning, work);
        if (turn !== undefined) await turn();
        // Whoever has the answer may give the next command: this one must be off the table by then.
        signal.answer();
        reply(answer);
        continue;
      }
    }
    if (turn !== undefined) await turn();
    if (signal.answer()) reply({ kind: 'done' });
  }
}

function answerTo(question: WorkerQuestion, learning: LearningContext, work?: SharedWork): WorkerAnswer {
  switch (question.kind) {
    case 'adapt': {
      const watch = new Stopwatch();
      const tasks = Array.from({ length: question.tasks }, (_, offset) =>
        watch.time(() => learnFromTask(learning, question.start, question.firstTask + offset)),
      );
      return { kind: 'adapted', tasks, busySeconds: watch.seconds };
    }
    case 'evaluate':
      return { kind: 'evaluated', tasks: evaluate(question.request, learning, work) };
    case 'sample': {
      const { parameters, optimizerState } = question.start;
      return { kind: 'sampled', sample: sampleAdaptation(learning, parameters, optimizerState, question.taskIndex) };
    }
  }
}

function evaluate(request: EvaluationRequest, learning: LearningContext, work: SharedWork | undefined): NumberedTask[] {
  const evaluated: NumberedTask[] = [];
  let index = work === undefined ? 0 : work.takeTask(request.tasks);
  while (index !== undefined && index < request.tasks) {
    evaluated.push({ index, task: evaluateHeldOutTask(learning, request, request.firstTask + index) });
    work?.finishTask();
    index = work === undefined ? index + 1 : work.takeTask(request.tasks);
  }
  return evaluated;
}
