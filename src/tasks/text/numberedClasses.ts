// Classes of texts that are called by numbers, which each part of a data set may have counted for itself.

import { someNames } from '../files/someNames.ts';

/** Classes that are called by numbers in several parts of a data set: each part may have counted its own. */
export class NumberedClasses {
  #part = 0;
  /** By name the first part that has it. */
  readonly #firstPart = new Map<string, number>();
  readonly #shared = new Set<string>();

  beginPart(): void {
    this.#part++;
  }

  take(name: string): void {
    if (!/^\d{1,15}(?:\.0+)?$/.test(name)) return;
    const first = this.#firstPart.get(name);
    if (first === undefined) this.#firstPart.set(name, this.#part);
    else if (first !== this.#part) this.#shared.add(name);
  }

  /** @param place where the parts lie */
  notes(place: string): string[] {
    if (this.#shared.size === 0) return [];
    return [
      `${place}: classes that are called by the same number in several parts are taken for the same: ${someNames([...this.#shared])}. ` +
        'Where each part counts its own classes, give them names.',
    ];
  }
}
