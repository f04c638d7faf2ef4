// Writes a process's event file: figures go out within a few milliseconds when they are rare, in groups when they are many.

import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { nextEventFileName } from './eventFiles.ts';
import { frameRecord } from './eventRecords.ts';
import { encodeEvent, type RunEvent, type Scalar } from './events.ts';

/** At most this long a figure waits for others. */
const flushEveryMilliseconds = 50;

export class EventWriter {
  readonly #file: FileHandle;
  readonly #onError: (error: unknown) => void;
  #pending: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, onError: (error: unknown) => void) {
    this.#file = file;
    this.#onError = onError;
  }

  /**
   * Starts a new file in `directory`. For a process that continues the run, `resumedAt` is the checkpoint's iteration: readers drop what
   * earlier files hold past it. (TensorBoard drops steps at or above the `SessionLog`'s, hence the next one is named.)
   * `onError` hears of writes that failed in the background.
   */
  static async create(
    directory: string,
    options: { readonly resumedAt?: number; readonly onError: (error: unknown) => void },
  ): Promise<EventWriter> {
    const name = await nextEventFileName(directory);
    const writer = new EventWriter(await open(path.join(directory, name), 'ax'), options.onError);
    writer.#push({ kind: 'fileVersion', wallTime: secondsNow(), version: 'brain.Event:2' });
    if (options.resumedAt !== undefined)
      writer.#push({ kind: 'sessionStart', wallTime: secondsNow(), iteration: options.resumedAt + 1 });
    await writer.flush();
    return writer;
  }

  /** Figures of one iteration. They become visible together. */
  add(iteration: number, scalars: readonly Scalar[]): void {
    this.#push({ kind: 'scalars', wallTime: secondsNow(), iteration, scalars });
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#flushedAt + flushEveryMilliseconds - performance.now());
    this.#timer = setTimeout(() => void this.flush().catch(this.#onError), wait);
  }

  /** Writes what is pending; `durable` also waits until it is on the disk. */
  async flush({ durable = false }: { readonly durable?: boolean } = {}): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedAt = performance.now();
    const written = this.#writing.then(async () => {
      const records = this.#pending;
      this.#pending = [];
      if (records.length > 0) await this.#file.appendFile(Buffer.concat(records));
      if (durable) await this.#file.datasync();
    });
    this.#writing = written.catch(() => undefined);
    await written;
  }

  async close(): Promise<void> {
    try {
      await this.flush({ durable: true });
    } finally {
      await this.#file.close();
    }
  }

  #push(event: Exclude<RunEvent, { kind: 'other' }>): void {
    this.#pending.push(frameRecord(encodeEvent(event)));
  }
}

function secondsNow(): number {
  return Date.now() / 1000;
}
