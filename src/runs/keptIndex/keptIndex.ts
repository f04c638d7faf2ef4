// What of the runs of a folder is slow to read again, kept beside them for this user: never the truth, since the stamp
// of each file decides whether what is kept of it counts. Deleting it costs time only.

import path from 'node:path';
import { type LookAtEntry, lookAtEntry, stampOf } from '../../base/boundedFile.ts';
import { createBreather } from '../../base/breather.ts';
import { makeFolder } from '../../base/plainFolder.ts';
import { removeAbandoned } from '../../base/removeAbandoned.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';
import type { ExperimentFacts } from '../experimentFacts.ts';
import type { Manifest } from '../manifest.ts';
import { readExperimentFacts } from '../readExperimentFacts.ts';
import { cacheFolderOf, runFiles } from '../runDirectory.ts';
import { isEnded } from '../runState.ts';
import { FactsPool, memoryOf } from '../sharedFacts.ts';
import { IndexFile, type IndexOwner, mostIndexBytes, type OpenedIndex } from './indexFile.ts';
import { FactsWriter } from './keptFacts.ts';
import { canBeNamed, type IndexLine, sealLines } from './keptLines.ts';
import { ManifestsWriter } from './keptManifests.ts';

/** Of one run's manifest, and of its facts, as JSON in UTF-16 units; what is longer is read where it lies. */
const longestPart = 16_384;
/** What is kept of facts in memory: twenty times what ten thousand ordinary runs need. */
const mostFactBytes = 64 * 2 ** 20;
/** Fewer new lines are not worth writing the file again. */
const fewLines = { least: 50, share: 1 / 20 };
/** Of users who have not listed the runs for two months, as far as they had anything new. */
const abandoned = { name: /^runs-index(-[0-9a-f]{16})?$/, most: 100, afterMilliseconds: 60 * 86_400_000 };
/** Where so many ended runs were not kept, and at least so many are still to be looked at, they are read elsewhere. */
const longReading = { unkept: 128, ahead: 1024 };

interface KeptFacts {
  readonly stamp: string;
  readonly facts: ExperimentFacts | undefined;
}

interface Writers {
  readonly manifests: ManifestsWriter;
  readonly facts: FactsWriter;
}

/** A run whose manifest is known. */
interface KnownManifest {
  readonly directory: string;
  readonly stamp: string;
  readonly manifest: Manifest;
}

export interface KeptIndexOptions extends IndexOwner {
  /** Whether what others left there may go that is old; asked at each use. By default it may. */
  readonly mayRemove?: () => boolean;
  /** How files are looked at; for a process that nobody else waits for there is a quicker way. */
  readonly lookAtEntry?: LookAtEntry;
  /**
   * Has another process read the runs and keep the index anew; rejects where it could not. Without, this process reads
   * them, however many there are.
   */
  readonly readElsewhere?: () => Promise<void>;
}

export class KeptIndex {
  readonly #folder: string;
  readonly #options: KeptIndexOptions;
  readonly #facts = new Map<string, KeptFacts>();
  readonly #pool = new FactsPool();
  readonly #file: IndexFile;
  readonly #lookAtEntry: LookAtEntry;
  #factBytesLeft = mostFactBytes;
  /** Lines that the file has not, or has otherwise. */
  #newLines = 0;
  #saving: Promise<void> = Promise.resolve();
  #isReadElsewhere = false;

  constructor(runsFolder: string, options: KeptIndexOptions) {
    this.#folder = path.resolve(runsFolder);
    this.#options = options;
    this.#lookAtEntry = options.lookAtEntry ?? lookAtEntry;
    this.#file = new IndexFile(this.#folder, this.#pool, options);
  }

  /** The manifest of a run whose `run.json` has this stamp; undefined where it is not kept. */
  manifestOf(directory: string, stamp: string): Manifest | undefined | Promise<Manifest | undefined> {
    const opened = this.#file.read();
    const manifestIn = (index: OpenedIndex | undefined) => {
      const line = index?.lines.of(path.basename(directory));
      return line?.manifestStamp === stamp ? index?.manifests.read(line.manifest) : undefined;
    };
    return opened instanceof Promise ? opened.then(manifestIn) : manifestIn(opened);
  }

  /** A manifest was read that is not kept. Those of live runs will be others before anybody asks. */
  noteRead(manifest: Manifest): void {
    if (isEnded(manifest.state)) this.#newLines++;
  }

