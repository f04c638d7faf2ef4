// A witness reads a run all the time while it is killed and resumed: every look must succeed, and what was acknowledged
// must stay so.

import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { judgeTexts } from '../mutations/oracles.ts';
import { EventWatch, type Manifest, readManifest, runCommand, runFiles } from '../product.ts';

export interface Fault {
  readonly kind: string;
  readonly detail: string;
}

const lookEveryMilliseconds = 15;

export class Witness {
  readonly directory: string;
  readonly faults: Fault[] = [];
  /** Process ids in the order in which the manifest named them, each once in a row. */
  readonly pids: number[] = [];
  readonly #events: EventWatch;
  readonly #stop = new AbortController();
  readonly #looking: Promise<void>;
  #looked = Promise.resolve();
  #last: Manifest | undefined;

  constructor(directory: string) {
    this.directory = directory;
    this.#events = new EventWatch(directory);
    this.#looking = this.#lookOn();
  }

  /** The manifest as it was last seen. */
  get last(): Manifest | undefined {
    return this.#last;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
  }

  /** What a person would ask for in between. */
  async ask(runsFolder: string): Promise<void> {
    for (const words of [
      ['list', '--runs', runsFolder],
      ['show', this.directory],
      ['show', this.directory, '--json'],
    ]) {
      const { terminal, output, messages } = recordTerminal(false);
      const exitCode = await runCommand(words, terminal);
      if (exitCode !== 0) this.#note('a reader failed', `${words[0]} ended with ${exitCode}: ${messages()}`);
      for (const { kind, detail } of judgeTexts(output(), messages(), words.includes('--json')))
        this.#note(kind, `${words[0]}: ${detail}`);
    }
  }

  async #lookOn(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.look();
      await delay(lookEveryMilliseconds);
    }
  }

  /** One look at a time: of two at once the one that read later might be judged first. */
  look(): Promise<void> {
    this.#looked = this.#looked.then(() => this.#lookOnce());
    return this.#looked;
  }

  async #lookOnce(): Promise<void> {
    try {
      const manifest = await readManifest(this.directory);
      for (const damage of await this.#events.lookForDamage()) this.#note('an event file is damaged', damage);
      this.#compare(manifest);
      this.#last = manifest;
      const pid = manifest.process?.pid;
      if (pid !== undefined && pid !== this.pids.at(-1)) this.pids.push(pid);
    } catch (error) {
      if (existsSync(runFiles(this.directory).manifest)) this.#note('a reader failed', String(error));
    }
  }

  /** Acknowledged is what run.json says: it stays, or gets better. */
  #compare(now: Manifest): void {
    const before = this.#last;
    if (before === undefined) return;
    if (before.untrained !== null && now.untrained === null)
      this.#note('untrained withdrawn', `at meta-iteration ${now.iteration}`);
    if (before.best !== null && (now.best === null || now.best.loss > before.best.loss)) {
      this.#note(
        'best withdrawn',
        `loss ${before.best.loss} of ${before.best.iteration}, then ${now.best?.loss ?? 'none'}; newest checkpoint ${before.checkpointIteration}`,
      );
    }
    if (before.checkpointIteration !== null && (now.checkpointIteration ?? -1) < before.checkpointIteration) {
      this.#note('checkpoint withdrawn', `${before.checkpointIteration}, then ${now.checkpointIteration ?? 'none'}`);
    }
    if (before.state === 'completed' && now.state !== 'completed') this.#note('completion withdrawn', now.state);
  }

  #note(kind: string, detail: string): void {
    if (this.faults.some((fault) => fault.kind === kind && fault.detail === detail)) return;
    this.faults.push({ kind, detail });
  }
}
