// The runs as they were last seen, newest first, and what a look changed about them.

import type { RunListing } from '../../runs/listRuns.ts';
import { newestFirst } from '../../runs/runAge.ts';
import type { RunLabels } from '../../runs/runLabels.ts';
import { isEnded, isLogState } from '../../runs/runState.ts';
import { isSameRun, type RunChange, type RunChanges, type RunRecord, type UnreadableRun } from './runRecord.ts';

/** A run as its own files tell of it. */
export type SeenRun = Omit<RunRecord, 'label'>;

export class KnownRuns {
  readonly #runs = new Map<string, RunRecord>();
  #sorted: readonly RunRecord[] | undefined;

  /** Newest first. */
  all(): readonly RunRecord[] {
    this.#sorted ??= newestFirst(this.#runs.values());
    return this.#sorted;
  }

  get(directory: string): RunRecord | undefined {
    return this.#runs.get(directory);
  }

  has(directory: string): boolean {
    return this.#runs.has(directory);
  }

  /** Without logs of other programs, which lie elsewhere. */
  directories(): string[] {
    return [...this.#runs.values()].filter(({ state }) => !isLogState(state)).map(({ directory }) => directory);
  }

  liveDirectories(): string[] {
    return [...this.#runs.values()]
      .filter(({ state }) => !isEnded(state) && !isLogState(state))
      .map(({ directory }) => directory);
  }

  /** Whether one of `found` that had ended is another than it was known, though nobody told of it. */
  hasChangedUntold(found: readonly Sighting[], isTold: (directory: string) => boolean): boolean {
    return found.some((sighting) => {
      if (sighting.kind !== 'run') return false;
      const { directory, manifest } = sighting.run;
      const known = this.#runs.get(directory);
      return known !== undefined && isEnded(known.state) && known.manifest !== manifest && !isTold(directory);
    });
  }

  /** Takes over what was seen, and says what is another than before. */
  update(found: readonly SeenRun[], gone: readonly string[], labels: RunLabels): RunChanges {
    const added: RunRecord[] = [];
    const changed: RunChange[] = [];
    for (const { directory, manifest, state, marks } of found) {
      const current = { directory, manifest, state, marks, label: labels.get(directory) ?? '' };
      const previous = this.#runs.get(directory);
      if (previous !== undefined && isSameRun(previous, current)) continue;
      this.#runs.set(directory, current);
      if (previous === undefined) added.push(current);
      else changed.push({ previous, current });
    }
    const removed = gone.flatMap((directory) => this.#runs.get(directory) ?? []);
    for (const directory of gone) this.#runs.delete(directory);
    const changes = { added, changed, removed };
    this.#sorted = keepsOrder(changes) ? this.#sorted?.map((run) => this.#runs.get(run.directory) ?? run) : undefined;
    return changes;
  }
}

/** Sorting ten thousand runs anew for each step of one that is at work would be most of the work. */
function keepsOrder({ added, changed, removed }: RunChanges): boolean {
  if (added.length + removed.length > 0) return false;
  return changed.every(({ previous, current }) => previous.manifest.createdAt === current.manifest.createdAt);
}

/** What a look that began at a moment, see `LookOrder`, saw in a run's directory. */
export type Sighting = { readonly directory: string; readonly moment: number } & (
  | { readonly kind: 'run'; readonly run: SeenRun }
  | { readonly kind: 'unreadable'; readonly unreadable: UnreadableRun }
  | { readonly kind: 'gone' }
);

export function sightingOf(listing: RunListing, moment: number): Sighting {
  const { directory } = listing;
  if (listing.kind === 'run') return { kind: 'run', directory, moment, run: listing };
  const { problem, isRepairable } = listing;
  return { kind: 'unreadable', directory, moment, unreadable: { directory, problem, isRepairable } };
}

/** Those of `listings` that could be read. */
export function seenRuns(listings: readonly RunListing[]): SeenRun[] {
  return listings.filter((listing) => listing.kind === 'run');
}

/** The first are told of at once, so that a person sees the newest; each time more of them, because telling costs. */
const firstStretch = 64;

/** A function that gathers what it is called with, and tells of it in stretches that double; what is left is not told. */
export function inGrowingStretches<Thing>(
  tell: (things: readonly Thing[]) => void,
): (things: readonly Thing[]) => void {
  let [gathered, enough]: [Thing[], number] = [[], firstStretch];
  return (things) => {
    for (const thing of things) gathered.push(thing);
    if (gathered.length < enough) return;
    tell(gathered);
    [gathered, enough] = [[], 2 * enough];
  };
}
