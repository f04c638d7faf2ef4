// Writes a process's event file: figures go out within a few milliseconds when they are rare, in groups when they are
// many.

import { appendFileSync, ftruncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { nextEventFileName } from './eventFiles.ts';
import { EventFilesAnew } from './eventFilesAnew.ts';
import type { Scalar } from './events.ts';
import { FilePlace } from './filePlace.ts';
import { PendingRecords } from './pendingRecords.ts';
import { runFiles } from './runDirectory.ts';
import { LockLostError, type RunHold } from './runHold.ts';

/** At most this long a figure waits for others. */
const flushEveryMilliseconds = 50;
/** What was appended last is known by so many bytes. */
const endBytes = 1 << 12;

export interface EventWriterOptions {
  readonly resumedAt?: number;
  /** Whether figures keep their 64 bits: those of our own training have 32, which take half the room. */
  readonly isExact?: boolean;
  /** Told in sentences where others exchanged or deleted the file, and it was written anew. */
  readonly warn?: (message: string) => void;
}

export class EventWriter {
  readonly #hold: RunHold;
  readonly #isExact: boolean;
  readonly #pending = new PendingRecords();
  readonly #anew: EventFilesAnew;
  #name: string;
  #file: FileHandle;
  #place: FilePlace;
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  /** Of the file, in bytes. */
  #size = 0;
  /** What it ends with. */
  #end: Uint8Array = new Uint8Array();

  private constructor(hold: RunHold, name: string, file: FileHandle, { isExact, warn }: EventWriterOptions) {
    this.#hold = hold;
    this.#isExact = isExact ?? false;
    this.#anew = new EventFilesAnew(hold, warn ?? (() => undefined));
    [this.#name, this.#file] = [name, file];
    this.#place = new FilePlace(path.join(hold.directory, name), file.fd);
  }

  /**
   * Starts a new file in the run's directory. For a process that continues the run, `resumedAt` is the checkpoint's
   * iteration (-1 when nothing of the earlier processes counts): readers drop what earlier files hold past it.
   * TensorBoard drops steps at or above the `SessionLog`'s, hence the next one is named; it takes the first
   * `SessionLog` of a run for no restart, hence a new run writes one, too.
   * @throws {LockLostError} here and at every flush, when the run is another process's by then
   */
  static async create(hold: RunHold, options: EventWriterOptions = {}): Promise<EventWriter> {
    const name = await nextEventFileName(hold.directory);
    hold.assertHeld();
    const file = await open(path.join(hold.directory, name), 'ax+');
    const writer = new EventWriter(hold, name, file, options);
    writer.#pending.add({ kind: 'fileVersion', wallTime: secondsNow(), version: 'brain.Event:2' });
    writer.#pending.add({ kind: 'sessionStart', wallTime: secondsNow(), iteration: (options.resumedAt ?? -1) + 1 });
    await writer.flush();
    // Somebody waits for the first figure: it goes out at once.
    writer.#flushedAt = Number.NEGATIVE_INFINITY;
    return writer;
  }

  /**
   * Figures of one iteration, measured now or at `wallTime` in seconds since 1970. They become visible together. Throws
   * the system's error when earlier ones could not be written.
   */
  add(iteration: number, scalars: readonly Scalar[], wallTime: number = secondsNow()): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    const written = this.#isExact ? scalars : scalars.map(({ tag, value }) => ({ tag, value: Math.fround(value) }));
    this.#pending.add({ kind: 'scalars', wallTime, iteration, scalars: written });
    this.#flushSoon();
  }

  /** Records that were made before, which go out together with what came right before. Throws as `add` does. */
  addMade(records: PendingRecords): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#pending.addAll(records);
    this.#flushSoon();
  }

  #flushSoon(): void {
    const wait = this.#flushedAt + flushEveryMilliseconds - performance.now();
    // At once, not by a timer: a thread that computes without a break looks at its timers late.
    if (wait <= 0) this.#flushInBackground();
    else this.#timer ??= setTimeout(() => this.#flushInBackground(), wait);
  }

  /** What was written so far at `iteration` and later does not count any more. Goes out with what comes next. */
  withdraw(iteration: number): void {
    this.#pending.add({ kind: 'sessionStart', wallTime: secondsNow(), iteration });
  }

  /** Records that are no figures, as `hparams.ts` makes them. They go out with the next figures. */
  addRecords(contents: readonly Uint8Array[]): void {
    for (const content of contents) this.#pending.addContent(content);
  }

  /** Writes what is pending; `durable` also waits until it is on the disk. */
  async flush({ durable = false }: { readonly durable?: boolean } = {}): Promise<void> {
    await this.#inTurn(() => this.#write(durable ? 'durable' : 'pending'));
  }

  /**
   * Writes what is pending, and looks after the file also where nothing is. Gives its name: whoever reads the run's files
   * has met all that was written where that is the same before and after.
   */
  async keepPlace(): Promise<string> {
    await this.#inTurn(() => this.#write('looking'));
    return this.#name;
  }

  async #inTurn(write: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#pending.isEmpty) this.#flushedAt = performance.now();
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => undefined);
    await written;
  }

  /** The next call tells of a failure. */
  #flushInBackground(): void {
    this.flush().catch(() => undefined);
  }

  async close(): Promise<void> {
    try {
      await this.flush({ durable: true });
    } finally {
      await this.#file.close();
    }
  }

  /**
   * A write that failed may have left a part of a record. What followed it could never be read, so nothing more is
   * written.
   */
  async #write(how: 'pending' | 'looking' | 'durable'): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const records = this.#pending.takeAll();
    try {
      this.#hold.assertHeld();
      // In the same breath: a process may be frozen for minutes while it waits for anything.
      if (records.length > 0) this.#append(Buffer.concat(records));
      if (records.length > 0 || how !== 'pending') await this.#writeAnewWhereLost();
      if (how === 'durable') await this.#file.datasync();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /**
   * A process may also be frozen between two calls of the system: what it wrote after another one had taken the run over
   * it takes back.
   */
  #append(bytes: Buffer): void {
    appendFileSync(this.#file.fd, bytes);
    try {
      this.#hold.assertHeld();
    } catch (error) {
      if (error instanceof LockLostError) ftruncateSync(this.#file.fd, this.#size);
      throw error;
    }
    this.#size += bytes.length;
    this.#end = Uint8Array.from(bytes.subarray(-endBytes));
  }

  /** What others did to the file is found after each write, while all that it held can still be read. */
  async #writeAnewWhereLost(): Promise<void> {
    if (!(await this.#place.isLost(this.#end, this.#size))) return;
    // A run that was deleted or moved away ends by itself.
    if ((await lookAtEntry(runFiles(this.#hold.directory).manifest)) === undefined) return;
    const left = this.#file;
    ({ name: this.#name, file: this.#file, size: this.#size } = await this.#anew.write(this.#name, left));
    this.#place = new FilePlace(path.join(this.#hold.directory, this.#name), this.#file.fd);
    // Nothing is asked of it any more.
    await left.close().catch(() => undefined);
  }
}

function secondsNow(): number {
  return Date.now() / 1000;
}
