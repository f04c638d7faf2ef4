// A run's short label: what tells it from other runs of its name, `lr 0.04 · ε 0.3 · seed 2`. Pure, but that
// others have turns meanwhile.

import { createBreather } from '../base/breather.ts';
import { plainText } from '../base/shownText.ts';
import { nameOfAlgorithm } from '../experiment/algorithms.ts';
import type { ExperimentFacts, Fact } from './experimentFacts.ts';
import { chooseColumns, differingColumns, type LabelColumn, placesOf } from './labelColumns.ts';
import { briefValues, shortNames } from './labelWords.ts';
import type { Manifest } from './manifest.ts';

/** So many values stand in a label; of more, those that tell most runs apart. */
const mostValues = 4;
/** In UTF-16 units. */
const longestLabel = 100;

/** Where among an experiment's facts it stands what the run begins with in the place of random parameters. */
export const placeOfBeginning = 'model.initialization';

/** Of a run with random ones: the random initialization itself is what runs are measured against, and none of them. */
const beginsAtRandom = 'begins at random';

/** The same of where it was extended, with step sizes of another length until then. */
export const placeOfExtension = 'extended';

/** Between the parts of a label. */
export const separatorOfLabels = ' · ';

/**
 * A label for each of the runs of one name, the oldest first: the values that are not the same in all of them, of the
 * number of meta-iterations only those that are not the usual one, where they are told apart without it. What only follows from the choice of an algorithm, a task or a model is left out, and of more than four values the number,
 * `+3`. Runs that would read the same are numbered, `run 2`. The only run of its name needs no label, and has an empty
 * one. Labels are plain text of one line. However many runs there are, the event loop gets its turns.
 */
export async function labelRuns(runs: readonly ExperimentFacts[]): Promise<string[]> {
  if (runs.length < 2) return runs.map(() => '');
  const breathe = createBreather();
  const places = await placesOf(runs, breathe);
  const columns = await differingColumns(runs, places, breathe);
  const shown = await chooseColumns(columns, mostValues, breathe);
  const names = shortNames(new Set(places));
  const areLogs = runs.map(isOfLog);
  const saysNothing = ({ values }: LabelColumn, run: number) => values[run] === undefined && areLogs[run] === true;
  const spelled: (readonly (string | undefined)[])[] = [];
  for (const column of shown) {
    await breathe();
    const spelledColumn = spellColumn(column, names(column.place));
    spelled.push(spelledColumn.map((text, run) => (saysNothing(column, run) ? undefined : text)));
  }
  const hidden = columns.filter((column) => !shown.includes(column));
  // Hundreds of runs have the same values: each text is looked through once.
  const plain = remembered((text: string) => plainText(text, longestLabel));
  const join = async (texts: readonly (readonly (string | undefined)[])[]) => {
    const labels: string[] = [];
    for (const run of runs.keys()) {
      const parts = texts.flatMap((ofColumn) => ofColumn[run] ?? []);
      const others = hidden.reduce((count, { values }) => (values[run] === undefined ? count : count + 1), 0);
      if (others > 0) parts.push(`+${others}`);
      labels.push(plain(parts.join(separatorOfLabels)));
      await breathe();
    }
    return labels;
  };
  const labels = await join(spelled);
  const length = shown.findIndex(({ place }) => place === 'algorithm.metaIterations');
  if (length < 0) return numberEqual(labels);
  const brief = await join(spelled.map((texts, column) => (column === length ? withoutUsual(texts) : texts)));
  return numberEqual(new Set(brief).size === new Set(labels).size ? brief : labels);
}

/**
 * Of another program: it holds what somebody logged, and what it does not hold nobody has set to nothing. Each experiment
 * of ours has one of these.
 */
function isOfLog(facts: ExperimentFacts): boolean {
  return facts.get('algorithm.kind') === undefined && facts.get('trainer.command') === undefined;
}

/** A run that was extended tells how long it is; the others of its name, which are as long as each other, need not. */
function withoutUsual(texts: readonly (string | undefined)[]): readonly (string | undefined)[] {
  const counts = new Map<string | undefined, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  // Of equally usual ones that of the oldest run.
  const [usual] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
  return texts.map((text) => (text === usual ? undefined : text));
}

