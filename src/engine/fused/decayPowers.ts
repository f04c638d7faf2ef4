// DecayPowers: remembers how far Adam's decays were raised, so that returning to a saved state costs nothing.

import { nextDecayPower } from './program/decay.ts';

interface Powers {
  readonly steps: number;
  readonly first: number;
  readonly second: number;
}

const start: Powers = { steps: 0, first: 1, second: 1 };

export class DecayPowers {
  readonly #beta1: number;
  readonly #beta2: number;
  /** Where a state was last restored to; tasks return there again and again. */
  #restored = start;
  #latest = start;

  constructor(beta1: number, beta2: number) {
    this.#beta1 = beta1;
    this.#beta2 = beta2;
  }

  /** Notes that a state of so many steps was restored. */
  restore(steps: number): void {
    this.#restored = this.after(steps);
  }

  /** The powers after so many steps. */
  after(steps: number): Powers {
    const known = [this.#latest, this.#restored].find((powers) => powers.steps <= steps) ?? start;
    let { first, second } = known;
    for (let step = known.steps; step < steps && (first !== 0 || second !== 0); step++) {
      first = nextDecayPower(first, this.#beta1);
      second = nextDecayPower(second, this.#beta2);
    }
    this.#latest = { steps, first, second };
    return this.#latest;
  }
}
