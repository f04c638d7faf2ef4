// Lists the runs of a folder. Manifests that did not change since the last look are not read again.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import { lookAtEntry, stampOf } from '../base/boundedFile.ts';
import { type ChosenNames, chooseEntries, describeCrowd } from '../base/folderNames.ts';
import { hasCode } from '../base/systemErrors.ts';
import { explainReadFailure } from './explainReadFailure.ts';
import type { Manifest } from './manifest.ts';
import { ManifestError, readManifest } from './manifestFile.ts';
import { observeState } from './observeState.ts';
import { compactTime, runFiles } from './runDirectory.ts';
import type { RunState } from './runState.ts';

export type RunListing =
  | { readonly kind: 'run'; readonly directory: string; readonly manifest: Manifest; readonly state: RunState }
  /** It has a run.json that cannot be read. */
  | {
      readonly kind: 'unreadable';
      readonly directory: string;
      readonly problem: string;
      /** Whether its run.json is damaged, so that another can be made of what else is there. */
      readonly isRepairable: boolean;
    };

type CachedManifest = { readonly stamp: string } & (
  | { readonly kind: 'run'; readonly manifest: Manifest }
  | { readonly kind: 'unreadable'; readonly problem: string; readonly isRepairable: boolean }
);

const readAtOnce = 64;
/** Of more the newest are listed. */
const mostRuns = 10_000;

/**
 * All manifests of a folder are kept while it is looked at, so what they take together is bounded, too: those of
 * ordinary size, about 3 KB, and by themselves those that are not, so that some of these cannot keep thousands of
 * others out.
 */
const ordinaryBytes = 16_384;
const mostBytes = { ordinary: 128 * 2 ** 20, outsized: 16 * 2 ** 20 };
type Budget = Record<keyof typeof mostBytes, number>;

export interface ListingOptions {
  /**
   * Whether run directories that are links count, asked at every look; by default they do. Where they lead may be
   * another host.
   */
  readonly followsLinks?: () => boolean;
  /** Called with a sentence or two when the folder begins to hold more than is listed. */
  readonly onCrowded?: (problem: string) => void;
}

/** Remembers manifests between looks at one runs folder; not needed for a single look. */
export class RunLister {
  readonly #runsFolder: string;
  readonly #followsLinks: () => boolean;
  readonly #onCrowded: (problem: string) => void;
  #crowd: string | undefined;
  #known = new Map<string, CachedManifest>();

  constructor(runsFolder: string, { followsLinks = () => true, onCrowded = () => {} }: ListingOptions = {}) {
    this.#onCrowded = onCrowded;
    this.#runsFolder = path.resolve(runsFolder);
    this.#followsLinks = followsLinks;
  }

