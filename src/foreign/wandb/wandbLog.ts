// A run of W&B in its folder on this machine, offline or not: its .wandb file, which has everything; where that is not there,
// the files with its settings and its summary.

import path from 'node:path';
import { createBreather } from '../../base/breather.ts';
import { chooseNames } from '../../base/folderNames.ts';
import type { HearEvents } from '../../runs/eventUpdate.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import { FigureBatch } from '../../runs/figureBatch.ts';
import { fileProblemOf } from '../../runs/fileProblem.ts';
import { GrowingFile } from '../growingFile.ts';
import type { LogReader } from '../logReader.ts';
import { readInTurn } from '../readInTurn.ts';
import { ToldProblems } from '../toldProblems.ts';
import { isWandbFile } from './names.ts';
import { RecordFraming } from './recordFraming.ts';
import { RunRecords } from './runRecords.ts';
import { SmallFiles } from './smallFiles.ts';

/** A file with more damage is read no further: gigabytes of nothing would take minutes. */
const mostDamagedBytes = 1 << 26;
/** Whoever hears of them takes a few milliseconds. */
const mostFiguresAtOnce = 8192;
/** Short records, or parts of a longer one, that are taken in before the clock is looked at. */
const recordsAtOnce = 32;
const longRecord = 4096;

export function openWandbLog(directory: string): LogReader {
  const log = new WandbLog(directory);
  return {
    read: readInTurn((hear, signal) => log.read(hear, signal)),
    restart: () => log.restart(),
    isDeleted: false,
    get parameters() {
      return log.parameters;
    },
    get title() {
      return log.records.title;
    },
    get startedAt() {
      return log.records.startedAt;
    },
    get outcome() {
      return log.records.outcome;
    },
    get bytesHeld() {
      return log.bytesHeld;
    },
    get filesChangedAt() {
      return log.filesChangedAt;
    },
  };
}

class WandbLog {
  readonly #directory: string;
  readonly #problems = new ToldProblems();
  readonly #smallFiles: SmallFiles;
  #file: { readonly name: string; readonly bytes: GrowingFile } | undefined;
  #framing = new RecordFraming();
  records = new RunRecords();
  parameters: ReadonlyMap<string, Fact> = new Map();
  filesChangedAt: number | undefined;
  #damage: { readonly position: number; readonly bytes: number } | undefined;
  #isRestartDue = false;
  /** Whether anything of the file was told, or of its damage. */
  #hasTold = false;

  constructor(directory: string) {
    this.#directory = directory;
    this.#smallFiles = new SmallFiles(path.join(directory, 'files'), this.#problems);
  }

  /** Beside its parameters, about. */
  get bytesHeld(): number {
    const ofFile = (this.#file?.bytes.bytesHeld ?? 0) + this.#framing.bytesHeld + this.records.bytesHeld;
    return ofFile + this.#smallFiles.bytesHeld + this.#problems.bytesHeld;
  }

  restart(): void {
    this.#isRestartDue = true;
  }

  /** Never rejects. */
  async read(hear: HearEvents, signal: AbortSignal | undefined): Promise<void> {
    await this.#find(hear);
    if (this.#isRestartDue) {
      this.#file?.bytes.restart();
      this.#restartNow(hear);
    }
    if (this.#file === undefined) {
      await this.#smallFiles.read(hear);
      this.parameters = this.#smallFiles.parameters;
      this.filesChangedAt = this.#smallFiles.changedAt;
      return;
    }
    await this.#readFile(this.#file, hear, signal);
    this.parameters = this.records.settings.parameters;
  }

  async #find(hear: HearEvents): Promise<void> {
    try {
      const rankOf = (name: string) => (isWandbFile(name) ? 0 : undefined);
      const { names } = await chooseNames(this.#directory, { rankOf, most: 1 });
      const [name] = names;
      this.#problems.tell(this.#directory, undefined, hear);
      if (name === this.#file?.name) return;
      this.#isRestartDue = true;
      const bytes = name === undefined ? undefined : new GrowingFile(path.join(this.#directory, name));
      this.#file = name === undefined || bytes === undefined ? undefined : { name, bytes };
    } catch (error) {
      this.#problems.tell(this.#directory, fileProblemOf(this.#directory, error), hear);
    }
  }

  async #readFile(
    { name, bytes: growing }: { readonly name: string; readonly bytes: GrowingFile },
    hear: HearEvents,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const file = path.join(this.#directory, name);
    const before = this.#damage?.bytes ?? 0;
    try {
      const changed = await growing.read(async (bytes, position, isAnew) => {
        signal?.throwIfAborted();
        // A file that cannot be read from its very beginning is begun with again and again.
        if (isAnew && this.#hasTold) this.#restartNow(hear);
        return this.#take(bytes, position, hear);
      });
      this.filesChangedAt = changed === undefined ? undefined : changed / 1000;
      this.#problems.tell(file, undefined, hear);
    } catch (error) {
      if (signal?.aborted !== true) this.#problems.tell(file, fileProblemOf(file, error), hear);
    }
    if (this.#damage !== undefined && this.#damage.bytes !== before)
      hear([{ kind: 'damaged', file, ...this.#damage, records: 0 }]);
  }

  #restartNow(hear: HearEvents): void {
    this.#isRestartDue = false;
    this.#hasTold = false;
    this.#smallFiles.restart();
    this.#framing = new RecordFraming();
    this.records = new RunRecords();
    this.#damage = undefined;
    this.#problems.clear();
    hear([{ kind: 'restarted' }]);
  }

  /** In turns: a stretch is thousands of records, or part of one with hundreds of settings. */
  async #take(bytes: Uint8Array, position: number, hear: HearEvents): Promise<number> {
    if ((this.#damage?.bytes ?? 0) > mostDamagedBytes) throw new Error('Too much of it is damaged.');
    const breathe = createBreather();
    const chunk = asBuffer(bytes);
    let figures = new FigureBatch();
    const tell = () => {
      if (figures.length === 0) return;
      this.#hasTold = true;
      hear([{ kind: 'figures', figures }]);
      figures = new FigureBatch();
    };
    const framed = this.#framing.take(bytes, position, (at, count) => this.#noteDamage(at, count));
    let next = framed.next();
    for (let count = 1; next.done !== true; next = framed.next(), count++) {
      const { bytes: record, start, end } = next.value;
      const { length } = figures;
      try {
        const content = record === bytes ? chunk : asBuffer(record);
        if (end > start) for (const _ of this.records.take(content, start, end, figures)) await breathe();
      } catch {
        figures.truncate(length);
        this.#noteDamage(record === bytes ? position + start : position, end - start);
      }
      if (figures.length >= mostFiguresAtOnce) tell();
      if (end - start > longRecord || count % recordsAtOnce === 0) await breathe();
    }
    this.records.letGo();
    this.#hasTold ||= next.value > 0;
    tell();
    return next.value;
  }

  #noteDamage(position: number, bytes: number): void {
    const known = this.#damage ?? { position, bytes: 0 };
    this.#damage = { position: Math.min(known.position, position), bytes: known.bytes + bytes };
  }
}

/** The same bytes. */
function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
