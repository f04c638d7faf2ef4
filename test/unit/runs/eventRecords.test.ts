// Event records: the bytes that TensorBoard's own writer makes, torn records, and damage at every place.

import assert from 'node:assert/strict';
import { frameRecord, unframeRecords } from '../../../src/runs/eventRecords.ts';
import { decodeEvent, encodeEvent, type RunEvent } from '../../../src/runs/events.ts';

/** Records in hexadecimal as written by TensorBoard 2.21 (`RecordWriter` around Google's protocol buffers), and what they say. */
const golden: readonly { readonly event: Exclude<RunEvent, { kind: 'other' }>; readonly record: string }[] = [
  {
    event: { kind: 'fileVersion', wallTime: 1795233600.25, version: 'brain.Event:2' },
    record: '1800000000000000a37f4b2209000010d045c0da411a0d627261696e2e4576656e743a32a57781f3',
  },
  {
    event: { kind: 'sessionStart', wallTime: 1795233601.5, iteration: 301 },
    record: '100000000000000095fbfe1809000060d045c0da4110ad023a02080138be29c5',
  },
  {
    event: {
      kind: 'scalars',
      wallTime: 1795233602.75,
      iteration: 100000,
      scalars: [
        { tag: 'train/inner_loss_last', value: Math.fround(0.1) },
        { tag: 'eval/accuracy', value: 0.9375 },
      ],
    },
    record:
      '4300000000000000b18525a0090000b0d045c0da4110a08d062a340a1c0a15747261696e2f696e6e65725f6c6f73735f6c61737415cdcccc3d' +
      '0a140a0d6576616c2f6163637572616379150000703f6c66c513',
  },
  {
    event: { kind: 'scalars', wallTime: 1.5, iteration: 5_000_000_000, scalars: [{ tag: 'ä', value: Number.NaN }] },
    record: '1c00000000000000c8c1951d09000000000000f83f1080e497d0122a0b0a090a02c3a4150000c07fa50e184a',
  },
];

/** The same writer's record of a graph definition, which a run has no use for. */
const graphRecord = '100000000000000095fbfe1809000000000000f83f1003220331323309fd2786';

/** The same writer's record of an image and, beside it, the scalar `loss` 0.5. */
const imageRecord =
  '300000000000000095f5d05f09000000000000f83f10032a230a140a077069637475726522090801100118012201780a0b0a046c6f7373150000003fb2f2c9e9';

describe('event records', () => {
  for (const { event, record } of golden) {
    it(`write what TensorBoard writes: ${event.kind} at ${event.wallTime}`, () => {
      assert.equal(Buffer.from(frameRecord(encodeEvent(event))).toString('hex'), record);
    });

    it(`read what TensorBoard writes: ${event.kind} at ${event.wallTime}`, () => {
      const { records, consumed, damaged } = unframeRecords(Buffer.from(record, 'hex'));
      assert.deepEqual(records.map(decodeEvent), [event]);
      assert.deepEqual({ consumed, damaged }, { consumed: record.length / 2, damaged: false });
    });
  }

  it('reads over what a run does not write', () => {
    const { records } = unframeRecords(Buffer.from(graphRecord, 'hex'));
    assert.deepEqual(records.map(decodeEvent), [{ kind: 'other' }]);
    const scalars = [{ tag: 'loss', value: 0.5 }];
    assert.deepEqual(unframeRecords(Buffer.from(imageRecord, 'hex')).records.map(decodeEvent), [
      { kind: 'scalars', wallTime: 1.5, iteration: 3, scalars },
    ]);
  });

  const two = Buffer.from(
    golden
      .slice(0, 2)
      .map(({ record }) => record)
      .join(''),
    'hex',
  );
  const firstLength = (golden[0]?.record.length ?? 0) / 2;

  it('leave a record that is torn at any byte for the next look', () => {
    for (let length = 0; length < two.length; length++) {
      const { records, consumed, damaged } = unframeRecords(two.subarray(0, length));
      const complete = length < firstLength ? 0 : 1;
      assert.deepEqual(
        { length, complete: records.length, consumed, damaged },
        { length, complete, consumed: complete * firstLength, damaged: false },
      );
    }
  });

  it('notice a changed bit in any byte, and keep the records before it', () => {
    for (let position = 0; position < two.length; position++) {
      const changed = Buffer.from(two);
      changed[position] = (changed[position] ?? 0) ^ (1 << (position % 8));
      const { records, damaged } = unframeRecords(changed);
      assert.deepEqual(
        { position, complete: records.length, damaged },
        { position, complete: position < firstLength ? 0 : 1, damaged: true },
      );
    }
  });

  it('take zeros, which a power cut can leave at the end of a file, for damage', () => {
    assert.equal(unframeRecords(Buffer.concat([two, Buffer.alloc(64)])).damaged, true);
    assert.equal(unframeRecords(Buffer.concat([two, Buffer.alloc(64)])).records.length, 2);
  });
});
