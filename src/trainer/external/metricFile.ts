// Follows a file of JSON lines that a program writes: only new bytes are read, a bounded number of them at once.

import { hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lookAtEntry, openForReading, stampOf } from '../../base/boundedFile.ts';
import { messageOf } from '../../base/systemErrors.ts';
import type { Figure } from '../../runs/figureBatch.ts';
import { longestMetricLine, parseMetricLine } from '../../runs/metricLines.ts';

/** Taken in one turn: some tens of milliseconds' worth. */
const chunkBytes = 1 << 18;
/** The last ones that were read are looked at again: another file has others there, however long it is. */
const markBytes = 256;
/** A file that is written twice within so long may bear one time: no file system keeps times less finely. */
const oneTimeMilliseconds = 2000;
/** Of so many lines it is known whether another file repeats them: in 8 MB. */
const mostKnownLines = 1 << 20;
/** Of what is wrong with its lines so much is told. */
const mostComplaints = 10;

export class MetricFile {
  readonly #file: string;
  readonly #warn: (message: string) => void;
  #position = 0;
  /** What was read last. */
  #mark: Uint8Array = new Uint8Array();
  /** Of the file as it was found last, and since when it is found so. */
  #stamp = '';
  #stampedAt = 0;
  #line = 0;
  /** Of the lines that were told a number each, the same for the same line. */
  #told: number[] = [];
  /** Whether all lines of this file so far are those that another one in its place told before. */
  #isRepeating = false;
  /** The beginning of a line whose end is still to come. */
  #rest = '';
  /** Whether what comes belongs to a line that is too long. */
  #isPassingOver = false;
  #decoder = new TextDecoder();
  #complaints = 0;
  readonly #end: number;

  /** @param end in bytes: nothing is read beyond it */
  constructor(file: string, warn: (message: string) => void, end = Number.POSITIVE_INFINITY) {
    this.#file = file;
    this.#warn = warn;
    this.#end = end;
  }

  /** So many bytes were read. */
  get position(): number {
    return this.#position;
  }

  /** The next call tells everything from the beginning. */
  restart(): void {
    this.#beginAnew();
    [this.#told, this.#isRepeating] = [[], false];
  }

  /** Of a file that is written whole again and again, what repeats those before it is told already. */
  #beginAnew(): void {
    [this.#position, this.#line, this.#rest, this.#isPassingOver] = [0, 0, '', false];
    this.#isRepeating = true;
    this.#mark = new Uint8Array();
    this.#decoder = new TextDecoder();
  }

  /**
   * Figures that came since the last call, at most a chunk's worth; none where nothing came. A file that became shorter,
   * or says something else where it was read last, is another one, and told from its beginning: from the first line on
   * that is none of those before it.
   */
  async readNew(): Promise<readonly Figure[]> {
    try {
      const found = await lookAtEntry(this.#file);
      if (found === undefined || (found.isFile() && this.#isAsRead(found))) return [];
      const handle = await openForReading(this.#file);
      try {
        for (;;) {
          const fresh = await this.#readFrom(handle);
          if (fresh === undefined) continue;
          const figures = this.#take(this.#decoder.decode(fresh, { stream: true }));
          if (figures.length > 0 || fresh.length === 0) return figures;
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      this.#complain(`${this.#file} cannot be read: ${messageOf(error)}.`);
      return [];
    }
  }

  /** Whether there is nothing to read for certain. */
  #isAsRead(found: Stats): boolean {
    const [stamp, now] = [stampOf(found), performance.now()];
    if (stamp !== this.#stamp) [this.#stamp, this.#stampedAt] = [stamp, now];
    return found.size === this.#position && now - this.#stampedAt > oneTimeMilliseconds;
  }

  /** The bytes that come next; undefined where it is another file by now, which is read from its beginning then. */
  async #readFrom(handle: FileHandle): Promise<Uint8Array | undefined> {
    const before = this.#mark.length;
    const most = before + Math.min(chunkBytes, this.#end - this.#position);
    const { bytesRead, buffer } = await handle.read(new Uint8Array(most), 0, most, this.#position - before);
    if (!this.#mark.every((byte, place) => place < bytesRead && buffer[place] === byte)) {
      this.#beginAnew();
      return undefined;
    }
    const read = buffer.subarray(0, bytesRead);
    this.#mark = read.slice(-markBytes);
    this.#position += bytesRead - before;
    return read.subarray(before);
  }

  #take(text: string): readonly Figure[] {
    const [first = '', ...others] = text.split('\n');
    if (others.length === 0) {
      this.#keep(first);
      return [];
    }
    const whole = [this.#isPassingOver ? undefined : this.#rest + first, ...others.slice(0, -1)];
    [this.#rest, this.#isPassingOver] = ['', false];
    this.#keep(others.at(-1) ?? '');
    const now = Date.now() / 1000;
    return whole.flatMap((line) => {
      this.#line++;
      if (this.#isTold(line ?? '')) return [];
      if (line === undefined || line.length > longestMetricLine) {
        this.#complain(`Line ${this.#line} of ${this.#file} is passed over: it is too long.`);
        return [];
      }
      const parsed = parseMetricLine(line);
      if (parsed === undefined) return [];
      if ('refused' in parsed) {
        this.#complain(`Line ${this.#line} of ${this.#file} is passed over: it ${parsed.refused}.`);
        return [];
      }
      const { step, wallTime = now, scalars } = parsed;
      return scalars.map(({ tag, value }) => ({ tag, iteration: step, value, wallTime }));
    });
  }

  /** Notes it where it was not. */
  #isTold(line: string): boolean {
    const [place, number] = [this.#line - 1, numberOf(line)];
    if (this.#isRepeating && this.#told[place] === number) return true;
    if (this.#isRepeating) [this.#told, this.#isRepeating] = [this.#told.slice(0, place), false];
    if (place < mostKnownLines) this.#told[place] = number;
    return false;
  }

  #keep(text: string): void {
    if (this.#isPassingOver) return;
    this.#rest += text;
    if (this.#rest.length <= longestMetricLine) return;
    [this.#rest, this.#isPassingOver] = ['', true];
  }

  #complain(message: string): void {
    if (this.#complaints++ < mostComplaints) this.#warn(message);
  }
}

/** Of 48 bits. */
function numberOf(line: string): number {
  return hash('sha256', line, 'buffer').readUIntBE(0, 6);
}
