// Episodes: held-out tasks that were listed beforehand, sample by sample, each of which is handed out once.

import { TaskError } from '../taskError.ts';

/** What all episodes of a list have in common. */
export interface EpisodeSizes {
  readonly ways: number;
  /** Support and query samples of each class. */
  readonly shots: number;
  readonly queries: number;
}

/** Held-out task number i is the i-th episode. */
export interface Episodes extends EpisodeSizes {
  /** The file, folder or zip that lists them, for messages. */
  readonly location: string;
  readonly count: number;
  /** [count, ways]: places among the held-out classes. */
  readonly classes: Uint32Array;
  /** [count, ways, shots] and [count, ways, queries]: numbers of samples. */
  readonly support: Uint32Array;
  readonly query: Uint32Array;
  /** Of all names of classes and samples in their order, whatever file they came from; 32 hexadecimal digits. */
  readonly digest: string;
}

/** One episode, way by way. */
export interface Episode {
  /** Its place among the held-out classes. */
  readonly from: number;
  readonly support: Uint32Array;
  readonly query: Uint32Array;
}

/** @throws {TaskError} where there is no episode of this number */
export function episodeAt(episodes: Episodes, number: number): Episode[] {
  const { count, ways, shots, queries, location } = episodes;
  if (number >= count)
    throw new TaskError(
      `There is no held-out task number ${number}: ${location} lists ${count} episodes, from number 0 on.`,
    );
  return Array.from({ length: ways }, (_, way) => {
    const place = number * ways + way;
    return {
      from: episodes.classes[place] ?? 0,
      support: episodes.support.subarray(place * shots, (place + 1) * shots),
      query: episodes.query.subarray(place * queries, (place + 1) * queries),
    };
  });
}

/** @throws {TaskError} where the experiment asks for tasks of other sizes than are listed */
export function requireSizesOf(episodes: Episodes, asked: EpisodeSizes): void {
  const differing = (['ways', 'shots', 'queries'] as const).filter((size) => asked[size] !== episodes[size]);
  if (differing.length === 0) return;
  const { location, ways, shots, queries } = episodes;
  const are = differing.map((size) => `task.${size} is ${asked[size]}`).join(' and ');
  const set = differing.map((size) => `task.${size} to ${episodes[size]}`).join(' and ');
  throw new TaskError(
    `The episodes of ${location} have ${ways} classes with ${shots} support and ${queries} query samples each, but ${are}. Set ${set}.`,
  );
}
