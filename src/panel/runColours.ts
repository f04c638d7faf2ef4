// The colour and dash by which a run is known in charts and table: derived from the runs of its folder, so that it is
// the same everywhere, and told apart by people who see colours otherwise.

import type { RunKey } from './panelMessages.ts';

/**
 * On light and on dark backgrounds. Each pair of one background differs by 0.1 at least in OKLab, also where red, green
 * or blue cones are missing (Machado 2009), and each stands out from the background by 3 : 1 at least.
 */
export const runHues = {
  blue: { light: '#088cfe', dark: '#0dbbfe' },
  amber: { light: '#ac8508', dark: '#f9912a' },
  green: { light: '#4b8672', dark: '#98f8d6' },
  magenta: { light: '#e343bc', dark: '#cd0eac' },
  brown: { light: '#713301', dark: '#997339' },
  navy: { light: '#204263', dark: '#0672f6' },
  yellow: { light: '#7d6708', dark: '#fee319' },
  grey: { light: '#4c606b', dark: '#9e9e9e' },
} as const;

export type RunHue = keyof typeof runHues;

/** In this order, as pixels drawn and left out; the first is one stroke. */
export const runDashes = {
  solid: [],
  dashed: [5, 4],
  dotted: [2, 3],
  dashDotted: [8, 3, 2, 3],
  longDashed: [14, 5],
  dashDoubleDotted: [10, 3, 2, 3, 2, 3],
  dashTripleDotted: [14, 3, 2, 3, 2, 3, 2, 3],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type RunDash = keyof typeof runDashes;

export interface DrawnColour {
  readonly hue: RunHue;
  readonly dash: RunDash;
}

/** So many runs look differently from each other; more repeat them. */
export const mostDistinct = namesOf(runHues).length * namesOf(runDashes).length;

export interface ColouredRun {
  readonly key: RunKey;
  /** See `ownHues`. */
  readonly own: RunHue;
  /** The hue that a person chose for it. */
  readonly chosen?: RunHue;
}

/**
 * The hue that each run of a folder has of its own: the one that follows from its name, or the next, of those that fewest
 * older runs have. So it hangs on older runs alone, and the first eight runs have eight, as have the next.
 * @param runs the oldest first, each with the name of its own folder
 */
export function ownHues(runs: readonly { readonly key: RunKey; readonly name: string }[]): ReadonlyMap<RunKey, RunHue> {
  const hues = namesOf(runHues);
  const taken = new Map<RunHue, number>(hues.map((hue) => [hue, 0]));
  const timesTaken = (hue: RunHue) => taken.get(hue) ?? 0;
  return new Map(
    runs.map(({ key, name }) => {
      const choices = huesFrom(hues[hashOf(name) % hues.length] ?? 'blue');
      const own = choices.reduce((best, hue) => (timesTaken(hue) < timesTaken(best) ? hue : best));
      taken.set(own, timesTaken(own) + 1);
      return [key, own];
    }),
  );
}

/**
 * A colour for each of the runs that stand side by side. Who has one in `kept` keeps it. The others choose in the order
 * in which they are given: the hue of their own in one stroke; where another run has that, the next hue that nobody
 * has in one stroke; where all are taken, the same with the next dash. A hue that a person chose is kept, and the dash
 * gives way.
 */
export function colourRuns(
  runs: readonly ColouredRun[],
  kept: ReadonlyMap<RunKey, DrawnColour> = new Map(),
): ReadonlyMap<RunKey, DrawnColour> {
  const colours = new Map<RunKey, DrawnColour>();
  const taken = new Map<string, number>();
  const take = (key: RunKey, colour: DrawnColour) => {
    colours.set(key, colour);
    taken.set(nameOf(colour), (taken.get(nameOf(colour)) ?? 0) + 1);
  };
  for (const { key, chosen } of runs) {
    const before = kept.get(key);
    if (before !== undefined && (chosen === undefined || chosen === before.hue)) take(key, before);
  }
  for (const run of runs) if (!colours.has(run.key)) take(run.key, firstFree(run, taken));
  return new Map(runs.flatMap(({ key }) => entryOf(key, colours)));
}

function entryOf(key: RunKey, colours: ReadonlyMap<RunKey, DrawnColour>): [RunKey, DrawnColour][] {
  const colour = colours.get(key);
  return colour === undefined ? [] : [[key, colour]];
}

/** What fewest have; of these what comes first in the order of choice. */
function firstFree(run: ColouredRun, taken: ReadonlyMap<string, number>): DrawnColour {
  const hues = run.chosen === undefined ? huesFrom(run.own) : [run.chosen];
  const choices = namesOf(runDashes).flatMap((dash) => hues.map((hue): DrawnColour => ({ hue, dash })));
  const timesTaken = (colour: DrawnColour) => taken.get(nameOf(colour)) ?? 0;
  return choices.reduce((best, choice) => (timesTaken(choice) < timesTaken(best) ? choice : best));
}

/** All of them, beginning with `first`. */
function huesFrom(first: RunHue): readonly RunHue[] {
  const hues = namesOf(runHues);
  const place = hues.indexOf(first);
  return [...hues.slice(place), ...hues.slice(0, place)];
}

function nameOf({ hue, dash }: DrawnColour): string {
  return `${hue} ${dash}`;
}

/** FNV-1a, of UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  // The last bits alone would follow the last letters.
  return (hash ^ (hash >>> 15)) >>> 0;
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  const isName = (name: string): name is Name => Object.hasOwn(table, name);
  return Object.keys(table).filter(isName);
}