/**
 * The name that a run is known by wherever one stands alone: `omniglot · lr 0.04 · seed 2`. A name that is written like
 * one with a label reads otherwise.
 */
export function titleOfRun(name: string, label: string): string {
  const own = withoutSeparators(name);
  return label === '' ? own : `${own}${separatorOfLabels}${label}`;
}

/** Dots that look like a separator, where they stand alone. */
function withoutSeparators(text: string): string {
  return text.replace(/(?<=^|\s)[·•∙⋅・･‧](?=\s|$)/gu, '-');
}

/** What is said of each run; undefined where there is nothing to say. */
function spellColumn({ place, values, contexts }: LabelColumn, name: string): (string | undefined)[] {
  const spell = briefValues(
    values.flatMap((value) => (typeof value === 'number' || typeof value === 'string' ? [value] : [])),
  );
  const contextsWithValue = new Set(contexts.filter((_, run) => values[run] !== undefined));
  const without = wordsWithout(place, name);
  const spellOnce = remembered((value: Fact) => {
    if (typeof value === 'boolean') return value ? withoutSeparators(name) : without;
    const text = place === 'algorithm.kind' ? nameOfAlgorithm(String(value)) : spell(value);
    return withoutSeparators(name === '' ? text : `${name} ${text}`);
  });
  return values.map((value, run) => {
    if (value !== undefined) return spellOnce(value);
    return contextsWithValue.has(contexts[run] ?? 0) ? without : undefined;
  });
}

function wordsWithout(place: string, name: string): string {
  if (place === placeOfBeginning) return beginsAtRandom;
  return place === placeOfExtension ? 'not extended' : withoutSeparators(`no ${name}`);
}

/** What `make` gives, made once for each key. */
function remembered<Key>(make: (key: Key) => string): (key: Key) => string {
  const made = new Map<Key, string>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const text = make(key);
    made.set(key, text);
    return text;
  };
}

/** Whether the label is a number alone: nothing differs between the runs of its name but when they were made. */
export function isNumberAlone(label: string): boolean {
  return /^run \d+$/.test(label);
}

/** Of labels that read the same all but the first, which is the oldest run's, say which they are. */
function numberEqual(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const number = (seen.get(label) ?? 0) + 1;
    seen.set(label, number);
    if (number === 1) return label;
    return label === '' ? `run ${number}` : `${label}${separatorOfLabels}run ${number}`;
  });
}

/** Of a digest, to tell it from others. */
const digits = 8;

/** `RUN@20000`, `weights.npz (3f2a91c0)`; undefined for random parameters. */
export function nameBeginning({ initializedFrom }: Pick<Manifest, 'initializedFrom'>): string | undefined {
  if (initializedFrom === null) return undefined;
  const { run, iteration, parametersSha256, fileSha256 } = initializedFrom;
  return fileSha256 === undefined ? `${run}@${iteration}` : `${run} (${parametersSha256.slice(0, digits)})`;
}

/** `at 300`, `at 200 of 400, at 600`: where a run was extended, and how long it was to be; undefined where it never was. */
export function nameExtensions({ earlierLengths }: Pick<Manifest, 'earlierLengths'>): string | undefined {
  if (earlierLengths.length === 0) return undefined;
  return earlierLengths
    .map(({ until, metaIterations }) => (until === metaIterations ? `at ${until}` : `at ${until} of ${metaIterations}`))
    .join(', ');
}

/** Of those that trained it, one after another: `3f2a91c0`, or `3f2a91c0, then 8e1b22aa`; undefined where nobody knows. */
export function nameProgram({ programDigests }: Pick<Manifest, 'programDigests'>): string | undefined {
  if (programDigests.length === 0) return undefined;
  return programDigests.map((digest) => digest.slice(0, digits)).join(', then ');
}

/**
 * Of the classes on both sides and what they hold, and of where they were changed under the run: `3f2a91c0, changed at
 * 500`; undefined where there are none, or nobody knows.
 */
export function nameData({
  splitDigest,
  dataChanges,
}: Pick<Manifest, 'splitDigest' | 'dataChanges'>): string | undefined {
  if (splitDigest === null) return undefined;
  const changes = dataChanges.map(({ iteration }) => `, changed at ${iteration}`);
  return [splitDigest.slice(0, digits), ...changes].join('');
}
