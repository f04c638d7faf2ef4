// A run's .wandb file as W&B writes it: records of protocol buffers in blocks of 32 KiB, long ones in several parts.

import { crc32 } from 'node:zlib';
import { PbfWriter } from 'pbf';

const blockBytes = 1 << 15;
const headerBytes = 7;
/** The numbers of W&B's fields, by the message that has them; `unknown` is of none that is read. */
export const wandbFields = {
  record: { history: 2, summary: 3, config: 5, run: 17, exit: 18 },
  row: { item: 1, step: 2 },
  sum: { item: 1 },
  settings: { item: 1, removed: 2 },
  run: { settings: 4, title: 8, start: 17 },
  item: { key: 1, nestedKey: 2, json: 16 },
  unknown: 9,
} as const;
const { record, row, run, item } = wandbFields;
const part = { whole: 1, first: 2, middle: 3, last: 4 } as const;

export class WandbFile {
  readonly #parts: Buffer[] = [Buffer.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0])];
  #length = headerBytes;

  /** All of the file so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  history(step: number, values: Readonly<Record<string, string>>): this {
    return this.#add(record.history, (message) => {
      for (const [name, json] of Object.entries(values)) writeWandbItem(message, name.split('|'), json);
      message.writeMessage(row.step, (_, part: PbfWriter) => part.writeVarintField(1, step), undefined);
    });
  }

  summary(values: Readonly<Record<string, string>>): this {
    return this.#add(record.summary, (message) => {
      for (const [name, json] of Object.entries(values)) writeWandbItem(message, name.split('|'), json);
    });
  }

  run(title: string, config: Readonly<Record<string, string>>): this {
    const writeConfig = (_: undefined, message: PbfWriter) => {
      for (const [name, json] of Object.entries(config)) writeWandbItem(message, [name], json);
    };
    return this.#add(record.run, (message) => {
      message.writeMessage(run.settings, writeConfig, undefined);
      message.writeStringField(run.title, title);
      message.writeMessage(run.start, (_, time: PbfWriter) => time.writeVarintField(1, 1_600_000_000), undefined);
    });
  }

  exit(code: number): this {
    return this.#add(record.exit, (message) => message.writeVarintField(1, code));
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
    const message = new PbfWriter();
    message.writeMessage(field, (_, content: PbfWriter) => write(content), undefined);
    return this.record(message.finish());
  }
}

/** Names within each other. */
export function writeWandbItem(message: PbfWriter, names: readonly string[], json: string): void {
  message.writeMessage(
    row.item,
    (_, content: PbfWriter) => {
      for (const name of names) content.writeStringField(item.nestedKey, name);
      content.writeStringField(item.json, json);
    },
    undefined,
  );
}
