// Lists the runs of a folder. Manifests that did not change since the last look are not read again.

import type { Dirent } from 'node:fs';
import path from 'node:path';
import { type LookAtEntry, lookAtEntry, stampOf } from '../base/boundedFile.ts';
import type { MayLookInto } from '../base/cautiousLookup.ts';
import { crowdIn, describeCrowd } from '../base/crowd.ts';
import { type ChosenNames, chooseEntries } from '../base/folderNames.ts';
import { isMisnamed, mayBeMisnamed } from '../base/misnamed.ts';
import { hasCode } from '../base/systemErrors.ts';
import { untranslated } from '../base/translate.ts';
import { describeFileProblem, explainReadFailure, isPassing } from './fileProblem.ts';
import type { KeptIndex } from './keptIndex/keptIndex.ts';
import type { Manifest } from './manifest.ts';
import { ManifestError, readManifest } from './manifestFile.ts';
import { ManifestPool } from './manifestPool.ts';
import type { RunMarks } from './marks/marks.ts';
import { lookAtMarks, type SeenMarks } from './marks/marksFile.ts';
import { observeState } from './observeState.ts';
import { timeForOrder } from './runAge.ts';
import { runFiles, timeInName } from './runDirectory.ts';
import { isEnded, type RunState } from './runState.ts';

export type RunListing =
  | {
      readonly kind: 'run';
      readonly directory: string;
      readonly manifest: Manifest;
      readonly state: RunState;
      /** What people say of it. */
      readonly marks: RunMarks;
    }
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

/** What is kept of a run between two looks. */
interface KnownRun {
  /** The look that saw it, of all looks in their order. */
  readonly look: number;
  readonly manifest: CachedManifest;
  readonly marks: SeenMarks;
}

const readAtOnce = 64;
/** Of more the newest are listed. */
const mostRuns = 10_000;
/** So many folders are looked into for them: others than runs may lie there, and bear their names. */
const mostFolders = 20_000;

/**
 * All manifests of a folder are kept while it is looked at, so what they take together is bounded, too: those of
 * ordinary size, about 3 KB, and by themselves those that are not, so that some of these cannot keep thousands of
 * others out.
 */
const ordinaryBytes = 16_384;
const mostBytes = { ordinary: 128 * 2 ** 20, outsized: 16 * 2 ** 20 };
type Budget = Record<keyof typeof mostBytes, number>;

export interface ListingOptions {
  /** Asked of the folder at every look, and of what is a link in it; by default everything may be looked into. */
  readonly mayLookInto?: MayLookInto;
  /** What is kept of the folder's runs from one process to the next. */
  readonly kept?: KeptIndex;
  /** How files are looked at; for a process that nobody else waits for there is a quicker way. */
  readonly lookAtEntry?: LookAtEntry;
  /** Called with a sentence or two when the folder begins to hold more than is listed. */
  readonly onCrowded?: (problem: string) => void;
}

/** Who hears of a list on the way: of stretches of it, the newest first. */
export interface ListingProgress {
  /** Right before the runs of a stretch are looked at, which begins in the same breath. */
  readonly onBegin?: () => void;
  readonly onFound?: (listings: readonly RunListing[]) => void;
}

/** Remembers manifests between looks at one runs folder; not needed for a single look. */
export class RunLister {
  readonly #runsFolder: string;
  readonly #mayLookInto: MayLookInto;
  readonly #onCrowded: (problem: string) => void;
  readonly #kept: KeptIndex | undefined;
  readonly #lookAtEntry: LookAtEntry;
  #isCrowded = false;
  #reads = 0;
  #looks = 0;
  /** Names of the latest list by which nothing may be found. */
  #oddNames: ReadonlySet<string> = new Set();
  readonly #known = new Map<string, KnownRun>();
  readonly #pool = new ManifestPool();

  constructor(runsFolder: string, options: ListingOptions = {}) {
    const { mayLookInto = () => true, onCrowded = () => {}, kept } = options;
    this.#kept = kept;
    this.#lookAtEntry = options.lookAtEntry ?? lookAtEntry;
    this.#onCrowded = onCrowded;
    this.#runsFolder = path.resolve(runsFolder);
    this.#mayLookInto = mayLookInto;
  }

