// What a run's own event files hold from a step on that does not come from the program's event files, in columns: a long run
// has millions.

import { EventReader } from '../../runs/eventReader.ts';
import { type Figure, FigureBatch } from '../../runs/figureBatch.ts';
import { Cutoffs } from './cutoffs.ts';
import type { ProgramFigures } from './programFigures.ts';

export class OtherFigures {
  readonly #batch: FigureBatch;
  /** Places in the batch, in the order of steps. */
  readonly #places: Uint32Array;
  /** So many are from the files. */
  readonly #foundCount: number;

  private constructor(batch: FigureBatch, places: Uint32Array, foundCount: number) {
    this.#batch = batch;
    this.#places = places;
    this.#foundCount = foundCount;
  }

  /**
   * What cannot be read is left out. @param figures what the program's files have told so far @param acknowledged figures
   * that are among them also where no file holds them any more
   */
  static async read(
    directory: string,
    { fromIteration, acknowledged }: { readonly fromIteration: number; readonly acknowledged: readonly Figure[] },
    figures: ProgramFigures,
  ): Promise<OtherFigures> {
    const isWanted = (tag: string) => figures.sourceOf(tag) !== 'events';
    const isFarEnough = (iteration: number) => iteration >= fromIteration;
    const found = await readCounting(directory, isWanted, isFarEnough);
    const { batch } = found;
    const foundCount = batch.length;
    const wanted = acknowledged.filter(({ tag, iteration }) => isWanted(tag) && isFarEnough(iteration));
    for (const { tag, iteration, value, wallTime } of lackingOf(found, wanted))
      batch.add(tag, iteration, value, wallTime);
    const counts = new Uint8Array(batch.length).fill(1);
    counts.set(found.counts);
    await leaveOutEvents(batch, counts, figures);
    const places = Uint32Array.from({ length: batch.length }, (_, place) => place).filter(
      (place) => counts[place] === 1,
    );
    const { iterations, wallTimes } = batch;
    places.sort(
      (a, b) => (iterations[a] ?? 0) - (iterations[b] ?? 0) || (wallTimes[a] ?? 0) - (wallTimes[b] ?? 0) || a - b,
    );
    return new OtherFigures(batch, places, foundCount);
  }

  /** The largest step of those that no file holds any more; undefined where all are there. */
  get lackedAt(): number | undefined {
    const lacked = this.#places.filter((place) => place >= this.#foundCount);
    return lacked.length === 0 ? undefined : this.#batch.iterations[lacked.at(-1) ?? 0];
  }

  /** By step, and those of one step by time. */
  *inOrder(): Generator<Figure, void, undefined> {
    const { tags, iterations, values, wallTimes } = this.#batch;
    for (const place of this.#places)
      yield {
        tag: tags[place] ?? '',
        iteration: iterations[place] ?? Number.NaN,
        value: values[place] ?? Number.NaN,
        wallTime: wallTimes[place] ?? Number.NaN,
      };
  }
}

interface Counting {
  readonly batch: FigureBatch;
  /** By place: 1 for a figure that was not withdrawn. */
  readonly counts: Uint8Array;
}

async function readCounting(
  directory: string,
  isWanted: (tag: string) => boolean,
  isFarEnough: (iteration: number) => boolean,
): Promise<Counting> {
  const cutoffs = new Cutoffs();
  const batch = new FigureBatch();
  await new EventReader(directory, isWanted).read((updates) => {
    for (const update of updates) {
      if (update.kind === 'restarted') {
        cutoffs.clear();
        batch.truncate(0);
      } else if (update.kind === 'withdrawn') {
        cutoffs.note(batch.length, update.fromIteration);
      } else if (update.kind === 'figures') {
        const { length, tags, iterations, values, wallTimes } = update.figures;
        for (let place = 0; place < length; place++) {
          const iteration = iterations[place] ?? Number.NaN;
          if (isFarEnough(iteration))
            batch.add(tags[place] ?? '', iteration, values[place] ?? Number.NaN, wallTimes[place] ?? Number.NaN);
        }
      }
    }
  });
  const counts = Uint8Array.from({ length: batch.length }, (_, place) =>
    (batch.iterations[place] ?? Number.NaN) < cutoffs.at(place) ? 1 : 0,
  );
  return { batch, counts };
}

/** Of a name and step that have none. */
function lackingOf({ batch, counts }: Counting, acknowledged: readonly Figure[]): readonly Figure[] {
  const lacking = new Set(acknowledged);
  for (let place = 0; place < batch.length && lacking.size > 0; place++) {
    if (counts[place] !== 1) continue;
    for (const figure of lacking)
      if (figure.iteration === batch.iterations[place] && figure.tag === batch.tags[place]) lacking.delete(figure);
  }
  return [...lacking];
}

/** Of names that both tell those count of which lines have said the same last. */
async function leaveOutEvents(
  { length, tags, iterations, values }: FigureBatch,
  counts: Uint8Array,
  figures: ProgramFigures,
): Promise<void> {
  const numbers = new Map<string, number>();
  const numberOf = new Uint32Array(length);
  for (let place = 0; place < length; place++) {
    const tag = tags[place] ?? '';
    if (figures.sourceOf(tag) !== 'both') continue;
    const number = numbers.get(tag) ?? numbers.size + 1;
    numbers.set(tag, number);
    numberOf[place] = number;
  }
  const shared = Uint32Array.from({ length }, (_, place) => place).filter((place) => numberOf[place] !== 0);
  if (shared.length === 0) return;
  const compare = (place: number, number: number, iteration: number) =>
    (numberOf[place] ?? 0) - number || (iterations[place] ?? 0) - iteration;
  shared.sort((a, b) => compare(a, numberOf[b] ?? 0, iterations[b] ?? 0) || a - b);
  // Of one name and step there may be as many figures as lines: what the last line says is kept at the first of them.
  const [said, isTold] = [new Float64Array(shared.length), new Uint8Array(shared.length)];
  await figures.forEachLineAgain(({ tag, iteration, value }) => {
    const number = numbers.get(tag);
    if (number === undefined) return;
    const first = firstOf(shared, (place) => compare(place, number, iteration));
    if (first === shared.length || compare(shared[first] ?? 0, number, iteration) !== 0) return;
    [said[first], isTold[first]] = [Math.fround(value), 1];
  });
  let first = 0;
  for (const [at, place] of shared.entries()) {
    if (compare(shared[first] ?? 0, numberOf[place] ?? 0, iterations[place] ?? 0) !== 0) first = at;
    const isSaid = isTold[first] === 1 && Object.is(said[first], Math.fround(values[place] ?? Number.NaN));
    if (!isSaid) counts[place] = 0;
  }
}

/** Where among the sorted places the first stands that does not come before what is sought. */
function firstOf(places: Uint32Array, compare: (place: number) => number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(places[middle] ?? 0) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
