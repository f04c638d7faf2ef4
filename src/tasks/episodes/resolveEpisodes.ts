// From the rows of a list to episodes: every sample found, every fault named with its place.

import { createHash } from 'node:crypto';
import { quote } from '../../base/quote.ts';
import { TaskError } from '../taskError.ts';
import type { EpisodeRow, Side } from './episodeRow.ts';
import type { EpisodeSizes, Episodes } from './episodes.ts';
import { type EpisodeData, SampleFinder } from './sampleFinder.ts';

/** An episode while its rows are read. */
interface GatheredEpisode {
  readonly name: string;
  /** Of its first row. */
  readonly place: string;
  /** By place of the class among the held-out classes, in the order in which the list names them. */
  readonly ways: Map<number, Record<Side, number[]>>;
  readonly sideOf: Map<number, Side>;
}

/**
 * @param rows at least one
 * @throws {TaskError} with the place of the row that is wrong
 */
export function resolveEpisodes(location: string, rows: readonly EpisodeRow[], data: EpisodeData): Episodes {
  const gathered = gather(rows, new SampleFinder(data));
  const [first] = gathered;
  if (first === undefined) throw new TaskError(`${location} lists no episodes.`);
  const sizes = sizesOf(first);
  for (const episode of gathered) requireSameSizes(episode, sizeName(sizes, first), sizesOf(episode), sizes);
  refuseTwins(gathered);
  const ways = gathered.flatMap((episode) => [...episode.ways]);
  return {
    location,
    count: gathered.length,
    ...sizes,
    classes: Uint32Array.from(ways, ([from]) => from),
    support: Uint32Array.from(ways.flatMap(([, { support }]) => support)),
    query: Uint32Array.from(ways.flatMap(([, { query }]) => query)),
    digest: digestOf(sizes, ways, data),
  };
}

function gather(rows: readonly EpisodeRow[], finder: SampleFinder): GatheredEpisode[] {
  const episodes = new Map<string, GatheredEpisode>();
  let current: GatheredEpisode | undefined;
  for (const row of rows) {
    if (current?.name !== row.episode) {
      const earlier = episodes.get(row.episode);
      if (earlier !== undefined) {
        throw new TaskError(
          `${row.place}: the episode ${quote(row.episode)} stands in the list already (from ${earlier.place} on). ` +
            'Each is listed once, with all its rows together: give this one another name.',
        );
      }
      current = { name: row.episode, place: row.place, ways: new Map(), sideOf: new Map() };
      episodes.set(row.episode, current);
    }
    take(row, current, finder);
  }
  return [...episodes.values()];
}

function take(row: EpisodeRow, { name, ways, sideOf }: GatheredEpisode, finder: SampleFinder): void {
  const { sample, from } = finder.find(row);
  const earlier = sideOf.get(sample);
  if (earlier !== undefined) {
    const how = earlier === row.side ? 'stands twice in' : 'stands on both sides of';
    throw new TaskError(`${row.place}: the sample ${quote(row.sample)} ${how} the episode ${quote(name)}.`);
  }
  sideOf.set(sample, row.side);
  const way = ways.get(from) ?? { support: [], query: [] };
  ways.set(from, way);
  way[row.side].push(sample);
}

/** Sizes of the episode's first class; whether the others have the same is looked at afterwards. */
function sizesOf({ ways }: GatheredEpisode): EpisodeSizes {
  const [first] = ways.values();
  return { ways: ways.size, shots: first?.support.length ?? 0, queries: first?.query.length ?? 0 };
}

function sizeName({ ways, shots, queries }: EpisodeSizes, { name }: GatheredEpisode): string {
  return `The first episode, ${quote(name)}, has ${ways} classes, the first of them with ${shots} support and ${queries} query samples: all must have as many.`;
}

function requireSameSizes(
  { name, place, ways }: GatheredEpisode,
  advice: string,
  own: EpisodeSizes,
  { ways: needed, shots, queries }: EpisodeSizes,
): void {
  const what = `${place}: the episode ${quote(name)} that begins there`;
  if (own.ways !== needed) throw new TaskError(`${what} has ${own.ways} classes. ${advice}`);
  if (needed < 2) throw new TaskError(`${what} has one class only. A task has two at least.`);
  if (shots === 0 || queries === 0)
    throw new TaskError(`${what} has a class without ${shots === 0 ? 'support' : 'query'} samples. ${advice}`);
  let way = 0;
  for (const { support, query } of ways.values()) {
    way += 1;
    if (support.length === shots && query.length === queries) continue;
    throw new TaskError(
      `${what} has ${support.length} support and ${query.length} query samples of its ${way}. class. ${advice}`,
    );
  }
}

/** Two episodes of the same samples would count the same task twice. */
function refuseTwins(episodes: readonly GatheredEpisode[]): void {
  const seen = new Map<string, GatheredEpisode>();
  for (const episode of episodes) {
    const content = [...episode.sideOf].map(([sample, side]) => `${sample} ${side}`).sort();
    const key = createHash('sha256').update(content.join()).digest('base64');
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw new TaskError(
        `${episode.place}: the episode ${quote(episode.name)} has the same samples as ${quote(twin.name)} (from ${twin.place} on). Leave one of them out.`,
      );
    }
    seen.set(key, episode);
  }
}

function digestOf(
  { ways, shots, queries }: EpisodeSizes,
  listed: readonly (readonly [number, Record<Side, readonly number[]>])[],
  data: EpisodeData,
): string {
  const whole = createHash('sha256').update(JSON.stringify([ways, shots, queries]));
  for (const [from, { support, query }] of listed) {
    const names = [support, query].map((samples) => samples.map((sample) => data.nameOf(sample)));
    whole.update(JSON.stringify([data.heldOutClasses[from]?.name, ...names]));
  }
  return whole.digest('hex').slice(0, 32);
}
