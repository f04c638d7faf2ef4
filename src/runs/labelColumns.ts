// The columns of labels: places of experiments at which runs of one name differ, and which of them tell most runs
// apart. What takes long gives the event loop turns, because the editor labels hundreds of runs while a person types.

import type { ExperimentFacts, Fact } from './experimentFacts.ts';
import { alikeIn, valuesAt } from './sharedFacts.ts';

/** The value of one place in each of the runs. */
export interface LabelColumn {
  readonly place: string;
  /** Undefined where the run has none. */
  readonly values: readonly (Fact | undefined)[];
  /** Numbers, the same in runs in which the place means the same: they have made the same choices above it. */
  readonly contexts: readonly number[];
}

/** Called between parts of the work that take a millisecond or so. */
export type Breathe = () => Promise<void>;

/** Of values that differ, so many are weighed against each other. */
const mostCandidates = 200;
/** Runs times places that are laid side by side, and places alone. */
const most = { facts: 200_000, places: 2000 };
/** Steps of a loop over what may be very many, of which each takes next to nothing. */
const stepsWithoutBreath = 1000;

/** The places of all runs in their order; of very many those that most of the runs have. */
export async function placesOf(runs: readonly ExperimentFacts[], breathe: Breathe): Promise<readonly string[]> {
  // Most runs of one name share the list of their places, which is gone through once.
  const runsWith = new Map<Iterable<string>, number>();
  for (const facts of runs) {
    const own = facts.keys();
    runsWith.set(own, (runsWith.get(own) ?? 0) + 1);
  }
  const counts = new Map<string, number>();
  for (const [own, count] of runsWith) {
    for (const place of own) counts.set(place, (counts.get(place) ?? 0) + count);
    await breathe();
  }
  const usual = await mostUsual(counts, Math.min(most.places, Math.ceil(most.facts / runs.length)), breathe);
  const ranks = new Map(usual.map((place) => [place, rankOf(place)]));
  // In the order in which they were found, as far as they rank alike.
  return usual.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

/** At most `limit` of the places, those with the highest counts, in their order. */
async function mostUsual(counts: ReadonlyMap<string, number>, limit: number, breathe: Breathe): Promise<string[]> {
  // How many places have a count, by the count: a sort of half a million places would be one long breath.
  const frequencies: number[] = [];
  let step = 0;
  for (const count of counts.values()) {
    frequencies[count] = (frequencies[count] ?? 0) + 1;
    if (++step % stepsWithoutBreath === 0) await breathe();
  }
  let room = limit;
  let least = frequencies.length - 1;
  while (least > 0 && room >= (frequencies[least] ?? 0)) room -= frequencies[least--] ?? 0;
  const usual: string[] = [];
  for (const [place, count] of counts) {
    if (count > least || (count === least && room-- > 0)) usual.push(place);
    if (++step % stepsWithoutBreath === 0) await breathe();
  }
  return usual;
}

/** In the order of `places`; of very many the first. */
export async function differingColumns(
  runs: readonly ExperimentFacts[],
  places: readonly string[],
  breathe: Breathe,
): Promise<LabelColumn[]> {
  const areAlike = alikeIn(runs);
  const known = new Set(places.filter((place) => !areAlike(place)));
  const contextsByChoices = new Map<string, readonly number[]>();
  const columns: LabelColumn[] = [];
  for (const place of known) {
    // What is the same in all runs divides none from the others.
    const choices = choicesAbove(place).filter((choice) => known.has(choice));
    const key = choices.join('\n');
    const contexts = contextsByChoices.get(key) ?? numberContexts(runs, choices);
    contextsByChoices.set(key, contexts);
    const column = { place, values: valuesAt(runs, place), contexts };
    if (differs(column)) columns.push(column);
    if (columns.length === mostCandidates) break;
    await breathe();
  }
  return columns;
}

function numberContexts(runs: readonly ExperimentFacts[], choices: readonly string[]): readonly number[] {
  const chosen = choices.map((choice) => valuesAt(runs, choice));
  return numberEach(runs.map((_, run) => chosen.map((values) => String(values[run])).join('\n')));
}

/** The same number for the same value, from 0. */
function numberEach(values: readonly unknown[]): number[] {
  const numbers = new Map<unknown, number>();
  return values.map((value) => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
}

/**
 * Places that decide whether, and as what, this one is there: kinds of the objects that it lies in, and lengths of
 * lists.
 */
function choicesAbove(place: string): string[] {
  const choices: string[] = [];
  for (const { index, 0: mark } of place.matchAll(/[.[]/g)) {
    const above = place.slice(0, index);
    choices.push(mark === '[' ? above : `${above}.kind`);
  }
  // A setting of a user's module that is called so decides nothing that is known.
  return choices.filter((choice) => choice !== place && !/^task\.settings\..*kind$/.test(choice));
}

function differs({ values, contexts }: LabelColumn): boolean {
  const seen = new Map<number, Fact | undefined>();
  return values.some((value, run) => {
    const context = contexts[run] ?? 0;
    if (seen.has(context)) return seen.get(context) !== value;
    seen.set(context, value);
    return false;
  });
}

/** In their order; of more than `limit` those that tell most runs apart, one after another. */
export async function chooseColumns(
  columns: readonly LabelColumn[],
  limit: number,
  breathe: Breathe,
): Promise<readonly LabelColumn[]> {
  if (columns.length <= limit) return columns;
  const numbered: { readonly column: LabelColumn; readonly numbers: readonly number[] }[] = [];
  for (const column of columns) {
    numbered.push({ column, numbers: numberEach(column.values) });
    await breathe();
  }
  const chosen = new Set<LabelColumn>();
  let classes: readonly number[] = columns[0]?.values.map(() => 0) ?? [];
  while (chosen.size < limit) {
    let best: { readonly column: LabelColumn; readonly classes: readonly number[]; readonly count: number } | undefined;
    for (const { column, numbers } of numbered) {
      if (chosen.has(column)) continue;
      const divided = divide(classes, numbers);
      if (best === undefined || divided.count > best.count) best = { column, ...divided };
      await breathe();
    }
    if (best === undefined) break;
    chosen.add(best.column);
    classes = best.classes;
  }
  return columns.filter((column) => chosen.has(column));
}

/** Classes of runs that have the same number, too; both below the number of runs. */
function divide(
  classes: readonly number[],
  numbers: readonly number[],
): { readonly classes: readonly number[]; readonly count: number } {
  const divided = numberEach(classes.map((old, run) => old * classes.length + (numbers[run] ?? 0)));
  return { classes: divided, count: 1 + divided.reduce((last, number) => Math.max(last, number), -1) };
}

/** What a run is, what is most often changed, the rest, and the seed at last. */
export function rankOf(place: string): number {
  const frequent = frequentPlaces.indexOf(place);
  if (place === 'seed') return 4000;
  if (/^(evaluation|checkpoint|engine|tags)\b/.test(place)) return 3000;
  return frequent < 0 ? 2000 : frequent;
}

const frequentPlaces: readonly string[] = [
  'algorithm.kind',
  'task.kind',
  'model.kind',
  'algorithm.innerOptimizer.kind',
  'algorithm.innerOptimizer.learningRate',
  'algorithm.metaStepSize',
  'algorithm.metaStepSizeFinal',
  'algorithm.metaStepSchedule',
  'algorithm.outerOptimizer.kind',
  'task.ways',
  'task.shots',
  'task.trainShots',
  'algorithm.innerSteps',
  'algorithm.innerBatch',
  'algorithm.metaBatch',
  'algorithm.metaIterations',
];
