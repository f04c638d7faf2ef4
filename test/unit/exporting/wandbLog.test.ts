// The blocks of W&B's log, beside a reader that takes them apart by the description of LevelDB's format.

import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { WandbLog } from '../../../src/exporting/wandbLog.ts';

function recordsIn(bytes: Buffer): Buffer[] {
  assert.equal(bytes.subarray(0, 7).toString('hex'), '3a572642e1be00');
  const records: Buffer[] = [];
  let [at, parts] = [7, [] as Buffer[]];
  while (at < bytes.length) {
    const room = 32_768 - (at % 32_768);
    if (room < 7) {
      assert.ok(bytes.subarray(at, at + room).every((byte) => byte === 0));
      at += room;
      continue;
    }
    const [length, type] = [bytes.readUInt16LE(at + 4), bytes.readUInt8(at + 6)];
    assert.ok(7 + length <= room, 'a part lies in one block');
    const content = bytes.subarray(at + 7, at + 7 + length);
    assert.equal(bytes.readUInt32LE(at), crc32(Buffer.concat([Buffer.of(type), content])));
    assert.equal(parts.length > 0, type === 3 || type === 4);
    parts.push(content);
    if (type === 1 || type === 4) {
      records.push(Buffer.concat(parts));
      parts = [];
    }
    at += 7 + length;
  }
  assert.equal(parts.length, 0);
  return records;
}

describe('a log for W&B', () => {
  it('holds records of any length, in blocks, in their order', () => {
    const sizes = fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 32_700, max: 32_800 }), fc.nat(100_000)), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const written: Uint8Array[] = [];
        const log = new WandbLog({ write: (content) => written.push(Buffer.from(content)) });
        for (const [place, length] of lengths.entries())
          log.add('summary', (message) => message.writeBytesField(1, new Uint8Array(length).fill(place + 1)));
        const records = recordsIn(Buffer.concat(written)).map((record) =>
          new PbfReader(record).readFields(
            (field, found: { number: number; bytes: number; fill: number }, reader) => {
              if (field === 1) found.number = reader.readVarint();
              if (field !== 3) return;
              const content = new PbfReader(reader.readBytes());
              content.readFields((_, inner, deeper) => {
                const bytes = deeper.readBytes();
                [inner.bytes, inner.fill] = [bytes.length, bytes.at(-1) ?? 0];
              }, found);
            },
            { number: 0, bytes: 0, fill: 0 },
          ),
        );
        assert.deepEqual(
          records,
          lengths.map((bytes, place) => ({ number: place + 1, bytes, fill: bytes === 0 ? 0 : place + 1 })),
        );
      }),
    );
  });
});
