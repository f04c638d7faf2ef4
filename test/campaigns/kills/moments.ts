// Moments to kill a process at: after a time, or the instant that it is in the middle of writing something.

import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import path from 'node:path';
import type { Choices } from '../choices.ts';

const momentKinds = ['start-up', 'any time', 'checkpoint', 'manifest', 'sample'] as const;
type MomentKind = (typeof momentKinds)[number];

export interface Moment {
  readonly kind: MomentKind;
  /** Milliseconds after the process was started, or after the write began. */
  readonly milliseconds: number;
  /** At which of the writes. */
  readonly count: number;
  /** Whether only the window dies, where a window started the trainer. */
  readonly sparesTrainer: boolean;
}

export function chooseMoment(choices: Choices): Moment {
  const kind = choices.pick(momentKinds);
  const sparesTrainer = choices.number(0, 1) < 0.25;
  switch (kind) {
    case 'start-up':
      return { kind, milliseconds: choices.number(0, 600), count: 0, sparesTrainer };
    case 'any time':
      return { kind, milliseconds: choices.number(300, 1500), count: 0, sparesTrainer };
    case 'checkpoint':
    case 'manifest':
    case 'sample':
      return { kind, milliseconds: choices.pick([0, 0, 0, 1, 2, 5]), count: choices.integer(1, 4), sparesTrainer };
  }
}

const folderOf: Record<Exclude<MomentKind, 'start-up' | 'any time'>, string> = {
  checkpoint: 'checkpoints',
  manifest: '.',
  sample: 'samples',
};
const unfinished = /^\.unfinished-|\.tmp$/;

/**
 * Calls `act` once at the moment, unless it is disposed of before. A run that is not there yet is waited for:
 * `directory` is asked until it gives one.
 */
export class Alarm {
  #watcher: FSWatcher | undefined;
  #timers: NodeJS.Timeout[] = [];
  #act: (() => void) | undefined;

  constructor(moment: Moment, directory: string | undefined, act: () => void) {
    this.#act = act;
    if (moment.kind === 'start-up' || moment.kind === 'any time' || directory === undefined) {
      this.#after(moment.milliseconds);
      return;
    }
    const folder = path.join(directory, folderOf[moment.kind]);
    mkdirSync(folder, { recursive: true });
    const seen = new Set<string>();
    this.#watcher = watch(folder, (_, name) => {
      if (name === null || !unfinished.test(name) || seen.has(name)) return;
      seen.add(name);
      if (seen.size !== moment.count) return;
      if (moment.milliseconds === 0) this.#ring();
      else this.#after(moment.milliseconds);
    });
  }

  dispose(): void {
    this.#act = undefined;
    this.#watcher?.close();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #after(milliseconds: number): void {
    this.#timers.push(setTimeout(() => this.#ring(), milliseconds));
  }

  #ring(): void {
    const act = this.#act;
    this.dispose();
    act?.();
  }
}
