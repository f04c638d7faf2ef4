// Event records: the bytes that TensorBoard's own writer makes, torn records, and damage at every place.

import assert from 'node:assert/strict';
import { frameRecord, unframeRecords } from '../../../src/runs/eventRecords.ts';
import { decodeEvent, encodeEvent, type RunEvent } from '../../../src/runs/events.ts';

/**
 * Records in hexadecimal as written by TensorBoard 2.21 (`RecordWriter` around Google's protocol buffers), and what
 * they say.
 */
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
      const { contents, consumed, damage } = unframeRecords(Buffer.from(record, 'hex'));
      assert.deepEqual(
        contents.map((content) => decodeEvent(content)),
        [event],
      );
      assert.deepEqual({ consumed, damage }, { consumed: record.length / 2, damage: undefined });
    });
  }

  it('reads over what a run does not write', () => {
    const { contents } = unframeRecords(Buffer.from(graphRecord, 'hex'));
    assert.deepEqual(
      contents.map((content) => decodeEvent(content)),
      [{ kind: 'other' }],
    );
    const scalars = [{ tag: 'loss', value: 0.5 }];
    assert.deepEqual(
      unframeRecords(Buffer.from(imageRecord, 'hex')).contents.map((content) => decodeEvent(content)),
      [{ kind: 'scalars', wallTime: 1.5, iteration: 3, scalars }],
    );
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
      const { contents, consumed, damage } = unframeRecords(two.subarray(0, length));
      const complete = length < firstLength ? 0 : 1;
      assert.deepEqual(
        { length, complete: contents.length, consumed, damage },
        { length, complete, consumed: complete * firstLength, damage: undefined },
      );
    }
  });

  const three = Buffer.from(
    golden
      .slice(0, 3)
      .map(({ record }) => record)
      .join(''),
    'hex',
  );
  const secondLength = (golden[1]?.record.length ?? 0) / 2;

  it('notice a changed bit in any byte, and give every other record', () => {
    const whole = unframeRecords(three).contents.map((content) => Buffer.from(content).toString('hex'));
    for (let position = 0; position < three.length; position++) {
      const changed = Buffer.from(three);
      changed[position] = (changed[position] ?? 0) ^ (1 << (position % 8));
      const { contents, damage } = unframeRecords(changed);
      const hit = position < firstLength ? 0 : position < firstLength + secondLength ? 1 : 2;
      const left = contents.map((content) => Buffer.from(content).toString('hex'));
      assert.deepEqual({ position, left }, { position, left: whole.filter((_, place) => place !== hit) });
      assert.equal(damage?.position, [0, firstLength, firstLength + secondLength][hit]);
      const inContent = position - (damage?.position ?? 0) >= 12;
      assert.equal(damage?.records, inContent ? 1 : 0);
      if (hit < 2) assert.equal(damage?.bytes, [firstLength, secondLength][hit]);
    }
  });

  it('are found again after bytes that were lost, or came from elsewhere', () => {
    const whole = unframeRecords(three).contents.length;
    for (let cut = 1; cut < firstLength; cut++) {
      const { contents, damage } = unframeRecords(three.subarray(cut));
      assert.deepEqual(
        { cut, left: contents.length, bytes: damage?.bytes },
        { cut, left: whole - 1, bytes: firstLength - cut },
      );
    }
    const strange = Buffer.from('something that is no record at all');
    const { contents, damage } = unframeRecords(Buffer.concat([two.subarray(0, firstLength), strange, three]));
    assert.equal(contents.length, 1 + whole);
    assert.deepEqual(damage, { position: firstLength, bytes: strange.length, records: 0 });
  });

  it('take zeros, which a power cut can leave at the end of a file, for damage', () => {
    const { contents, damage } = unframeRecords(Buffer.concat([two, Buffer.alloc(64)]));
    assert.equal(contents.length, 2);
    assert.deepEqual([damage?.position, damage?.records], [two.length, 0]);
  });
});
