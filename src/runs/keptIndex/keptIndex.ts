// What of the runs of a folder is slow to read again, kept beside them for this user: never the truth, since the stamp
// of each file decides whether what is kept of it counts. Deleting it costs time only.

import path from 'node:path';
import * as z from 'zod';
import { lookAtEntry, readBounded, stampOf } from '../../base/boundedFile.ts';
import { createBreather } from '../../base/breather.ts';
import { makeFolder } from '../../base/plainFolder.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';
import { type ExperimentFacts, type Fact, memoryOf } from '../experimentFacts.ts';
import { type Manifest, manifestSchema } from '../manifest.ts';
import { readExperimentFacts } from '../readExperimentFacts.ts';
import { cacheFolderOf, runFiles } from '../runDirectory.ts';
import { isEnded } from '../runState.ts';
import {
  canBeNamed,
  type IndexLine,
  type IndexSeal,
  openLines,
  readPart,
  type SealedLines,
  sealLines,
} from './keptLines.ts';

/** Of the file, for reading and for writing: ten thousand ordinary runs take half of it. */
const mostBytes = 64 * 2 ** 20;
/** Of one run's manifest, and of its facts, as JSON in UTF-16 units; what is longer is read where it lies. */
const longestPart = 16_384;
/** What is kept of facts in memory. */
const mostFactBytes = 256 * 2 ** 20;
/** Fewer new lines are not worth writing the file again. */
const fewLines = { least: 50, share: 1 / 20 };
/** What was read of the file is forgotten when nobody has asked for so long, in milliseconds. */
const rememberedFor = 30_000;

/** Without a schema for each: there are hundreds of thousands. */
const factsSchema: z.ZodType<ExperimentFacts> = z.unknown().transform((value, context) => {
  const facts = new Map<string, Fact>();
  for (const entry of Array.isArray(value) ? value : [undefined]) {
    const [place, fact]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof place === 'string' && isFact(fact)) facts.set(place, fact);
    else {
      context.addIssue({ code: 'custom', message: 'is not what it should be' });
      return z.NEVER;
    }
  }
  return facts;
});

function isFact(value: unknown): value is Fact {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
}

interface KeptFacts {
  readonly stamp: string;
  readonly facts: ExperimentFacts | undefined;
}

/** A run whose manifest is known. */
interface KnownManifest {
  readonly directory: string;
  readonly stamp: string;
  readonly manifest: Manifest;
}

export interface KeptIndexOptions {
  /** A secret of the user; without one nothing is kept from one process to the next. */
  readonly secret: () => Promise<Uint8Array>;
  /** Of Reptile Lab. */
  readonly version: string;
}

export class KeptIndex {
  readonly #folder: string;
  readonly #file: string;
  readonly #options: KeptIndexOptions;
  readonly #facts = new Map<string, KeptFacts>();
  readonly #places = new Map<string, string>();
  #factBytesLeft = mostFactBytes;
  #lines: Promise<SealedLines | undefined> | undefined;
  #forgetting: NodeJS.Timeout | undefined;
  /** Lines that the file has not, or has otherwise. */
  #newLines = 0;
  #saving: Promise<void> = Promise.resolve();

  constructor(runsFolder: string, options: KeptIndexOptions) {
    this.#folder = path.resolve(runsFolder);
    this.#file = path.join(cacheFolderOf(this.#folder), 'runs-index');
    this.#options = options;
  }

  /** The manifest of a run whose `run.json` has this stamp; undefined where it is not kept. */
  async manifestOf(directory: string, stamp: string): Promise<Manifest | undefined> {
    const line = (await this.#read())?.of(path.basename(directory));
    if (line?.manifestStamp !== stamp || line.manifest === '') return undefined;
    return readPart(line.manifest, manifestSchema);
  }

  /** A manifest was read that is not kept. Those of live runs will be others before anybody asks. */
  noteRead(manifest: Manifest): void {
    if (isEnded(manifest.state)) this.#newLines++;
  }

  /**
   * The facts of the run's experiment; undefined where the file is no experiment, or there is no room for more of them.
   * Throws where it cannot be read.
   */
  async factsOf(directory: string): Promise<ExperimentFacts | undefined> {
    const stamp = stampOf(await lookAtEntry(runFiles(directory).experiment));
    const known = this.#facts.get(directory);
    if (known?.stamp === stamp) return known.facts;
    const line = (await this.#read())?.of(path.basename(directory));
    const isKept = line !== undefined && line.facts !== '' && line.experimentStamp === stamp;
    const kept = isKept ? readPart(line.facts, factsSchema) : undefined;
    const facts = kept ?? (await readExperimentFacts(directory));
    if (kept === undefined) this.#newLines++;
    return this.#keepFacts(directory, stamp, facts);
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
    clearTimeout(this.#forgetting);
    this.#lines = undefined;
  }

  #keepFacts(directory: string, stamp: string, facts: ExperimentFacts | undefined): ExperimentFacts | undefined {
    this.forget(directory);
    const kept = facts && new Map([...facts].map(([place, fact]) => [this.#shared(place), this.#sharedFact(fact)]));
    const bytes = kept === undefined ? 0 : memoryOf(kept);
    if (bytes > this.#factBytesLeft) return facts;
    this.#factBytesLeft -= bytes;
    this.#facts.set(directory, { stamp, facts: kept });
    return kept;
  }

  /** Thousands of runs have the same keys, each of which would be a text of its own. */
  #shared(text: string): string {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    if (this.#places.size < 10_000) this.#places.set(text, text);
    return text;
  }

  #sharedFact(fact: Fact): Fact {
    return typeof fact === 'string' ? this.#shared(fact) : fact;
  }

  async #write(runs: readonly KnownManifest[]): Promise<void> {
    const breathe = createBreather();
    const lines: IndexLine[] = [];
    let length = 0;
    for (const run of runs) {
      const line = await this.#lineOf(run);
      length += line.manifest.length + line.facts.length;
      if (length > mostBytes / 4) break;
      if (canBeNamed(line.name)) lines.push(line);
      await breathe();
    }
    const bytes = await sealLines(lines, await this.#seal(), breathe);
    if (bytes.length > mostBytes) return;
    await makeFolder(cacheFolderOf(this.#folder));
    await writeAtomically(this.#file, bytes);
    this.dispose();
  }

  /** What is not known of its experiment in this process stays as it was kept. */
  async #lineOf({ directory, stamp, manifest }: KnownManifest): Promise<IndexLine> {
    const known = this.#facts.get(directory);
    const kept = known === undefined ? (await this.#read())?.of(path.basename(directory)) : undefined;
    const facts = known?.facts === undefined ? (kept?.facts ?? '') : JSON.stringify([...known.facts]);
    const json = JSON.stringify(manifest);
    return {
      name: path.basename(directory),
      manifestStamp: stamp,
      manifest: json.length > longestPart ? '' : json,
      experimentStamp: known?.stamp ?? kept?.experimentStamp ?? '',
      facts: facts.length > longestPart ? '' : facts,
    };
  }

  #read(): Promise<SealedLines | undefined> {
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => {
      this.#lines = undefined;
    }, rememberedFor);
    this.#forgetting.unref();
    this.#lines ??= this.#openFile().catch(() => undefined);
    return this.#lines;
  }

  async #openFile(): Promise<SealedLines | undefined> {
    if ((await lookAtEntry(this.#file)) === undefined) return undefined;
    return openLines(await readBounded(this.#file, mostBytes), await this.#seal(), createBreather());
  }

  async #seal(): Promise<IndexSeal> {
    const { secret, version } = this.#options;
    return { secret: await secret(), version, folder: this.#folder };
  }
}
