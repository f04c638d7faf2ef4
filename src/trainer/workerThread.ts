// One worker thread as the pool sees it: a question in, a promise of its answer out, and an error if the thread dies.

import { Worker } from 'node:worker_threads';
import { builtFile } from '../experiment/installation.ts';
import { messageOf } from '../runs/systemErrors.ts';
import type { WorkerAnswer, WorkerQuestion, WorkerSetup } from './workerProtocol.ts';

interface WaitingQuestion {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerThread {
  readonly #worker: Worker;
  /** Which code computes in it. Rejects when the thread cannot start. */
  readonly ready: Promise<string>;
  #waiting: WaitingQuestion | undefined;
  #failure: Error | undefined;

  /** `program`: what runs in the thread; by default the build of `worker.ts`. */
  constructor(setup: WorkerSetup, program: string = builtFile('worker.js')) {
    this.#worker = new Worker(program, { workerData: setup, name: 'reptile-lab-tasks' });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle((waiting) => waiting.resolve(answer)));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`A worker thread ended unexpectedly (exit code ${code}).`)));
    this.ready = this.#answer().then((answer) => {
      if (answer.kind !== 'ready') throw new Error('A worker thread answered before it was ready.');
      return answer.variant;
    });
  }

  /** One question at a time. Rejects when the thread has failed; its own error says why. */
  async ask<Kind extends WorkerAnswer['kind']>(
    question: WorkerQuestion,
    kind: Kind,
  ): Promise<Extract<WorkerAnswer, { kind: Kind }>> {
    const answer = this.#answer();
    this.#worker.postMessage(question);
    const received = await answer;
    if (!isOfKind(received, kind)) throw new Error(`A worker thread answered ${received.kind} to ${question.kind}.`);
    return received;
  }

  async dispose(): Promise<void> {
    this.#failure ??= new Error('The worker thread was ended.');
    await this.#worker.terminate();
  }

  #answer(): Promise<WorkerAnswer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #settle(settle: (waiting: WaitingQuestion) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) settle(waiting);
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(messageOf(error));
    const failure = this.#failure;
    this.#settle((waiting) => waiting.reject(failure));
  }
}

function isOfKind<Kind extends WorkerAnswer['kind']>(
  answer: WorkerAnswer,
  kind: Kind,
): answer is Extract<WorkerAnswer, { kind: Kind }> {
  return answer.kind === kind;
}
