// Event files of any program are read as TensorBoard reads them: scalars of every form, hyperparameters, several files at
// once, sessions that start again, and long records of other kinds.

import assert from 'node:assert/strict';
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PbfWriter } from 'pbf';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { openTensorBoardLog } from '../../../src/foreign/tensorBoard/tensorBoardLog.ts';
import { frameRecord } from '../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../src/runs/events.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { hparamsRecord, simpleRecord, tensorRecord } from '../../support/foreignEvents.ts';
import { heapKeptBy } from '../../support/heapKept.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const bytesOf = (write: (view: DataView) => void, length: number) => {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
};
const float = (value: number) => ({ type: 1, content: bytesOf((view) => view.setFloat32(0, value, true), 4) });
const start = (iteration: number) => frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1, iteration }));
const field = (write: (writer: PbfWriter) => void) => ({ write });

describe('TensorBoard logs of other programs', () => {
  const folder = useTemporaryFolder();
  const fileOf = (name = '1700000000.host') => path.join(folder(), `events.out.tfevents.${name}`);
  const write = (...records: readonly Uint8Array[]) => writeFile(fileOf(), Buffer.concat(records));

  it('give scalars of every type of number, as bytes and in fields', async () => {
    const tensors = {
      double: { type: 2, content: bytesOf((view) => view.setFloat64(0, 0.1, true), 8) },
      int32: { type: 3, content: bytesOf((view) => view.setInt32(0, -7, true), 4) },
      int64: { type: 9, content: bytesOf((view) => view.setBigInt64(0, -9n, true), 8) },
      half: { type: 19, content: bytesOf((view) => view.setUint16(0, 0xc500, true), 2) },
      bfloat16: { type: 14, content: bytesOf((view) => view.setUint16(0, 0x3fc0, true), 2) },
      bool: { type: 10, content: field((writer) => writer.writePackedVarint(11, [1])) },
      floatField: { type: 1, content: field((writer) => writer.writePackedFloat(5, [0.5])) },
      doubleField: { type: 2, content: field((writer) => writer.writePackedDouble(6, [0.1])) },
      intField: { type: 9, content: field((writer) => writer.writePackedVarint(10, [-12])) },
      ofOne: { type: 1, shape: [1, 1], content: bytesOf((view) => view.setFloat32(0, 4, true), 4) },
      leftOut: { type: 1, content: new Uint8Array() },
      ofTwo: { type: 1, shape: [2], content: new Uint8Array(8) },
      text: { type: 7, content: new Uint8Array([1]) },
    };
    await write(...Object.entries(tensors).map(([tag, tensor]) => tensorRecord(tag, 3, tensor, 'scalars')));
    const { figures, problems } = await collectFigures(openTensorBoardLog(folder()));
    const values = Object.fromEntries(figures.map(({ tag, value }) => [tag, value]));
    assert.deepEqual(values, {
      ...{ double: 0.1, int32: -7, int64: -9, half: -5, bfloat16: 1.5, bool: 1, floatField: 0.5, doubleField: 0.1 },
      ...{ intField: -12, ofOne: 4, leftOut: 0 },
    });
    assert.deepEqual(problems, []);
  });

  it('take a tensor for a figure where the first record of its tag says that it is a scalar', async () => {
    await write(
      tensorRecord('loss', 0, float(1), 'scalars'),
      tensorRecord('loss', 1, float(2)),
      tensorRecord('loss', 2, float(3), 'images'),
      tensorRecord('picture', 1, float(4), 'images'),
      tensorRecord('picture', 2, float(5), 'scalars'),
      tensorRecord('unknown', 1, float(6)),
      simpleRecord('old', 1, 7),
    );
    const { figures } = await collectFigures(openTensorBoardLog(folder()));
    assert.deepEqual(pointsByTag(figures), {
      loss: [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      old: [[1, 7]],
    });
  });

  it('withdraw nothing when their first session starts, and all that came from there on when a later one does', async () => {
    await write(simpleRecord('loss', 5, 1), start(0), simpleRecord('loss', 6, 2));
    const later = fileOf('1700000001.host');
    await writeFile(later, Buffer.concat([start(6), simpleRecord('loss', 6, 3)]));
    const reader = openTensorBoardLog(folder());
    const expected = [
      [5, 1],
      [6, 3],
    ];
    assert.deepEqual(pointsByTag((await collectFigures(reader)).figures), { loss: expected });
    reader.restart();
    assert.deepEqual(pointsByTag((await collectFigures(reader)).figures), { loss: expected });
  });

  it('grow in several files side by side, whatever TensorBoard’s word stands in their names', async () => {
    const [first, second] = [path.join(folder(), 'a.tfevents.x'), path.join(folder(), 'b.tfevents')];
    await writeFile(first, simpleRecord('a', 1, 1));
    await writeFile(second, simpleRecord('b', 1, 1));
    const reader = openTensorBoardLog(folder());
    await collectFigures(reader);
    await appendFile(first, simpleRecord('a', 2, 2));
    await appendFile(second, simpleRecord('b', 2, 2));
    assert.deepEqual(pointsByTag((await collectFigures(reader)).figures), { a: [[2, 2]], b: [[2, 2]] });
  });

  it('hold records of any length between figures, which is no damage', async () => {
    const long = frameRecord(new Uint8Array(3 << 19));
    const huge = frameRecord(new Uint8Array(17 << 20));
    await write(simpleRecord('a', 1, 1), long, simpleRecord('a', 2, 2), huge, simpleRecord('a', 3, 3));
    const { figures, problems } = await collectFigures(openTensorBoardLog(folder()));
    assert.deepEqual([figures.map(({ value }) => value), problems], [[1, 2, 3], []]);
  });

  it('tell damage once, and the other figures', async () => {
    const damaged = Buffer.from(simpleRecord('a', 2, 2));
    damaged[20] = (damaged[20] ?? 0) ^ 1;
    await write(simpleRecord('a', 1, 1), damaged, simpleRecord('a', 3, 3));
    const reader = openTensorBoardLog(folder());
    const { figures, problems } = await collectFigures(reader);
    assert.deepEqual(
      figures.map(({ value }) => value),
      [1, 3],
    );
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['damaged'],
    );
    assert.deepEqual(await collectFigures(reader), { figures: [], problems: [] });
  });

  it('say which hyperparameters they have, and how they ended', async () => {
    const entry = (key: string, writeValue: (value: PbfWriter) => void) => (_: undefined, message: PbfWriter) => {
      message.writeStringField(1, key);
      message.writeMessage(2, (_nothing, value: PbfWriter) => writeValue(value), undefined);
    };
    const begins = hparamsRecord('_hparams_/session_start_info', (data) =>
      data.writeMessage(
        3,
        (_, session: PbfWriter) => {
          session.writeMessage(
            1,
            entry('lr', (value) => value.writeDoubleField(2, 0.1)),
            undefined,
          );
          session.writeMessage(
            1,
            entry('optimizer', (value) => value.writeStringField(3, 'adam'.repeat(100))),
            undefined,
          );
          session.writeMessage(
            1,
            entry('nesterov', (value) => value.writeBooleanField(4, true)),
            undefined,
          );
        },
        undefined,
      ),
    );
    const ends = hparamsRecord('_hparams_/session_end_info', (data) =>
      data.writeMessage(4, (_, session: PbfWriter) => session.writeVarintField(1, 2), undefined),
    );
    await write(begins, simpleRecord('a', 1, 1));
    const reader = openTensorBoardLog(folder());
    await collectFigures(reader);
    const { parameters, outcome } = reader;
    assert.deepEqual([parameters.get('lr'), parameters.get('nesterov'), outcome], [0.1, true, undefined]);
    assert.deepEqual(String(parameters.get('optimizer')).length, 200);
    await appendFile(fileOf(), ends);
    await collectFigures(reader);
    assert.equal(reader.outcome, 'failed');
  });

  it('are found in folders within folders, but through no link and not among runs of ours', async () => {
    for (const name of ['.', 'lr/0.1', 'lr/0.1/inner', 'ours', '.hidden', 'empty'])
      await mkdir(path.join(folder(), 'logs', name), { recursive: true });
    for (const name of ['.', 'lr/0.1', 'lr/0.1/inner', 'ours', '.hidden'])
      await writeFile(path.join(folder(), 'logs', name, 'events.out.tfevents.1.h'), simpleRecord('a', 1, 1));
    await writeFile(path.join(folder(), 'logs', 'ours', 'run.json'), '{}');
    await symlink(path.join(folder(), 'logs', 'lr'), path.join(folder(), 'logs', 'link'));
    const { logs, problems } = await new LogFolder(path.join(folder(), 'logs')).look();
    assert.deepEqual(
      logs.map(({ name }) => name),
      ['logs', 'lr/0.1', 'lr/0.1/inner'],
    );
    assert.deepEqual(problems, []);
  });

  it('are summed up by their first, newest, lowest and highest figures, without what was withdrawn', async () => {
    const values = [4, Number.NaN, 2, 2, 9];
    await write(start(0), ...values.map((value, place) => simpleRecord('a', 2 * place, value, 100 + place)));
    const logFolder = new LogFolder(folder());
    const summaryNow = async () => (await logFolder.look()).logs[0]?.summary;
    const { tags, startedAt, changedAt, lastIteration } = (await summaryNow()) ?? {};
    assert.deepEqual(tags?.get('a'), {
      count: 5,
      first: { iteration: 0, value: 4 },
      latest: { iteration: 8, value: 9 },
      lowest: { iteration: 4, value: 2 },
      highest: { iteration: 8, value: 9 },
    });
    assert.deepEqual([startedAt, changedAt, lastIteration], [100, 104, 8]);
    await appendFile(fileOf(), Buffer.concat([start(5), simpleRecord('a', 5, 3)]));
    assert.deepEqual((await summaryNow())?.tags.get('a'), {
      count: 4,
      first: { iteration: 0, value: 4 },
      latest: { iteration: 5, value: 3 },
      lowest: { iteration: 4, value: 2 },
      highest: { iteration: 0, value: 4 },
    });
  });

  it('of a folder take no more memory than there is for them: the others are listed, and not read', async () => {
    const names = Array.from({ length: 100 }, (_, place) => `figures/${place}`);
    for (const run of ['a', 'b', 'c', 'd', 'e']) {
      await mkdir(path.join(folder(), run));
      const records = names.map((name) => simpleRecord(name, 1, 0.5));
      await writeFile(path.join(folder(), run, 'events.out.tfevents.1700000000.host'), Buffer.concat(records));
    }
    const logs = new LogFolder(folder(), 200_000);
    // Several are read at once, so that nobody knows which come first.
    const sizesOf = ({ logs: seen }: Awaited<ReturnType<LogFolder['look']>>) =>
      seen.map(({ name, summary }) => [name, summary.tags.size]);
    const first = await logs.look();
    assert.deepEqual(first.logs.map(({ summary }) => summary.tags.size).sort(), [0, 0, 100, 100, 100]);
    for (const seen of [first, await logs.look()]) {
      assert.deepEqual(sizesOf(seen), sizesOf(first));
      assert.deepEqual(seen.problems, [
        { of: 'file', problem: { code: 'crowd', folder: folder(), what: 'folders', looked: 3 } },
      ]);
    }
  });

  it('keep neither long texts of settings nor names of other plugins in memory', async () => {
    const logs = new LogFolder(folder());
    const long = 'x'.repeat(100_000);
    const records = Array.from({ length: 60 }, (_, index) => [
      tensorRecord(`${index}${long}`, 0, float(1), 'images'),
      hparamsRecord(`${index}`, (data) => writeText(data, `p${index}`, `${index}${long}`)),
    ]);
    await write(...records.flat());
    const { kept, bytes } = await heapKeptBy(() => logs.look());
    assert.equal(String(kept.logs[0]?.parameters.get('p59')).length, 200);
    assert.ok(bytes < 2e6, `${bytes} bytes`);
  });
});

/** A session that starts with this setting. */
function writeText(data: PbfWriter, name: string, text: string): void {
  const writeValue = (_: undefined, value: PbfWriter) => value.writeStringField(3, text);
  const writeEntry = (_: undefined, entry: PbfWriter) => {
    entry.writeStringField(1, name);
    entry.writeMessage(2, writeValue, undefined);
  };
  const writeStart = (_: undefined, started: PbfWriter) => started.writeMessage(1, writeEntry, undefined);
  data.writeMessage(3, writeStart, undefined);
}
