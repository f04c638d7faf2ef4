// A window as the campaign has it: a process that is told what its person does, closed and opened again.

import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { environmentIn } from '../environment.ts';
import { startProcess } from '../processes.ts';
import type { Actor, Fault } from './actor.ts';
import type { PlannedDeed } from './deeds.ts';
import type { Place } from './place.ts';
import { type Order, type Outcome, type Report, reportSchema, type Showing } from './words.ts';

const answerMilliseconds = 180_000;
const placesWhileOpen = 2;

type Answer = Extract<Report, { number: number }>;
/** An order before it has its number. */
type Asked = Order extends infer Each ? (Each extends Order ? Omit<Each, 'number'> : never) : never;

export class Window implements Actor {
  readonly name: string;
  readonly faults: Fault[] = [];
  readonly #place: Place;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #places = placesWhileOpen;
  #child: ChildProcess | undefined;
  #ended: Promise<undefined> = Promise.resolve(undefined);
  #ready: Promise<void> = Promise.resolve();
  #number = 0;
  #messages = '';

  constructor(name: string, place: Place) {
    this.name = name;
    this.#place = place;
  }

  /** Resolves when its runs are known. */
  async open(): Promise<void> {
    this.#ready = this.#start();
    await this.#ready;
  }

  #start(): Promise<void> {
    const { folder, runsFolder, programs, lengths } = this.#place;
    const words = [programs.window, runsFolder, programs.trainer, String(this.#places), lengths];
    const child = startProcess(words, { folder, environment: environmentIn(this.#place.home), stdin: 'pipe' });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve(undefined)));
    this.#messages = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#messages = (this.#messages + text).slice(-2000);
    });
    return new Promise((resolve, reject) => {
      if (child.stdout === null) throw new Error('The window has no output.');
      createInterface({ input: child.stdout }).on('line', (line) => this.#hear(line, resolve));
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`A window ended before it was ready: ${this.#messages}`)));
    });
  }

  /** After what it is about. Trainers that it started go on. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.#write({ kind: 'close', number: this.#number++ });
    const tooLate = setTimeout(() => child.kill('SIGKILL'), answerMilliseconds);
    await this.#ended;
    clearTimeout(tooLate);
    if (child.exitCode !== 0)
      this.faults.push({ kind: 'a window broke', detail: `${child.exitCode ?? child.signalCode}: ${this.#messages}` });
  }

  /** What is asked of it meanwhile waits. */
  async reopen(): Promise<void> {
    const reopened = this.close().then(() => this.#start());
    this.#ready = reopened;
    await reopened;
  }

  async carryOut({ deed, id }: PlannedDeed, draw: number): Promise<Outcome> {
    return outcomeIn(await this.#ask({ kind: 'deed', deed, ...(id !== undefined && { id }), draw }));
  }

  async letAtWork(places: number | undefined): Promise<void> {
    this.#places = places ?? placesWhileOpen;
    await this.#ask({ kind: 'places', places: this.#places });
  }

  async show(): Promise<Showing> {
    const answer = await this.#ask({ kind: 'show' });
    if (answer.kind !== 'showing') throw new Error(`${this.name} answered otherwise than asked.`);
    return answer.showing;
  }

  async settle(): Promise<void> {}

  async #ask(asked: Asked): Promise<Answer> {
    await this.#ready;
    const number = this.#number++;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(number, resolve));
    this.#write({ ...asked, number });
    const tooLate = delay(answerMilliseconds, undefined, { ref: false });
    const answer = await Promise.race([answered, this.#ended, tooLate]);
    if (answer === undefined) throw new Error(`${this.name} does not answer to ${asked.kind}: ${this.#messages}`);
    return answer;
  }

  #write(order: Order): void {
    this.#child?.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  #hear(line: string, onReady: () => void): void {
    const report = reportSchema.parse(JSON.parse(line));
    switch (report.kind) {
      case 'ready':
        onReady();
        return;
      case 'problem':
        this.faults.push({ kind: 'a problem in a window', detail: report.message });
        return;
      case 'outcome':
      case 'showing':
        this.#waiting.get(report.number)?.(report);
        this.#waiting.delete(report.number);
    }
  }
}

function outcomeIn(answer: Answer): Outcome {
  if (answer.kind === 'outcome') return answer.outcome;
  throw new Error('A window answered otherwise than asked.');
}
