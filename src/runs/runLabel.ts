// A run's short label: what tells it from other runs of its name, `lr 0.04 · ε 0.3 · seed 2`. Pure, but that others have
// turns meanwhile: a thousand runs take seconds where a stranger has made them.

import { createBreather } from '../base/breather.ts';
import { plainText } from '../base/shownText.ts';
import { nameOfAlgorithm } from '../experiment/algorithms.ts';
import type { ExperimentFacts, Fact } from './experimentFacts.ts';
import { briefValues, shortNames } from './labelWords.ts';

/** So many values stand in a label; of more, those that tell most runs apart. */
const mostValues = 4;
/** In UTF-16 units. */
const longestLabel = 100;
/** Of values that differ, so many are weighed against each other. */
const mostCandidates = 200;

const separator = ' · ';

/**
 * A label for each of the runs of one name, the oldest first: the values that are not the same in all of them. What
 * only follows from the choice of an algorithm, a task or a model is left out, and of more than four values the number,
 * `+3`. Runs that would read the same are numbered, `run 2`. The only run of its name needs no label, and has an empty
 * one. Labels are plain text of one line.
 */
export async function labelRuns(runs: readonly ExperimentFacts[]): Promise<string[]> {
  if (runs.length < 2) return runs.map(() => '');
  const breathe = createBreather();
  const places = await placesOf(runs, breathe);
  const columns = await differingColumns(runs, places, breathe);
  const shown = await chooseColumns(columns, breathe);
  const names = shortNames(new Set(places));
  const spelled = shown.map((column) => spellColumn(column, names(column.place)));
  await breathe();
  return numberEqual(
    runs.map((_, run) => {
      const parts = spelled.flatMap((texts) => texts[run] ?? []).map(withoutSeparators);
      const others = columns.filter((column) => !shown.includes(column) && column.values[run] !== undefined).length;
      return plainText([...parts, ...(others > 0 ? [`+${others}`] : [])].join(separator), longestLabel);
    }),
  );
}

/**
 * The name that a run is known by wherever one stands alone: `omniglot · lr 0.04 · seed 2`. A name that is written like
 * one with a label reads otherwise.
 */
export function titleOfRun(name: string, label: string): string {
  const own = withoutSeparators(name);
  return label === '' ? own : `${own}${separator}${label}`;
}

/** Dots that look like a separator, where they stand alone. */
function withoutSeparators(text: string): string {
  return text.replace(/(?<=^|\s)[·•∙⋅・･‧](?=\s|$)/gu, '-');
}

/** Gives others a turn, when the last one was long ago. */
type Breathe = () => Promise<void>;

/** The value of one place in each of the runs. */
interface Column {
  readonly place: string;
  /** Undefined where the run has none. */
  readonly values: readonly (Fact | undefined)[];
  /** Runs in which the place means the same: they have made the same choices above it. */
  readonly contexts: readonly string[];
}

async function differingColumns(
  runs: readonly ExperimentFacts[],
  places: readonly string[],
  breathe: Breathe,
): Promise<Column[]> {
  const known = new Set(places);
  const contextsOf = new Map<string, readonly string[]>();
  const columns: Column[] = [];
  for (const place of places) {
    await breathe();
    const choices = choicesAbove(place).filter((choice) => known.has(choice));
    const key = choices.join('\n');
    const contexts = contextsOf.get(key) ?? runs.map((facts) => contextOf(facts, choices));
    contextsOf.set(key, contexts);
    const column = { place, values: runs.map((facts) => facts.get(place)), contexts };
    if (differs(column)) columns.push(column);
    if (columns.length === mostCandidates) break;
  }
  return columns;
}

function contextOf(facts: ExperimentFacts, choices: readonly string[]): string {
  return choices.map((choice) => String(facts.get(choice))).join('\n');
}

/** Runs times places, which are gone through for a label. */
const mostFactsTogether = 200_000;

/** The places of all runs in their order; of very many those that most of the runs have. */
async function placesOf(runs: readonly ExperimentFacts[], breathe: Breathe): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const facts of runs) {
    await breathe();
    for (const place of facts.keys()) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  await breathe();
  const { least, ofLeast } = mostFrequent(counts.values(), Math.ceil(mostFactsTogether / runs.length));
  const kept: { readonly place: string; readonly rank: number }[] = [];
  let left = ofLeast;
  for (const [place, count] of counts)
    if (count > least || (count === least && left-- > 0)) kept.push({ place, rank: rankOf(place) });
  // In the order in which they were found, as far as they rank alike.
  return kept.sort((a, b) => a.rank - b.rank).map(({ place }) => place);
}

