// A terminal: every deed is a command line in a process of its own; some stay in the foreground for as long as a run
// trains.

import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { environmentIn } from '../environment.ts';
import { type Ended, endOf, startProcess } from '../processes.ts';
import { documentedExitCodes, unexpectedErrorNotices } from '../product.ts';
import type { Actor, Fault } from './actor.ts';
import type { PlannedDeed } from './deeds.ts';
import { experimentOf } from './experiment.ts';
import type { Place } from './place.ts';
import type { Outcome, Showing } from './words.ts';

const limits = { milliseconds: 120_000, bytes: 1.5e9 };
/** Runs that it trains itself, at once. */
const mostInForeground = 2;

const listed = z.array(z.object({ id: z.string(), state: z.string(), iteration: z.number(), label: z.string() }));
const queued = z.array(z.object({ id: z.string(), position: z.number().nullable(), held: z.boolean() }));
const deleted = z.array(z.object({ id: z.string() }));

export class Terminal implements Actor {
  readonly name = 'terminal';
  readonly faults: Fault[] = [];
  readonly #place: Place;
  readonly #foreground = new Set<Promise<void>>();
  #keeper: { readonly child: ChildProcess; readonly ended: Promise<void> } | undefined;

  constructor(place: Place) {
    this.#place = place;
  }

  async carryOut({ deed, id = '' }: PlannedDeed, draw: number): Promise<Outcome> {
    switch (deed) {
      case 'submit':
        return this.#submit(draw);
      case 'hold':
      case 'release':
        return this.#finish(['queue', deed, id]);
      case 'toTop':
        return this.#finish(['queue', 'top', id]);
      case 'startNow':
        return this.#finish(['queue', 'start', id]);
      case 'stop':
      case 'withdraw':
        return this.#finish(['stop', '--no-wait', id]);
      case 'delete':
      case 'restore':
        return this.#finish([deed, id]);
      case 'resume':
        return this.#resume(id);
    }
  }

  async show(): Promise<Showing> {
    const [runs, waiting, trash] = [
      listed.parse(JSON.parse(await this.#read(['list', '--json']))),
      queued.parse(JSON.parse(await this.#read(['queue', '--json']))),
      deleted.parse(JSON.parse(await this.#read(['trash', '--json']))),
    ];
    const places = new Map(waiting.map((run) => [run.id, run]));
    return {
      runs: runs.map(({ id, state, iteration, label }) => ({
        id,
        state,
        iteration,
        label,
        position: places.get(id)?.position ?? null,
        isHeld: places.get(id)?.held ?? false,
      })),
      trashed: trash.map(({ id }) => id),
    };
  }

  /** Keeps the queue, as windows do, until `endKeeping`. */
  keep(): void {
    if (this.#keeper !== undefined) return;
    const child = this.#start(['queue', 'keep', '--at-once', '2']);
    const ended = endOf(child, { ...limits, milliseconds: 3_600_000 }).then(
      (end) => void this.#judge('queue keep', end),
    );
    this.#keeper = { child, ended };
  }

  async endKeeping(): Promise<void> {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    keeper?.child.kill('SIGINT');
    await keeper?.ended;
  }

  /** Until every run that it trains itself has ended. */
  async settle(): Promise<void> {
    while (this.#foreground.size > 0) await Promise.all(this.#foreground);
  }

  /** Of a terminal's commands a sweep alone hands runs to the queue. */
  async #submit(draw: number): Promise<Outcome> {
    const { folder, lengths } = this.#place;
    const file = `sweep-${draw}.reptile.json`;
    await writeFile(path.join(folder, file), experimentOf(lengths, draw));
    const words = ['sweep', file, '--seeds', '1', '--at-once', '2', '--no-wait', '--json'];
    const end = await endOf(this.#start(words), limits);
    const outcome = this.#judge('sweep', end);
    const created = end.output.split('\n').find((line) => line.includes('"created"'));
    if (created === undefined) return outcome;
    const [directory = ''] = createdLine.parse(JSON.parse(created)).runs;
    return { ...outcome, id: path.basename(directory) };
  }

  async #resume(id: string): Promise<Outcome> {
    if (this.#foreground.size >= mostInForeground) return { kind: 'refused', message: 'The terminal is busy.' };
    const ended = endOf(this.#start(['resume', id, '--json']), limits);
    const work: Promise<void> = ended
      .then((end) => void this.#judge('resume', end))
      .finally(() => this.#foreground.delete(work));
    this.#foreground.add(work);
    return { kind: 'done' };
  }

  async #finish(words: readonly string[]): Promise<Outcome> {
    return this.#judge(words[0] ?? '', await endOf(this.#start(words), limits));
  }

  async #read(words: readonly string[]): Promise<string> {
    const end = await endOf(this.#start(words), limits);
    if (end.exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${end.exitCode}: ${end.messages}`);
    return end.output;
  }

  #start(words: readonly string[]): ChildProcess {
    const { folder, home, programs } = this.#place;
    return startProcess([programs.cli, ...words, '--runs', 'runs'], { folder, environment: environmentIn(home) });
  }

  #judge(command: string, { exitCode, signal, endedFor, messages, output }: Ended): Outcome {
    const text = (output + messages).slice(-600);
    if (endedFor !== undefined) this.faults.push({ kind: `too much ${endedFor}`, detail: `${command}: ${text}` });
    const isKnown = exitCode !== null && documentedExitCodes.includes(exitCode);
    const isUnexpected = unexpectedErrorNotices.some((notice) => messages.includes(notice));
    if (!isKnown || isUnexpected) {
      const detail = `${command} ended with ${exitCode ?? signal}: ${text}`;
      this.faults.push({ kind: 'crash', detail });
      return { kind: 'broke', message: detail };
    }
    return exitCode === 0 ? { kind: 'done' } : { kind: 'refused', message: text };
  }
}

const createdLine = z.object({ event: z.literal('created'), runs: z.array(z.string()) });
