// A run's .wandb file as W&B writes it: records of protocol buffers in blocks of 32 KiB, long ones in several parts.

import { crc32 } from 'node:zlib';
import { PbfWriter } from 'pbf';

const blockBytes = 1 << 15;
const headerBytes = 7;

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
      let left = blockBytes - (this.#length % blockBytes);
      if (left < headerBytes) {
        this.#parts.push(Buffer.alloc(left));
        this.#length += left;
        left = blockBytes;
      }
      const piece = rest.subarray(0, left - headerBytes);
      rest = rest.subarray(piece.length);
      isLast = rest.length === 0;
      const head = Buffer.alloc(headerBytes);
      head[6] = isFirst ? (isLast ? 1 : 2) : isLast ? 4 : 3;
      head.writeUInt16LE(piece.length, 4);
      head.writeUInt32LE(crc32(Buffer.concat([head.subarray(6), piece])), 0);
      this.#parts.push(head, piece);
      this.#length += headerBytes + piece.length;
    }
    return this;
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