/**
 * The `most` highest of the counts: all that are higher than `least`, and `ofLeast` of those that equal it. Sorting a
 * million of them would take a second.
 */
function mostFrequent(counts: Iterable<number>, most: number): { readonly least: number; readonly ofLeast: number } {
  const howOften = new Map<number, number>();
  for (const count of counts) howOften.set(count, (howOften.get(count) ?? 0) + 1);
  let left = most;
  for (const [count, often] of [...howOften].sort(([a], [b]) => b - a)) {
    if (often >= left) return { least: count, ofLeast: left };
    left -= often;
  }
  return { least: 0, ofLeast: 0 };
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
  return choices.filter((choice) => choice !== place && choice !== 'task.settings.kind');
}

function differs({ values, contexts }: Column): boolean {
  const seen = new Map<string, Fact | undefined>();
  return values.some((value, run) => {
    const context = contexts[run] ?? '';
    if (seen.has(context)) return seen.get(context) !== value;
    seen.set(context, value);
    return false;
  });
}

/** In their order; of too many first those that tell most runs apart, one after another. */
async function chooseColumns(columns: readonly Column[], breathe: Breathe): Promise<readonly Column[]> {
  if (columns.length <= mostValues) return columns;
  const chosen = new Set<Column>();
  let classes: readonly number[] = columns[0]?.values.map(() => 0) ?? [];
  while (chosen.size < mostValues) {
    let best: { readonly column: Column; readonly classes: readonly number[]; readonly count: number } | undefined;
    for (const column of columns) {
      if (chosen.has(column)) continue;
      await breathe();
      const divided = divide(classes, column);
      if (best === undefined || divided.count > best.count) best = { column, ...divided };
    }
    if (best === undefined) break;
    chosen.add(best.column);
    classes = best.classes;
  }
  return columns.filter((column) => chosen.has(column));
}

/** Classes of runs that are the same in this column, too. */
function divide(
  classes: readonly number[],
  { values }: Column,
): { readonly classes: readonly number[]; readonly count: number } {
  const numbers = new Map<string, number>();
  const divided = classes.map((old, run) => {
    const key = `${old} ${typeof values[run]} ${values[run]}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  return { classes: divided, count: numbers.size };
}

/** What is said of each run; undefined where there is nothing to say. */
function spellColumn({ place, values, contexts }: Column, name: string): (string | undefined)[] {
  const spell = briefValues(
    values.flatMap((value) => (typeof value === 'number' || typeof value === 'string' ? [value] : [])),
  );
  const contextsWithValue = new Set(contexts.filter((_, run) => values[run] !== undefined));
  return values.map((value, run) => {
    if (value === undefined) return contextsWithValue.has(contexts[run] ?? '') ? `no ${name}` : undefined;
    if (typeof value === 'boolean') return value ? name : `no ${name}`;
    const text = place === 'algorithm.kind' ? nameOfAlgorithm(String(value)) : spell(value);
    return name === '' ? text : `${name} ${text}`;
  });
}

/** What a run is, what is most often changed, the rest, and the seed at last. */
function rankOf(place: string): number {
  const frequent = frequentPlaces.indexOf(place);
  if (place === 'seed') return 4000;
  if (/^(evaluation|checkpoint|engine|tags)\b/.test(place)) return 3000;
  return frequent < 0 ? 2000 : frequent;
}

const frequentPlaces: readonly string[] = [
  ...[
    'algorithm.kind',
    'task.kind',
    'model.kind',
    'algorithm.innerOptimizer.kind',
    'algorithm.innerOptimizer.learningRate',
  ],
  ...[
    'algorithm.metaStepSize',
    'algorithm.metaStepSizeFinal',
    'algorithm.metaStepSchedule',
    'algorithm.outerOptimizer.kind',
  ],
  ...['task.ways', 'task.shots', 'task.trainShots', 'algorithm.innerSteps', 'algorithm.innerBatch'],
  ...['algorithm.metaBatch', 'algorithm.metaIterations'],
];

/** Of labels that read the same all but the first, which is the oldest run's, say which they are. */
function numberEqual(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const number = (seen.get(label) ?? 0) + 1;
    seen.set(label, number);
    if (number === 1) return label;
    return label === '' ? `run ${number}` : `${label}${separator}run ${number}`;
  });
}