  /** How many manifests were read so far, rather than known to be as they were. */
  get reads(): number {
    return this.#reads;
  }

  /** Writes what is kept from one process to the next, where enough of it is new. */
  async keep(): Promise<void> {
    if (!this.#mayLookInto(this.#runsFolder)) return;
    await this.#kept?.save(() =>
      [...this.#known].flatMap(([directory, { manifest: found }]) =>
        found.kind === 'run' ? [{ directory, stamp: found.stamp, manifest: found.manifest }] : [],
      ),
    );
  }

  /** Newest first. An absent folder holds no runs. Throws the system's error when the folder cannot be read. */
  async list({ onBegin = () => {}, onFound = () => {} }: ListingProgress = {}): Promise<RunListing[]> {
    const { names, leftOut } = await chooseRuns(this.#runsFolder, this.#mayLookInto);
    this.#oddNames = new Set(names.filter(mayBeMisnamed));
    const before = this.#looks;
    const found = new Set<string>();
    const budget: Budget = { ...mostBytes };
    const listings: RunListing[] = [];
    // Names in a folder are joined to it as they are; joining paths in general takes ten thousand of them longer than looking.
    const folder = this.#runsFolder.endsWith(path.sep) ? this.#runsFolder : `${this.#runsFolder}${path.sep}`;
    let looked = 0;
    while (looked < names.length && listings.length < mostRuns) {
      const stretch = names.slice(looked, looked + Math.min(readAtOnce, mostRuns - listings.length));
      const directories = stretch.map((name) => `${folder}${name}`);
      looked += stretch.length;
      const inStretch: RunListing[] = [];
      onBegin();
      for (const listing of await Promise.all(directories.map((directory) => this.#observe(directory, budget)))) {
        if (listing === undefined || found.has(listing.directory)) continue;
        found.add(listing.directory);
        inStretch.push(listing);
      }
      for (const listing of inStretch) listings.push(listing);
      onFound(inStretch);
      await this.#kept?.readAhead(names.length - looked);
    }
    // Other looks may have gone on beside this one.
    for (const [directory, { look }] of this.#known)
      if (look <= before && !found.has(directory)) this.#known.delete(directory);
    this.#noteCrowd({ names: names.slice(0, looked), leftOut: leftOut + names.length - looked });
    return listings;
  }

  #noteCrowd(looked: Omit<ChosenNames, 'seen'>): void {
    const crowd = crowdIn(this.#runsFolder, looked, 'folders');
    if (crowd !== undefined && !this.#isCrowded) this.#onCrowded(describeCrowd(crowd, untranslated));
    this.#isCrowded = crowd !== undefined;
  }

  /** One run of the folder as it is now, without reading what did not change; undefined where there is none. */
  async lookAt(directory: string): Promise<RunListing | undefined> {
    if (!this.#mayLookInto(directory)) return undefined;
    return this.#observe(directory, { ...mostBytes });
  }

  /**
   * Undefined for a folder that is no run. One that seems lost is looked at once more: its last word may have come
   * meanwhile.
   */
  async #observe(directory: string, budget: Budget): Promise<RunListing | undefined> {
    const own = ++this.#looks;
    const known = this.#known.get(directory);
    const looking = { kept: this.#kept, lookAtEntry: this.#lookAtEntry, pool: this.#pool };
    let manifest = await look(directory, known?.manifest, budget, looking);
    if (manifest === undefined)
      return this.#oddNames.has(path.basename(directory)) ? explainName(directory) : undefined;
    // What two looks read beside each other is one thing: whoever compares it then need not look into it.
    const other = this.#known.get(directory)?.manifest;
    if (other?.stamp === manifest.stamp && manifest.stamp !== '') manifest = other;
    if (manifest !== known?.manifest) this.#reads++;
    const mayTake = (bytes: number) => takeFrom(budget, bytes);
    const lookedAtMarks = lookAtMarks(directory, known?.marks, { mayTake, lookAtEntry: this.#lookAtEntry });
    const marks = lookedAtMarks instanceof Promise ? await lookedAtMarks : lookedAtMarks;
    const described = describe(directory, manifest, marks);
    let listing = described instanceof Promise ? await described : described;
    if (listing.kind === 'run' && listing.state === 'lost') {
      manifest = await look(directory, manifest, { ...mostBytes }, looking);
      if (manifest === undefined) return undefined;
      listing = await describe(directory, manifest, marks);
    }
    // Another look may have gone on beside this one, and have begun later.
    if (own > (this.#known.get(directory)?.look ?? 0)) this.#known.set(directory, { look: own, manifest, marks });
    return listing;
  }
}

/** Undefined where it was removed meanwhile, or is no run. */
async function explainName(directory: string): Promise<RunListing | undefined> {
  if (!(await isMisnamed(directory))) return undefined;
  const problem = describeFileProblem({ code: 'misnamed', file: directory }, untranslated);
  return { kind: 'unreadable', directory, problem, isRepairable: false };
}

interface Looking {
  readonly kept: KeptIndex | undefined;
  readonly lookAtEntry: LookAtEntry;
  readonly pool: ManifestPool;
}

/** The manifest as it is now; `known` where it did not change since. Undefined for a folder that is no run. */
async function look(
  directory: string,
  known: CachedManifest | undefined,
  budget: Budget,
  { kept, lookAtEntry, pool }: Looking,
): Promise<CachedManifest | undefined> {
  let [stamp, bytes] = ['', 0];
  try {
    const looked = lookAtEntry(runFiles(directory).manifest);
    // Waiting for what is there costs as much as looking.
    const found = looked instanceof Promise ? await looked : looked;
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
  const looked = kept?.manifestOf(directory, stamp);
  const keptManifest = looked instanceof Promise ? await looked : looked;
  if (keptManifest !== undefined) return { stamp, kind: 'run', manifest: keptManifest };
  try {
    const manifest = pool.share(await readManifest(directory));
    kept?.noteRead(manifest);
    return { stamp, kind: 'run', manifest };
  } catch (error) {
    // It went between the two.
    if (error instanceof ManifestError && error.fault === 'missing') return undefined;
    if (error instanceof ManifestError) {
      const { notice } = error;
      // What may be read the next time is not known to be as it is.
      if (notice.of === 'manifest' && isPassing(notice.problem)) stamp = '';
      return { stamp, kind: 'unreadable', problem: error.message, isRepairable: error.fault === 'damaged' };
    }
    throw error;
  }
}

function takeFrom(budget: Budget, bytes: number): boolean {
  const kind = bytes <= ordinaryBytes ? 'ordinary' : 'outsized';
  if (bytes > budget[kind]) return false;
  budget[kind] -= bytes;
  return true;
}

/** Of most runs at once: of those that have ended nobody has to be asked. */
function describe(directory: string, found: CachedManifest, { marks }: SeenMarks): RunListing | Promise<RunListing> {
  if (found.kind === 'unreadable') {
    const { problem, isRepairable } = found;
    return { kind: 'unreadable', directory, problem, isRepairable };
  }
  const { manifest } = found;
  if (isEnded(manifest.state)) return { kind: 'run', directory, manifest, state: manifest.state, marks };
  return observeState(manifest, directory).then((state) => ({ kind: 'run', directory, manifest, state, marks }));
}

/** One look at a runs folder, newest run first. */
export async function listRuns(runsFolder: string, options: ListingOptions = {}): Promise<RunListing[]> {
  return new RunLister(runsFolder, options).list();
}

/** Names that we give to runs come first, the newest before all others; of a time that is yet to come none is ours. */
async function chooseRuns(folder: string, mayLookInto: MayLookInto): Promise<ChosenNames> {
  if (!mayLookInto(folder)) return { names: [], leftOut: 0, seen: 0 };
  const now = Date.now();
  const rankOf = (name: string, entry: Dirent) => {
    if (name.startsWith('.') || entry.isFile()) return undefined;
    if (entry.isSymbolicLink() && !mayLookInto(path.join(folder, name))) return undefined;
    return -timeForOrder(timeInName(name), now);
  };
  try {
    return await chooseEntries(folder, { rankOf, most: mostFolders });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { names: [], leftOut: 0, seen: 0 };
    throw error;
  }
}
