// The campaign's handle on the process that tries things: asks, waits, watches time and memory, and starts another one
// after a hang.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentIn } from '../environment.ts';
import { forgetPeakMemory, type Limits, memoryOf, peakMemoryOf } from '../processes.ts';
import { type Answered, type Asked, answeredSchema } from './tryingProtocol.ts';

export type Reply =
  | { readonly kind: 'answered'; readonly answer: Answered; readonly peakBytes: number; readonly milliseconds: number }
  | {
      readonly kind: 'ended';
      readonly reason: 'time' | 'memory' | 'crash';
      readonly detail: string;
      readonly milliseconds: number;
    };

const script = fileURLToPath(new URL('tryingProcess.ts', import.meta.url));
const lookEveryMilliseconds = 20;
/** Memory that is not given back must not be taken for that of a later attempt. */
const freshAboveBytes = 380 << 20;

export class TryingWorker {
  readonly #home: string;
  #child: ChildProcess | undefined;
  #errors = '';
  #asked = 0;

  constructor(home: string) {
    this.#home = home;
  }

  async ask(what: Omit<Asked, 'id'>, limits: Limits): Promise<Reply> {
    const child = await this.#ready();
    const id = ++this.#asked;
    forgetPeakMemory(child.pid);
    const started = performance.now();
    return new Promise((resolve) => {
      const finish = (reply: Reply) => {
        clearInterval(watching);
        clearTimeout(timeout);
        child.off('message', onMessage);
        child.off('exit', onExit);
        if (reply.kind === 'ended') this.dispose();
        resolve(reply);
      };
      const ended = (reason: 'time' | 'memory' | 'crash', detail: string): Reply => ({
        kind: 'ended',
        reason,
        detail,
        milliseconds: performance.now() - started,
      });
      const onMessage = (message: unknown) => {
        const answer = answeredSchema.safeParse(message);
        if (!answer.success || answer.data.id !== id) return;
        const peakBytes = peakMemoryOf(child.pid);
        finish({ kind: 'answered', answer: answer.data, peakBytes, milliseconds: performance.now() - started });
      };
      const onExit = (code: number | null, signal: string | null) =>
        finish(ended('crash', `The process ended with ${code ?? signal}: ${this.#errors.slice(-2000)}`));
      const watching = setInterval(() => {
        const peak = peakMemoryOf(child.pid);
        if (peak > limits.bytes) finish(ended('memory', `${Math.round(peak / 1e6)} MB`));
      }, lookEveryMilliseconds);
      const timeout = setTimeout(() => finish(ended('time', `${limits.milliseconds / 1000} s`)), limits.milliseconds);
      child.on('message', onMessage).on('exit', onExit);
      child.send({ ...what, id });
    });
  }

  dispose(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async #ready(): Promise<ChildProcess> {
    if (this.#child !== undefined && memoryOf(this.#child.pid) > freshAboveBytes) this.dispose();
    if (this.#child !== undefined) return this.#child;
    const child = fork(script, [], {
      env: environmentIn(this.#home),
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-10_000);
    });
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', () => reject(new Error(`The trying process did not start: ${this.#errors}`)));
    });
    child.removeAllListeners('exit');
    this.#child = child;
    return child;
  }
}
