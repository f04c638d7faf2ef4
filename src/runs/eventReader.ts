// Reads a run's event files from where it stopped the last time: only new bytes are read, only new figures told.

import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lookAtEntry, openForReading } from '../base/boundedFile.ts';
import { crowdIn } from '../base/crowd.ts';
import { PatientLook } from '../base/folderNames.ts';
import { EventDecoder } from './eventDecoder.ts';
import {
  addDamage,
  bytesHeldBy,
  type EventFile,
  hasTooMuchDamage,
  longestRecordBytes,
  passOverLongRecord,
  passOverRest,
  unreadFile,
} from './eventFileProgress.ts';
import { chooseEventFiles, isAnyEventFile } from './eventFiles.ts';
import { maxForeignRecordBytes, type ScannedRecords, scanRecords, unframeRecords } from './eventRecords.ts';
import type { EventUpdate, HearEvents } from './eventUpdate.ts';
import { FigureBatch } from './figureBatch.ts';
import { type FileProblem, fileProblemOf } from './fileProblem.ts';
import { RetryPause } from './retryPause.ts';
import type { SummaryPlugins } from './summaryPlugins.ts';
import { Withdrawals } from './withdrawals.ts';

/** Others have a turn after about so long: as much is decoded at once as takes it. */
const turnMilliseconds = 5;
const leastBytes = 1 << 13;
const firstBytes = 1 << 15;
/** A turn's worth of records that are taken in fast may be many turns' worth of others that come next. */
const mostTurnBytes = 1 << 16;
/** What a process writes first fits into this. */
const peekBytes = 1 << 12;

export class EventReader {
  readonly #directory: string;
  readonly #isForeign: boolean;
  readonly #decoder: EventDecoder;
  readonly #withdrawals = new Withdrawals();
  readonly #listing: PatientLook<Awaited<ReturnType<typeof chooseEventFiles>>>;
  #files: EventFile[] = [];
  #listingProblem: FileProblem | undefined;
  readonly #retryPause = new RetryPause();
  #isRestartDue = false;
  #reading: Promise<void> = Promise.resolve();
  #turnBytes = firstBytes;
  /** Whether any figure was met, if only one that does not count or that nobody asked for. */
  hasMetFigures = false;

  /**
   * `isWanted`: names of the figures that are told; by default all. With `foreign`, which hears what records say of
   * themselves, the files are another program's: they have other names, long records, and may be written side by side.
   */
  constructor(directory: string, isWanted: (tag: string) => boolean = () => true, foreign?: SummaryPlugins) {
    this.#directory = directory;
    this.#isForeign = foreign !== undefined;
    this.#decoder = new EventDecoder(isWanted, foreign);
    this.#listing = new PatientLook(() => chooseEventFiles(directory, foreign && isAnyEventFile));
  }

  /** In memory, about: names of figures and of what may be one, withdrawals, and files that are followed. */
  get bytesHeld(): number {
    return this.#decoder.bytesHeld + this.#withdrawals.bytesHeld + bytesHeldBy(this.#files);
  }

  /** The next call tells everything from the beginning, and leaves out what is known by now not to count. */
  restart(): void {
    this.#isRestartDue = true;
  }

