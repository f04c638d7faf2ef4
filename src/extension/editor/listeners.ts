// Listeners without VS Code, for the parts of the extension that are tested outside it.

import type { Disposable } from './disposableStore.ts';

export type Listen<T> = (listener: (value: T) => void) => Disposable;

/** A list of listeners; one that throws does not keep the others from hearing. */
export class Listeners<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  readonly listen: Listen<T> = (listener) => {
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  notify(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
