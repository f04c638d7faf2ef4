// A run's .wandb file as W&B writes it: records of protocol buffers in blocks of 32 KiB, long ones in several parts.

import { crc32 } from 'node:zlib';
import { PbfWriter } from 'pbf';

const blockBytes = 1 << 15;
const headerBytes = 7;
const part = { whole: 1, first: 2, middle: 3, last: 4 } as const;

export class WandbFile {
  readonly #parts: Buffer[] = [Buffer.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0])];
  #length = headerBytes;

  /** All of the file so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  history(step: number, values: Readonly<Record<string, string>>): this {
    return this.#add(2, (message) => {
      for (const [name, json] of Object.entries(values)) writeItem(message, name.split('|'), json);
      message.writeMessage(2, (_, part: PbfWriter) => part.writeVarintField(1, step), undefined);
    });
  }

  summary(values: Readonly<Record<string, string>>): this {
    return this.#add(3, (message) => {
      for (const [name, json] of Object.entries(values)) writeItem(message, name.split('|'), json);
    });
  }

  run(title: string, config: Readonly<Record<string, string>>): this {
    const writeConfig = (_: undefined, message: PbfWriter) => {
      for (const [name, json] of Object.entries(config)) writeItem(message, [name], json);
    };
    return this.#add(17, (message) => {
      message.writeMessage(4, writeConfig, undefined);
      message.writeStringField(8, title);
      message.writeMessage(17, (_, time: PbfWriter) => time.writeVarintField(1, 1_600_000_000), undefined);
    });
  }

  exit(code: number): this {
    return this.#add(18, (message) => message.writeVarintField(1, code));
  }

  /** A record of any content. */
  record(content: Uint8Array): this {
    let rest = Buffer.from(content);
    for (let isFirst = true, isLast = false; !isLast; isFirst = false) {
      const piece = rest.subarray(0, this.#room());
      rest = rest.subarray(piece.length);
      isLast = rest.length === 0;
      this.#addPart(isFirst ? (isLast ? part.whole : part.first) : isLast ? part.last : part.middle, piece);
    }
    return this;
  }

  /** A record in these parts, of which W&B would make fewer, and in more where a block ends; without its end where `isCut`. */
  recordInParts(pieces: readonly Uint8Array[], isCut = false): this {
    let isFirst = true;
    for (const [place, piece] of pieces.entries()) {
      let rest = piece;
      do {
        const beginning = rest.subarray(0, this.#room());
        rest = rest.subarray(beginning.length);
        const isLast = !isCut && rest.length === 0 && place === pieces.length - 1;
        this.#addPart(isFirst ? part.first : isLast ? part.last : part.middle, beginning);
        isFirst = false;
      } while (rest.length > 0);
    }
    return this;
  }

  /** What fits behind a header in the block that is begun, or in the next one where a header does not fit any more. */
  #room(): number {
    const left = blockBytes - (this.#length % blockBytes);
    if (left >= headerBytes) return left - headerBytes;
    this.#parts.push(Buffer.alloc(left));
    this.#length += left;
    return blockBytes - headerBytes;
  }

  #addPart(type: number, piece: Uint8Array): void {
    const head = Buffer.alloc(headerBytes);
    head[6] = type;
    head.writeUInt16LE(piece.length, 4);
    head.writeUInt32LE(crc32(Buffer.concat([head.subarray(6), piece])), 0);
    this.#parts.push(Buffer.concat([head, piece]));
    this.#length += headerBytes + piece.length;
  }

  #add(field: number, write: (message: PbfWriter) => void): this {
    const record = new PbfWriter();
    record.writeMessage(field, (_, message: PbfWriter) => write(message), undefined);
    return this.record(record.finish());
  }
}

/** Names within each other. */
function writeItem(message: PbfWriter, names: readonly string[], json: string): void {
  message.writeMessage(
    1,
    (_, item: PbfWriter) => {
      for (const name of names) item.writeStringField(2, name);
      item.writeStringField(16, json);
    },
    undefined,
  );
}
