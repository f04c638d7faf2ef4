// One worker thread as the pool sees it: a question in, a promise of its answer out, and an error if the thread dies.

import type { Worker } from 'node:worker_threads';
import { builtFile } from '../base/installation.ts';
import { messageOf } from '../base/systemErrors.ts';
import { endThread, startThread } from './ownThreads.ts';
import { type Command, command, ThreadSignal } from './threadSignal.ts';
import type { WorkerAnswer, WorkerQuestion, WorkerSetup } from './workerProtocol.ts';

type AnswerOf<Kind extends WorkerAnswer['kind']> = Extract<WorkerAnswer, { kind: Kind }>;

interface WaitingQuestion {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerThread {
  readonly #worker: Worker;
  /** Undefined where memory is not shared. */
  readonly #signal: ThreadSignal | undefined;
  /** What computes in it. Rejects when the thread cannot start. */
  readonly ready: Promise<AnswerOf<'ready'>>;
  #waiting: WaitingQuestion | undefined;
  #failure: Error | undefined;

  /** `program`: what runs in the thread; by default the build of `worker.ts`. */
  constructor(setup: WorkerSetup, program: string = builtFile('worker.js')) {
    const { sharing } = setup;
    this.#signal = sharing && new ThreadSignal(sharing.arrays.signals, sharing.participant, sharing.longestLook);
    this.#worker = startThread(program, { workerData: setup, name: 'reptile-lab-tasks' });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle((waiting) => waiting.resolve(answer)));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`A worker thread ended unexpectedly (exit code ${code}).`)));
    this.ready = this.#answer('ready', 'start');
  }

  /** One question at a time. Rejects when the thread has failed; its own error says why. */
  async ask<Kind extends WorkerAnswer['kind']>(question: WorkerQuestion, kind: Kind): Promise<AnswerOf<Kind>> {
    const answer = this.#answer(kind, question.kind);
    this.#worker.postMessage(question);
    this.#signal?.ask(command.message);
    return answer;
  }

  /**
   * Gives a command through shared memory; `waitUntilDone` or `whenDone` follows. Throws what the thread has failed
   * with.
   */
  begin(what: Command): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#sharedSignal().ask(what);
  }

  /** Takes a command back that the thread has not begun with. Returns whether there is nothing to wait for. */
  withdraw(): boolean {
    return this.#sharedSignal().withdraw();
  }

  /**
   * Blocks this thread until the command is carried out, at most until `deadline` (of `performance.now()`). Returns
   * whether it is.
   */
  waitUntilDone(deadline: number): boolean {
    return this.#sharedSignal().waitForAnswer(deadline);
  }

  /** Resolves when the command is carried out. Rejects as `ask` does. */
  async whenDone(): Promise<void> {
    const answer = this.#answer('done', 'a command');
    if (this.#sharedSignal().requestCall()) await answer;
    else this.#settle((waiting) => waiting.resolve({ kind: 'done' }));
  }

  async dispose(): Promise<void> {
    this.#failure ??= new Error('The worker thread was ended.');
    await endThread(this.#worker);
  }

  #sharedSignal(): ThreadSignal {
    if (this.#signal === undefined) throw new Error('This worker thread shares no memory.');
    return this.#signal;
  }

  async #answer<Kind extends WorkerAnswer['kind']>(kind: Kind, question: string): Promise<AnswerOf<Kind>> {
    if (this.#failure !== undefined) throw this.#failure;
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    if (!isOfKind(answer, kind)) throw new Error(`A worker thread answered ${answer.kind} to ${question}.`);
    return answer;
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

function isOfKind<Kind extends WorkerAnswer['kind']>(answer: WorkerAnswer, kind: Kind): answer is AnswerOf<Kind> {
  return answer.kind === kind;
}

/** What `work` comes to. @throws the signal's reason as soon as it aborts; the work itself goes on */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}

/** Waits for every thread before it passes on a failure: shared memory is free again afterwards. */
export async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
