// Labels of many runs, from their frozen experiments on the disk. What did not change since the last look is not read
// again.

import { type LookAtEntry, lookAtEntry, stampOf } from '../base/boundedFile.ts';
import { mapInTurns } from '../base/mapInTurns.ts';
import type { ExperimentFacts, Fact } from './experimentFacts.ts';
import type { Manifest } from './manifest.ts';
import { type FactsReader, readExperimentFacts, stampOfDamage } from './readExperimentFacts.ts';
import { newestFirst } from './runAge.ts';
import { runFiles } from './runDirectory.ts';
import { labelRuns, nameBeginning, nameExtensions, placeOfBeginning, placeOfExtension } from './runLabel.ts';
import { memoryOf } from './sharedFacts.ts';

export interface LabelledRun {
  readonly directory: string;
  readonly manifest: Pick<Manifest, 'name' | 'createdAt' | 'initializedFrom' | 'earlierLengths'>;
}

/** By directory; runs without a label are not in it. */
export type RunLabels = ReadonlyMap<string, string>;

const readAtOnce = 16;
/** What kept one from being read kept others: when one can be read, all are. */
const mostTriedAgain = 64;
/** Of the runs of one name the newest are labelled. */
const mostOfOneName = 1000;
/** Of all together: what keeping them takes in memory, and what the files have that they are read from. */
const mostBytes = { memory: 32 * 2 ** 20, files: 64 * 2 ** 20 };

interface ReadFacts {
  readonly stamp: string;
  /** Of the file. */
  readonly bytes: number;
  /** Undefined where the file is no experiment. */
  readonly facts: ExperimentFacts | undefined;
}

/** By directory, of runs whose experiment could not be read: see `stampOfDamage`. */
type UnreadStamps = Map<string, string | undefined>;

/** What is kept of the runs, by directory. */
class KeptFacts {
  readonly facts = new Map<string, ReadFacts>();
  readonly unread: UnreadStamps = new Map();
  #left: Readonly<Record<keyof typeof mostBytes, number>> = mostBytes;

  get isFull(): boolean {
    return this.#left.memory <= 0 || this.#left.files <= 0;
  }

  /** False where there is no room for all of them; then none is kept. */
  keep(read: readonly (readonly [directory: string, facts: ReadFacts])[]): boolean {
    let { memory, files } = this.#left;
    for (const [, { bytes, facts }] of read) {
      memory -= facts === undefined ? 0 : memoryOf(facts);
      files -= bytes;
    }
    if (memory < 0 || files < 0) return false;
    this.#left = { memory, files };
    for (const [directory, facts] of read) this.facts.set(directory, facts);
    return true;
  }
}

interface Namesakes {
  /** Their directories, the newest first. */
  readonly directories: readonly string[];
  /** Of each; undefined for one that has none. */
  readonly labels: readonly (string | undefined)[];
}

/** Remembers experiments and labels between looks; not needed for a single look. */
export class RunLabeller {
  readonly #factsOf: FactsReader;
  readonly #lookAtEntry: LookAtEntry;
  #facts: ReadonlyMap<string, ReadFacts> = new Map();
  /** Of names whose runs' experiments could all be read. */
  #namesakes: ReadonlyMap<string, Namesakes> = new Map();
  /** Those that were not tried for longest come first. */
  #unread: UnreadStamps = new Map();

  /** @param factsOf who reads, or remembers, what experiments say @param look how files are looked at */
  constructor(factsOf: FactsReader = readExperimentFacts, look: LookAtEntry = lookAtEntry) {
    this.#factsOf = factsOf;
    this.#lookAtEntry = look;
  }