  /** Newest first. An absent folder holds no runs. Throws the system's error when the folder cannot be read. */
  async list(): Promise<RunListing[]> {
    const chosen = await chooseRuns(this.#runsFolder, this.#followsLinks());
    this.#noteCrowd(describeCrowd(this.#runsFolder, chosen, 'files and folders'));
    const names = chosen.names.toSorted().reverse();
    const known = new Map<string, CachedManifest>();
    const budget: Budget = { ...mostBytes };
    const listings: RunListing[] = [];
    for (let start = 0; start < names.length; start += readAtOnce) {
      const directories = names.slice(start, start + readAtOnce).map((name) => path.join(this.#runsFolder, name));
      for (const [index, found] of (
        await Promise.all(directories.map((directory) => this.#observe(directory, budget)))
      ).entries()) {
        const directory = directories[index];
        if (found === undefined || directory === undefined) continue;
        known.set(directory, found.cached);
        listings.push(found.listing);
      }
    }
    this.#known = known;
    return listings;
  }

  #noteCrowd(crowd: string | undefined): void {
    if (crowd !== undefined && crowd !== this.#crowd) this.#onCrowded(crowd);
    this.#crowd = crowd;
  }

  /** One run of the folder as it is now, without reading what did not change; undefined where there is none. */
  async lookAt(directory: string): Promise<RunListing | undefined> {
    const found = await this.#observe(directory, { ...mostBytes });
    if (found !== undefined) this.#known.set(directory, found.cached);
    return found?.listing;
  }

  /**
   * Undefined for a folder that is no run. One that seems lost is looked at once more: its last word may have come
   * meanwhile.
   */
  async #observe(
    directory: string,
    budget: Budget,
  ): Promise<{ readonly cached: CachedManifest; readonly listing: RunListing } | undefined> {
    const first = await look(directory, this.#known.get(directory), budget);
    if (first === undefined) return undefined;
    const listing = describe(directory, first);
    if (listing.kind !== 'run' || listing.state !== 'lost') return { cached: first, listing };
    const second = await look(directory, first, { ...mostBytes });
    return second === undefined ? undefined : { cached: second, listing: describe(directory, second) };
  }
}

/** The manifest as it is now; `known` where it did not change since. Undefined for a folder that is no run. */
async function look(
  directory: string,
  known: CachedManifest | undefined,
  budget: Budget,
): Promise<CachedManifest | undefined> {
  let [stamp, bytes] = ['', 0];
  try {
    const found = await lookAtEntry(runFiles(directory).manifest);
    if (found === undefined) return undefined;
    [stamp, bytes] = [stampOf(found), found.size];
  } catch (error) {
    return { stamp: '', kind: 'unreadable', problem: explainReadFailure(directory, error), isRepairable: false };
  }
  if (!takeFrom(budget, bytes)) {
    const problem = `${runFiles(directory).manifest} is not read: the runs of this folder describe themselves at too great a length. Move runs that are not yours out of it.`;
    return { stamp: '', kind: 'unreadable', problem, isRepairable: false };
  }
  if (known?.stamp === stamp) return known;
  try {
    return { stamp, kind: 'run', manifest: await readManifest(directory) };
  } catch (error) {
    if (error instanceof ManifestError)
      return { stamp, kind: 'unreadable', problem: error.message, isRepairable: error.fault === 'damaged' };
    throw error;
  }
}

function takeFrom(budget: Budget, bytes: number): boolean {
  const kind = bytes <= ordinaryBytes ? 'ordinary' : 'outsized';
  if (bytes > budget[kind]) return false;
  budget[kind] -= bytes;
  return true;
}

function describe(directory: string, found: CachedManifest): RunListing {
  if (found.kind === 'unreadable') {
    const { problem, isRepairable } = found;
    return { kind: 'unreadable', directory, problem, isRepairable };
  }
  return { kind: 'run', directory, manifest: found.manifest, state: observeState(found.manifest) };
}

/** One look at a runs folder, newest run first. */
export async function listRuns(runsFolder: string, options: ListingOptions = {}): Promise<RunListing[]> {
  return new RunLister(runsFolder, options).list();
}

/** Names that we give to runs come first, the newest before all others; of a time that is yet to come none is ours. */
async function chooseRuns(folder: string, withLinks: boolean): Promise<ChosenNames> {
  // Clocks differ, and so do time zones where somebody sets one wrongly.
  const tomorrow = timeNumber(compactTime(new Date(Date.now() + millisecondsPerDay)));
  const rankOf = (name: string, entry: Dirent) => {
    if (name.startsWith('.') || (!withLinks && entry.isSymbolicLink())) return undefined;
    const time = timeNumber(name);
    return time > tomorrow ? 0 : -time;
  };
  try {
    return await chooseEntries(folder, { rankOf, most: mostRuns });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { names: [], leftOut: 0, seen: 0 };
    throw error;
  }
}

const millisecondsPerDay = 86_400_000;

/** The time that a run's name begins with, as a number that grows with it; 0 where it has none. */
function timeNumber(name: string): number {
  const [, day, time] = /^(\d{8})T(\d{6})Z/.exec(name) ?? [];
  return day === undefined || time === undefined ? 0 : Number(day + time);
}