  /**
   * Tells what came since the last call, in the order in which it was written and a few milliseconds' worth at a time.
   * Never rejects for what is wrong with a file. After an abort nothing more is told, and the next call goes on from
   * there. A call waits for those before it.
   */
  read(hear: HearEvents, signal: AbortSignal = new AbortController().signal): Promise<void> {
    const reading = this.#reading.then(() => this.#readOn(hear, signal));
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  async #readOn(hear: HearEvents, signal: AbortSignal): Promise<void> {
    do {
      if (!(await this.#noteFiles(hear)) || signal.aborted) return;
      if (this.#isRestartDue) this.#restartNow(hear);
      await this.#noteLaterStarts();
      const isRetryDue = this.#retryPause.isOver;
      for (const file of this.#files) {
        if (signal.aborted || this.#isRestartDue) break;
        if (file.isFinished || (file.problem !== undefined && !isRetryDue)) continue;
        const startedAt = performance.now();
        await this.#readFile(file, hear, signal);
        if (file.problem !== undefined) this.#retryPause.noteFailure(performance.now() - startedAt);
      }
      this.#retryPause.endRound();
    } while (this.#isRestartDue && !signal.aborted);
  }

  /** False where the directory cannot be listed. */
  async #noteFiles(hear: HearEvents): Promise<boolean> {
    let names: readonly string[];
    try {
      const listed = await this.#listing.now();
      names = listed.names;
      const crowd = crowdIn(this.#directory, listed, 'eventFiles');
      this.#tellListing(crowd && { code: 'crowd', ...crowd }, hear);
    } catch (error) {
      this.#tellListing(fileProblemOf(this.#directory, error), hear);
      return false;
    }
    // A file that comes between others, or is gone, changes what the later ones say.
    if (this.#files.some(({ name }, place) => name !== names[place])) this.#startAfresh();
    const known = new Map(this.#files.map((file) => [file.name, file]));
    this.#files = names.map((name) => known.get(name) ?? unreadFile(name));
    return true;
  }

  #tellListing(problem: FileProblem | undefined, hear: HearEvents): void {
    const file = this.#directory;
    if (isDeepStrictEqual(problem, this.#listingProblem)) return;
    this.#listingProblem = problem;
    hear([
      problem === undefined
        ? { kind: 'readable', file }
        : { kind: 'unreadable', file, notice: { of: 'file', problem } },
    ]);
  }

  /** Of files that are not what they were, nothing is known. */
  #startAfresh(): void {
    this.#withdrawals.clear();
    for (const file of this.#files) file.isPeeked = false;
    this.#isRestartDue = true;
  }

  #restartNow(hear: HearEvents): void {
    this.#isRestartDue = false;
    this.#decoder.beginAgain();
    this.#files = this.#files.map(({ name, isPeeked }) => ({ ...unreadFile(name), isPeeked }));
    hear([{ kind: 'restarted' }]);
    const problem = this.#listingProblem;
    this.#listingProblem = undefined;
    this.#tellListing(problem, hear);
  }

  /** What later processes withdraw is known before earlier files are read: then it need not be told and taken back. */
  async #noteLaterStarts(): Promise<void> {
    const buffer = new Uint8Array(peekBytes);
    for (const file of this.#isForeign ? [] : this.#files.slice(1)) {
      // One that was empty when it was read to its end stays so, since a later one exists.
      if (file.isPeeked || file.isFinished || file.position > 0 || file.problem !== undefined) continue;
      try {
        const handle = await openForReading(this.#pathOf(file));
        try {
          const { bytesRead } = await handle.read(buffer, 0, peekBytes, 0);
          this.#noteStartsIn(buffer.subarray(0, bytesRead), file);
          file.isPeeked = bytesRead > 0;
        } finally {
          await handle.close();
        }
      } catch {
        // Reading it will say why.
      }
    }
  }

  #noteStartsIn(bytes: Uint8Array, { name }: EventFile): void {
    for (const content of unframeRecords(bytes).contents) {
      const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
      const decoded = this.#decoder.decode(content, view, 0, content.length, 0, new FigureBatch());
      if (decoded.kind === 'sessionStart') {
        this.#withdrawals.note({ file: name, position: 0, fromIteration: decoded.iteration });
      }
    }
  }

  async #readFile(file: EventFile, hear: HearEvents, signal: AbortSignal): Promise<void> {
    try {
      const found = await lookAtEntry(this.#pathOf(file));
      // Gone since the listing: the next one says so.
      if (found === undefined) return;
      if (!found.isFile() || found.size !== file.position || file.problem !== undefined) {
        const handle = await openForReading(this.#pathOf(file));
        try {
          await this.#readOpened(file, handle, hear, signal);
        } finally {
          await handle.close();
        }
      }
      if (!signal.aborted && !this.#isForeign && file !== this.#files.at(-1)) file.isFinished = true;
    } catch (error) {
      const problem = fileProblemOf(this.#pathOf(file), error);
      if (!isDeepStrictEqual(problem, file.problem))
        hear([{ kind: 'unreadable', file: this.#pathOf(file), notice: { of: 'file', problem } }]);
      file.problem = problem;
    }
    this.#tellDamage(file, hear);
  }

  async #readOpened(file: EventFile, handle: FileHandle, hear: HearEvents, signal: AbortSignal): Promise<void> {
    const { size } = await handle.stat();
    const wasReadBeyond = this.#files.slice(this.#files.indexOf(file) + 1).some(({ position }) => position > 0);
    // A shorter file is another one.
    if (size < file.position) return this.#startAfresh();
    const buffer = new Uint8Array(Math.min(longestRecordBytes, size - file.position));
    // What was missed belongs before what later files say. One that is no better at the same place is no reason.
    if (file.problem !== undefined && wasReadBeyond) {
      await handle.read(buffer, 0, buffer.length, file.position);
      this.#isRestartDue = true;
      return;
    }
    let length = this.#turnBytes;
    while (file.position < size) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(length, size - file.position), file.position);
      if (signal.aborted) return;
      this.#tellReadable(file, hear);
      const startedAt = performance.now();
      const { updates, scanned } = this.#decodeChunk(buffer.subarray(0, bytesRead), file);
      file.position += scanned.consumed;
      if (updates.length > 0) hear(updates);
      this.#adaptTurn(bytesRead, performance.now() - startedAt);
      length = this.#turnBytes;
      if (hasTooMuchDamage(file, this.#files)) return passOverRest(file, size);
      if (scanned.consumed > 0) continue;
      if (bytesRead === 0) break;
      const isLonger = bytesRead < longestRecordBytes && bytesRead < size - file.position;
      if (isLonger) length = longestRecordBytes;
      else if (!passOverLongRecord(file, scanned, size, this.#isForeign)) break;
    }
    this.#tellReadable(file, hear);
  }

  #adaptTurn(bytes: number, milliseconds: number): void {
    if (milliseconds > turnMilliseconds) {
      const fitting = Math.floor((Math.min(bytes, this.#turnBytes) * turnMilliseconds) / milliseconds);
      this.#turnBytes = Math.max(leastBytes, fitting);
    } else if (bytes >= this.#turnBytes && milliseconds < turnMilliseconds / 3) {
      this.#turnBytes = Math.min(mostTurnBytes, 2 * this.#turnBytes);
    }
  }

  #decodeChunk(bytes: Uint8Array, file: EventFile): { updates: EventUpdate[]; scanned: ScannedRecords } {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const updates: EventUpdate[] = [];
    let figures = new FigureBatch();
    let cutoff = this.#withdrawals.cutoffAt(file.name, file.position);
    const tellFigures = () => {
      if (figures.length === 0) return;
      updates.push({ kind: 'figures', figures });
      figures = new FigureBatch();
    };
    const visit = (start: number, end: number) => {
      const decoded = this.#decoder.decode(bytes, view, start, end, cutoff, figures);
      switch (decoded.kind) {
        case 'figures':
          this.hasMetFigures = true;
          return;
        case 'sessionStart': {
          tellFigures();
          updates.push({ kind: 'withdrawn', fromIteration: decoded.iteration });
          const position = file.position + start;
          this.#withdrawals.note({ file: file.name, position, fromIteration: decoded.iteration });
          cutoff = this.#withdrawals.cutoffAt(file.name, position + 1);
          return;
        }
        case 'undecodable':
          return addDamage(file, { position: file.position + start, bytes: end - start, records: 1 });
        case 'other':
          return;
      }
    };
    const scanned = scanRecords(bytes, view, visit, this.#isForeign ? maxForeignRecordBytes : undefined);
    tellFigures();
    if (scanned.damage !== undefined)
      addDamage(file, { ...scanned.damage, position: file.position + scanned.damage.position });
    return { updates, scanned };
  }

  #tellReadable(file: EventFile, hear: HearEvents): void {
    if (file.problem !== undefined) hear([{ kind: 'readable', file: this.#pathOf(file) }]);
    file.problem = undefined;
  }

  #tellDamage(file: EventFile, hear: HearEvents): void {
    const { damage } = file;
    if (damage === undefined || damage.bytes === file.damagedBytesTold) return;
    file.damagedBytesTold = damage.bytes;
    hear([{ kind: 'damaged', file: this.#pathOf(file), ...damage }]);
  }

  #pathOf({ name }: EventFile): string {
    return path.join(this.#directory, name);
  }
}
