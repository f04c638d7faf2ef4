// By what a program's run is judged, as it stands: from the run's event files, and from what was acknowledged before they
// lost it.

import { isBetterBy } from '../../experiment/quantities.ts';
import type { RunNotice } from '../../runs/runNotice.ts';
import type { NamedFigure, NamedMerit } from '../../runs/trainedBy.ts';
import { asRecorded } from '../runFigures.ts';
import { forEachCounting } from './countingSeries.ts';

/** What event files hold. */
interface FoundMerit {
  readonly merit: NamedMerit | null;
  /** What they lack of what was acknowledged. */
  readonly lacking: readonly NamedFigure[];
}

export class StandingMerit {
  /** Before anything was measured; null where nothing judges the run. */
  readonly #unmeasured: NamedMerit | null;
  #merit: NamedMerit | null;
  /** Figures that count, whether event files still hold them or not. */
  #known: readonly NamedFigure[];
  /** Whether figures of `#merit` may have been withdrawn. */
  #isDue: boolean;
  /** Steps of figures that event files lacked, and of which that was said. */
  readonly #missed = new Set<number>();

  /** @param known of a process that goes on: figures that were acknowledged and count. What files hold is read first. */
  constructor(unmeasured: NamedMerit | null, known?: readonly NamedFigure[]) {
    this.#unmeasured = unmeasured;
    this.#merit = unmeasured;
    this.#known = known ?? [];
    this.#isDue = unmeasured !== null && known !== undefined;
  }

  /** As it stood when it was last settled, with what was noted since. */
  get merit(): NamedMerit | null {
    return this.#merit;
  }

  /** Whether something was withdrawn since it was settled. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Figures that were acknowledged and count for certain, the latest last; some may be there twice. */
  get acknowledged(): readonly NamedFigure[] {
    return this.#isDue ? this.#known : [...this.#known, ...namedFiguresOf(this.#merit)];
  }

  note(tag: string, iteration: number, value: number): void {
    if (this.#merit?.tag === tag) this.#merit = withNamed(this.#merit, { iteration, value: asMeant(value) });
  }

  /** What stands at the step and later counts no more. */
  withdraw(fromIteration: number): void {
    this.#known = this.acknowledged.filter(({ iteration }) => iteration < fromIteration);
    this.#isDue = this.#unmeasured !== null;
  }

  /** Changes nothing. */
  async readFiles(directory: string): Promise<FoundMerit> {
    if (this.#unmeasured === null) return { merit: null, lacking: [] };
    let merit = this.#unmeasured;
    const { acknowledged } = this;
    const lacked = new Set(acknowledged.map(({ iteration }) => iteration));
    await forEachCounting(directory, merit.tag, (iteration, value) => {
      merit = withNamed(merit, { iteration, value: asMeant(value) });
      lacked.delete(iteration);
    });
    return { merit, lacking: acknowledged.filter(({ iteration }) => lacked.has(iteration)) };
  }

  /** Gives what is to be said of figures that files lack. They count all the same. */
  settle({ merit, lacking }: FoundMerit): RunNotice | undefined {
    this.#merit = lacking.reduce((standing, figure) => standing && withNamed(standing, figure), merit);
    this.#known = lacking;
    this.#isDue = false;
    const missed = lacking.map(({ iteration }) => iteration).filter((iteration) => !this.#missed.has(iteration));
    if (missed.length === 0) return undefined;
    for (const iteration of missed) this.#missed.add(iteration);
    return { of: 'missingFigures', reached: merit?.latest?.iteration ?? null, acknowledged: Math.max(...missed) };
  }
}

/** Of one step the latest is the last. */
export function namedFiguresOf(merit: NamedMerit | null): readonly NamedFigure[] {
  const { first = null, best = null, latest = null } = merit ?? {};
  return [first, best, latest].filter((figure) => figure !== null);
}

function withNamed(merit: NamedMerit, figure: NamedFigure): NamedMerit {
  const { first, latest, best, direction } = merit;
  const { iteration, value } = figure;
  const isBest = best === null || Number.isNaN(best.value) || isBetterBy(direction, value, best.value);
  return {
    ...merit,
    first: first === null || iteration < first.iteration ? figure : first,
    latest: latest === null || iteration >= latest.iteration ? figure : latest,
    best: isBest ? figure : best,
  };
}

/** Files of earlier versions hold no more than 32 bits of it: what a person wrote is the shortest number that gives them. */
export function asMeant(value: number): number {
  const short = asRecorded(value);
  return Number.isInteger(value) || Math.fround(short) !== value ? value : short;
}
