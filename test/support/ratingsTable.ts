// A table of made ratings: users who like different things, as CSV.

import { randomStream } from '../../src/engine/random.ts';

export interface Rating {
  readonly user: string;
  readonly age: number;
  readonly genre: string;
  readonly rating: number;
}

/** Every user likes age and genre in a way of their own. */
export function makeRatings(users = 12, rowsOfEach = 12, seed = 1): Rating[] {
  const random = randomStream(seed, 'bootstrap');
  const genres = ['drama', 'noir', 'war'];
  return Array.from({ length: users }, (_, user) => {
    const [slope, likes] = [random.normal(), random.integer(genres.length)];
    return Array.from({ length: rowsOfEach }, (): Rating => {
      const age = 20 + random.integer(1000) / 20;
      const genre = random.integer(genres.length);
      const rating = 3 + slope * ((age - 45) / 15) + (genre === likes ? 1 : 0) + 0.1 * random.normal();
      return { user: `user ${user}`, age, genre: genres[genre] ?? '', rating };
    });
  }).flat();
}

export function csvOf(rows: readonly object[], delimiter = ','): string {
  const header = Object.keys(rows[0] ?? {});
  return [header, ...rows.map((row) => Object.values(row).map(String))]
    .map((cells) => `${cells.join(delimiter)}\n`)
    .join('');
}