  /**
   * Labels for the runs whose name others of `runs` have, too. One whose experiment cannot be read has none, nor have
   * the oldest where not all can be kept. Calls come one after another.
   */
  async label(runs: readonly LabelledRun[]): Promise<RunLabels> {
    const namesakes = new Map<string, Namesakes>();
    const labels = new Map<string, string>();
    const kept = new KeptFacts();
    const beginnings = beginningsOf(runs);
    for (const [name, directories] of groupByName(runs)) {
      if (directories.length < 2) continue;
      const known = this.#knownNamesakes(name, directories, kept);
      const found = known ?? { directories, labels: await this.#labelNamesakes(directories, beginnings, kept) };
      if (!directories.some((directory) => kept.unread.has(directory))) namesakes.set(name, found);
      directories.forEach((directory, place) => {
        const label = found.labels[place];
        if (label !== undefined) labels.set(directory, label);
      });
    }
    this.#facts = kept.facts;
    this.#namesakes = namesakes;
    this.#unread = kept.unread;
    return labels;
  }

  /**
   * Whether an experiment that could not be read can be now, so that there are other labels. Not while `label` is at
   * work.
   */
  async isAnyMended(): Promise<boolean> {
    for (const [directory, known] of [...this.#unread].slice(0, mostTriedAgain)) {
      this.#unread.delete(directory);
      let stamp: string | undefined;
      try {
        stamp = stampOf(await this.#lookAtEntry(runFiles(directory).experiment));
        const isReadable = stamp !== known && (await this.#factsOf(directory, stamp)) !== undefined;
        this.#unread.set(directory, isReadable ? undefined : stamp);
        if (isReadable) return true;
      } catch (error) {
        this.#unread.set(directory, stampOfDamage(stamp, error));
      }
    }
    return false;
  }

  /** Undefined where they are others than at the last look, or there is no room for them any more. */
  #knownNamesakes(name: string, directories: readonly string[], kept: KeptFacts): Namesakes | undefined {
    const known = this.#namesakes.get(name);
    if (known === undefined || !isSameList(known.directories, directories)) return undefined;
    const read = directories.flatMap((directory) => {
      const facts = this.#facts.get(directory);
      return facts === undefined ? [] : [[directory, facts] as const];
    });
    return kept.keep(read) ? known : undefined;
  }

  async #labelNamesakes(
    directories: readonly string[],
    beginnings: ReadonlyMap<string, readonly Beginning[]>,
    kept: KeptFacts,
  ): Promise<Namesakes['labels']> {
    const read = await mapInTurns(directories, readAtOnce, (directory) => this.#read(directory, kept));
    const oldestFirst = directories
      .flatMap((directory, place) => {
        const facts = read[place];
        return facts === undefined ? [] : [{ place, facts: withBeginning(facts, beginnings.get(directory)) }];
      })
      .reverse();
    const labels: (string | undefined)[] = directories.map(() => undefined);
    const found = await labelRuns(oldestFirst.map(({ facts }) => facts));
    oldestFirst.forEach(({ place }, at) => {
      labels[place] = found[at] ?? '';
    });
    return labels;
  }

  async #read(directory: string, kept: KeptFacts): Promise<ExperimentFacts | undefined> {
    if (kept.isFull) return undefined;
    let stamp: string | undefined;
    try {
      const looked = this.#lookAtEntry(runFiles(directory).experiment);
      // Waiting for what is there takes longer than looking.
      const found = looked instanceof Promise ? await looked : looked;
      stamp = stampOf(found);
      let read = this.#facts.get(directory);
      if (read?.stamp !== stamp) {
        if (this.#unread.get(directory) === stamp) {
          kept.unread.set(directory, stamp);
          return undefined;
        }
        const reading = this.#factsOf(directory, stamp);
        const facts = reading instanceof Promise ? await reading : reading;
        read = { stamp, bytes: found?.size ?? 0, facts };
      }
      if (read.facts === undefined) kept.unread.set(directory, stamp);
      return kept.keep([[directory, read]]) ? read.facts : undefined;
    } catch (error) {
      kept.unread.set(directory, stampOfDamage(stamp, error));
      // Whoever opens the run is told what is wrong with it; beside others it stands without a label.
      return undefined;
    }
  }
}

/** Labels of `runs`, read once. */
export function readRunLabels(
  runs: readonly LabelledRun[],
  factsOf?: FactsReader,
  look?: LookAtEntry,
): Promise<RunLabels> {
  return new RunLabeller(factsOf, look).label(runs);
}

type Beginning = readonly [place: string, fact: Fact];

/** By directory, of runs that do not begin at random, or were extended. */
function beginningsOf(runs: readonly LabelledRun[]): ReadonlyMap<string, readonly Beginning[]> {
  return new Map(
    runs.flatMap(({ directory, manifest }) => {
      const [beginning, extensions] = [nameBeginning(manifest), nameExtensions(manifest)];
      const facts: Beginning[] = [
        ...(beginning === undefined ? [] : [[placeOfBeginning, endOf(beginning)] as const]),
        ...(extensions === undefined ? [] : [[placeOfExtension, extensions] as const]),
      ];
      return facts.length === 0 ? [] : [[directory, facts] as const];
    }),
  );
}

/** What a run began with stands in no experiment where it was said when the run was started. */
function withBeginning(facts: ExperimentFacts, beginning: readonly Beginning[] | undefined): ExperimentFacts {
  return beginning === undefined ? facts : new Map<string, Fact>([...facts, ...beginning]);
}

/** Where ids of runs, which begin with a time, are told apart. */
function endOf(beginning: string): string {
  return beginning.length > 24 ? `…${beginning.slice(-23)}` : beginning;
}

/** Directories of the newest runs of each name, the newest first, as are the names. */
function groupByName(runs: readonly LabelledRun[]): ReadonlyMap<string, readonly string[]> {
  const directories = new Map<string, string[]>();
  for (const { directory, manifest } of newestFirst(runs)) {
    const namesakes = directories.get(manifest.name);
    if (namesakes === undefined) directories.set(manifest.name, [directory]);
    else if (namesakes.length < mostOfOneName) namesakes.push(directory);
  }
  return directories;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
