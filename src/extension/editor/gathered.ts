// Things that come in quick succession, told together.

import type { Disposable } from './disposableStore.ts';

export class Gathered<Thing> implements Disposable {
  readonly #milliseconds: number;
  readonly #tell: (things: readonly Thing[]) => void;
  #things: Thing[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `tell` hears of all that comes within so many milliseconds of the first. */
  constructor(milliseconds: number, tell: (things: readonly Thing[]) => void) {
    this.#milliseconds = milliseconds;
    this.#tell = tell;
  }

  add(things: readonly Thing[]): void {
    if (things.length === 0) return;
    // One by one: a call takes no more than some ten thousand arguments.
    for (const thing of things) this.#things.push(thing);
    this.#timer ??= setTimeout(() => {
      const gathered = this.#things;
      this.#things = [];
      this.#timer = undefined;
      this.#tell(gathered);
    }, this.#milliseconds);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#things = [];
  }
}
