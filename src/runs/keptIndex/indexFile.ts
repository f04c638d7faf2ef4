// The file of an index: opened once for ten thousand questions, forgotten when nobody asks, and tried again where it could
// not be read.

import { createHmac } from 'node:crypto';
import path from 'node:path';
import { lookAtEntry, readBounded } from '../../base/boundedFile.ts';
import { createBreather } from '../../base/breather.ts';
import { WorkRest } from '../../base/workRest.ts';
import { manifestSchema } from '../manifest.ts';
import { cacheFolderOf } from '../runDirectory.ts';
import type { FactsPool } from '../sharedFacts.ts';
import { FactsOfLines } from './keptFacts.ts';
import { type IndexSeal, openLines, type SealedLines } from './keptLines.ts';
import { ManifestsOfLines } from './keptManifests.ts';

/** Of the file, for reading and for writing: ten thousand ordinary runs take half of it. */
export const mostIndexBytes = 64 * 2 ** 20;
const ownerDigits = 16;
/** What was read of it is forgotten when nobody has asked for so long, in milliseconds. */
const rememberedFor = 30_000;
/** Where it cannot be read it is tried again after so long at least, in milliseconds. */
const restAfterFailure = 1000;

/** The file, as far as it counts. */
export interface OpenedIndex {
  readonly lines: SealedLines;
  readonly manifests: ManifestsOfLines;
  readonly facts: FactsOfLines;
}

export interface IndexOwner {
  /** A secret of the user; without one nothing is kept from one process to the next. */
  readonly secret: () => Promise<Uint8Array>;
  /** Of Reptile Lab. */
  readonly version: string;
}

export class IndexFile {
  readonly #folder: string;
  readonly #owner: IndexOwner;
  readonly #pool: FactsPool;
  /** Once it is there, nobody waits for it: ten thousand lines are asked for. */
  #opened: OpenedIndex | Promise<OpenedIndex | undefined> | undefined;
  #hasFailed = false;
  #rest = new WorkRest();
  #forgetting: NodeJS.Timeout | undefined;
  #lastRead = 0;

  /** @param folder of the runs; absolute */
  constructor(folder: string, pool: FactsPool, owner: IndexOwner) {
    this.#folder = folder;
    this.#pool = pool;
    this.#owner = owner;
  }

  read(): OpenedIndex | Promise<OpenedIndex | undefined> {
    this.#lastRead = performance.now();
    this.#forgetting ??= this.#forgetLater(rememberedFor);
    if (this.#opened !== undefined && !(this.#hasFailed && this.#rest.isOver)) return this.#opened;
    this.#hasFailed = false;
    const startedAt = performance.now();
    const opening = this.#open().catch(() => {
      if (this.#opened !== opening) return undefined;
      this.#hasFailed = true;
      this.#rest.begin(startedAt, restAfterFailure);
      return undefined;
    });
    this.#opened = opening;
    void opening.then((opened) => {
      if (this.#opened === opening && opened !== undefined) this.#opened = opened;
    });
    return opening;
  }

  /** What was read: the next question opens the file. */
  forget(): void {
    clearTimeout(this.#forgetting);
    this.#forgetting = undefined;
    this.#opened = undefined;
    this.#hasFailed = false;
  }

  /** Of each user one, since none believes another's. */
  placeOf({ secret }: IndexSeal): string {
    const owner = createHmac('sha256', secret).update('owner of an index of runs').digest('hex').slice(0, ownerDigits);
    return path.join(cacheFolderOf(this.#folder), `runs-index-${owner}`);
  }

  async seal(): Promise<IndexSeal> {
    const { secret, version } = this.#owner;
    // Of one version there may be several states while it is worked on.
    const keys = Object.keys(manifestSchema.shape).join();
    return { secret: await secret(), version: `${version} ${keys}`, folder: this.#folder };
  }

  /** One timer for ten thousand reads. */
  #forgetLater(milliseconds: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      const rest = this.#lastRead + rememberedFor - performance.now();
      if (rest > 0) this.#forgetting = this.#forgetLater(rest);
      else this.forget();
    }, milliseconds);
    return timer.unref();
  }

  async #open(): Promise<OpenedIndex | undefined> {
    const seal = await this.seal();
    const file = this.placeOf(seal);
    if ((await lookAtEntry(file)) === undefined) return undefined;
    const lines = await openLines(await readBounded(file, mostIndexBytes), seal, createBreather());
    if (lines === undefined) return undefined;
    const { bases, shapes } = lines.shared;
    return { lines, manifests: new ManifestsOfLines(bases), facts: new FactsOfLines(shapes, this.#pool) };
  }
}
