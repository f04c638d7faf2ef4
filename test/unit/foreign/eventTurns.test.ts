// Event records of other programs that say the same very often take no text or number of all but what counts: a record is
// read in one turn.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mock } from 'node:test';
import type { PbfWriter } from 'pbf';
import { openTensorBoardLog } from '../../../src/foreign/tensorBoard/tensorBoardLog.ts';
import { collectFigures } from '../../support/collectFigures.ts';
import { hparamsRecord, tensorRecord } from '../../support/foreignEvents.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const times = 10_000;

describe('event records of other programs that say the same very often', () => {
  const folder = useTemporaryFolder();
  const read = async (record: Uint8Array) => {
    await writeFile(path.join(folder(), 'events.out.tfevents.1700000000.host'), record);
    const reader = openTensorBoardLog(folder());
    const [texts, numbers] = [
      mock.method(TextEncoder.prototype, 'encode'),
      mock.method(DataView.prototype, 'getFloat32'),
    ];
    try {
      const { figures } = await collectFigures(reader);
      return { reader, figures, texts: texts.mock.callCount(), numbers: numbers.mock.callCount() };
    } finally {
      texts.mock.restore();
      numbers.mock.restore();
    }
  };
  const session = (write: (start: PbfWriter) => void) =>
    hparamsRecord('a', (data) => data.writeMessage(3, (_, start: PbfWriter) => write(start), undefined));
  const often = (write: () => void) => {
    for (let time = 0; time < times; time++) write();
  };

  it('make a text of the last value of a parameter', async () => {
    const writeValue = (_: undefined, value: PbfWriter) => {
      often(() => value.writeStringField(3, 'a'));
      value.writeStringField(3, 'b');
    };
    const { reader, texts } = await read(
      session((start) =>
        start.writeMessage(
          1,
          (_, entry: PbfWriter) => {
            entry.writeStringField(1, 'name');
            entry.writeMessage(2, writeValue, undefined);
          },
          undefined,
        ),
      ),
    );
    assert.deepEqual([...reader.parameters], [['name', 'b']]);
    assert.ok(texts < 100, `${texts}`);
  });

  it('make a text of the last entry of a parameter, cut where it is long', async () => {
    const writeEntry = (name: string, text: string) => (_: undefined, entry: PbfWriter) => {
      entry.writeStringField(1, name);
      entry.writeMessage(2, (__, value: PbfWriter) => value.writeStringField(3, text), undefined);
    };
    const { reader, texts } = await read(
      session((start) => {
        often(() => start.writeMessage(1, writeEntry('name', 'a'), undefined));
        start.writeMessage(1, writeEntry('name', 'x'.repeat(300)), undefined);
        start.writeMessage(1, writeEntry('n'.repeat(300), 'b'), undefined);
      }),
    );
    assert.deepEqual(
      [...reader.parameters],
      [
        ['name', `${'x'.repeat(199)}…`],
        [`${'n'.repeat(199)}…`, 'b'],
      ],
    );
    assert.ok(texts < 100, `${texts}`);
  });

  it('make a number of the first half of a tensor', async () => {
    for (const type of [14, 19]) {
      const halves = (count: number) => (writer: PbfWriter) => writer.writePackedVarint(13, Array(count).fill(0x3fc0));
      const many = { type, content: { write: halves(times) } };
      const { figures, numbers } = await read(tensorRecord('a', 1, many, 'scalars'));
      assert.deepEqual(figures, []);
      assert.ok(numbers < 100, `${numbers}`);
      const one = { type, content: { write: halves(1) } };
      assert.equal((await read(tensorRecord('a', 1, one, 'scalars'))).figures[0]?.value, type === 14 ? 1.5 : 1.9375);
    }
  });
});