  /**
   * To be called on the way through a list of runs: has those that are still ahead read elsewhere where few of them are
   * kept, once. What reading takes stays out of a process that others share.
   */
  async readAhead(ahead: number): Promise<void> {
    const { readElsewhere } = this.#options;
    if (readElsewhere === undefined || this.#isReadElsewhere) return;
    if (this.#newLines < longReading.unkept || ahead < longReading.ahead) return;
    this.#isReadElsewhere = true;
    try {
      await readElsewhere();
    } catch {
      // They are read here.
      return;
    }
    this.#newLines = 0;
    this.dispose();
  }

  /**
   * The facts of the run's experiment; undefined where the file is no experiment, or there is no room for more of them.
   * Throws where it cannot be read.
   * @param seen the stamp of the experiment's file, where the caller has just looked at it
   */
  factsOf(directory: string, seen?: string): ExperimentFacts | undefined | Promise<ExperimentFacts | undefined> {
    if (seen === undefined) return this.#lookForFacts(directory);
    const known = this.#facts.get(directory);
    if (known?.stamp === seen) return known.facts;
    const opened = this.#file.read();
    return opened instanceof Promise
      ? opened.then((index) => this.#factsIn(index, directory, seen))
      : this.#factsIn(opened, directory, seen);
  }

  async #lookForFacts(directory: string): Promise<ExperimentFacts | undefined> {
    return this.factsOf(directory, stampOf(await this.#lookAtEntry(runFiles(directory).experiment)));
  }

  /** At once where they are kept. */
  #factsIn(opened: OpenedIndex | undefined, directory: string, stamp: string) {
    const line = opened?.lines.of(path.basename(directory));
    const isKept = line !== undefined && line.facts !== '' && line.experimentStamp === stamp;
    const kept = isKept ? opened?.facts.read(line.facts) : undefined;
    if (kept !== undefined) return this.#keepFacts(directory, stamp, kept);
    return readExperimentFacts(directory).then((facts) => {
      this.#newLines++;
      return this.#keepFacts(directory, stamp, facts);
    });
  }

  /** Runs that are gone. */
  forget(directory: string): void {
    const known = this.#facts.get(directory);
    if (known?.facts !== undefined) this.#factBytesLeft += memoryOf(known.facts);
    this.#facts.delete(directory);
  }

  /**
   * Writes the file anew where enough is not in it, of ended runs alone: others change before anybody reads it. Several
   * processes may do so; the last one counts. What cannot be written is not kept.
   */
  save(runs: () => Iterable<KnownManifest>): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const known = [...runs()].filter(({ manifest }) => isEnded(manifest.state));
      if (this.#newLines < Math.max(fewLines.least, known.length * fewLines.share)) return;
      this.#newLines = 0;
      await this.#write(known).catch(() => undefined);
    });
    return this.#saving;
  }

  dispose(): void {
    this.#file.forget();
  }

  #keepFacts(directory: string, stamp: string, facts: ExperimentFacts | undefined): ExperimentFacts | undefined {
    this.forget(directory);
    const kept = facts && this.#pool.share(facts);
    const bytes = kept === undefined ? 0 : memoryOf(kept);
    if (bytes > this.#factBytesLeft) return facts;
    this.#factBytesLeft -= bytes;
    this.#facts.set(directory, { stamp, facts: kept });
    return kept;
  }

  async #write(runs: readonly KnownManifest[]): Promise<void> {
    const breathe = createBreather();
    const lines: IndexLine[] = [];
    const writers = { manifests: new ManifestsWriter(), facts: new FactsWriter() };
    let length = 0;
    for (const run of runs) {
      const line = await this.#lineOf(run, writers);
      length += line.manifest.length + line.facts.length;
      if (length > mostIndexBytes / 4) break;
      if (canBeNamed(line.name)) lines.push(line);
      await breathe();
    }
    const { manifests, facts } = writers;
    const seal = await this.#file.seal();
    const bytes = await sealLines({ bases: manifests.bases, shapes: facts.shapes, lines }, seal, breathe);
    if (bytes.length > mostIndexBytes) return;
    const folder = cacheFolderOf(this.#folder);
    await makeFolder(folder);
    await writeAtomically(this.#file.placeOf(seal), bytes);
    if (this.#options.mayRemove?.() ?? true)
      await removeAbandoned(folder, { ...abandoned, isOurs: (left) => left.isFile() });
    this.dispose();
  }

  /** What is not known of its experiment in this process stays as it was kept. */
  async #lineOf({ directory, stamp, manifest }: KnownManifest, writers: Writers): Promise<IndexLine> {
    const known = this.#facts.get(directory) ?? (await this.#keptFactsOf(directory));
    const facts = known?.facts === undefined ? '' : writers.facts.write(known.facts);
    const json = writers.manifests.write(manifest);
    return {
      name: path.basename(directory),
      manifestStamp: stamp,
      manifest: json.length > longestPart ? '' : json,
      experimentStamp: known?.stamp ?? '',
      facts: facts.length > longestPart ? '' : facts,
    };
  }

  async #keptFactsOf(directory: string): Promise<KeptFacts | undefined> {
    const opened = await this.#file.read();
    const line = opened?.lines.of(path.basename(directory));
    return line === undefined ? undefined : { stamp: line.experimentStamp, facts: opened?.facts.read(line.facts) };
  }
}
