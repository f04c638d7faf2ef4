// The log of a run as W&B writes it: protocol buffers in blocks, as LevelDB's log has them, behind a header of its own.

import { crc32 } from 'node:zlib';
import { PbfWriter } from 'pbf';
import type { StagedFile } from './stagedFile.ts';

/** Whole, or the first, a middle or the last part of a record. */
const partTypes = { full: 1, first: 2, middle: 3, last: 4 } as const;
const blockBytes = 32_768;
const headerBytes = 7;
const recordField = { number: 1, history: 2, summary: 3, files: 6, run: 17, exit: 18, header: 21 } as const;

export class WandbLog {
  readonly #file: Pick<StagedFile, 'write'>;
  /** Bytes so far. */
  #position = headerBytes;
  #records = 0;

  constructor(file: Pick<StagedFile, 'write'>) {
    this.#file = file;
    const header = Buffer.from(':W&B\0\0\0', 'latin1');
    header.writeUInt16LE(0xbee1, 4);
    file.write(header);
  }

  add(kind: Exclude<keyof typeof recordField, 'number'>, write: (message: PbfWriter) => void): void {
    this.#records++;
    const record = new PbfWriter();
    record.writeVarintField(recordField.number, this.#records);
    record.writeMessage(recordField[kind], (_, message: PbfWriter) => write(message), undefined);
    this.#frame(record.finish());
  }

  #frame(content: Uint8Array): void {
    this.#padBlock();
    let end = Math.min(content.length, this.#room());
    this.#writePart(content.subarray(0, end), end === content.length ? 'full' : 'first');
    while (end < content.length) {
      const from = end;
      end = Math.min(content.length, from + this.#room());
      this.#writePart(content.subarray(from, end), end === content.length ? 'last' : 'middle');
    }
  }

  /** For content, behind a part's header: none where a block ends right behind that. */
  #room(): number {
    return blockBytes - (this.#position % blockBytes) - headerBytes;
  }

  #padBlock(): void {
    const left = blockBytes - (this.#position % blockBytes);
    if (left >= headerBytes) return;
    this.#file.write(new Uint8Array(left));
    this.#position += left;
  }

  #writePart(part: Uint8Array, type: keyof typeof partTypes): void {
    const header = Buffer.alloc(headerBytes);
    header.writeUInt16LE(part.length, 4);
    header.writeUInt8(partTypes[type], 6);
    header.writeUInt32LE(crc32(part, crc32(header.subarray(6))), 0);
    this.#file.write(header);
    // What is written may wait, and would hold the whole record.
    this.#file.write(part.slice());
    this.#position += headerBytes + part.length;
  }
}
