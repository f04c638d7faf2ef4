// W&B's files are read as they grow: records in parts, damage, what is no figure, and runs of which only small files are there.

import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findLogRuns } from '../../../src/foreign/findLogRuns.ts';
import { openWandbLog } from '../../../src/foreign/wandb/wandbLog.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { WandbFile } from '../../support/wandbFile.ts';
import { historyRecord } from '../../support/wandbRows.ts';

describe('W&B logs', () => {
  const folder = useTemporaryFolder();
  const run = () => path.join(folder(), 'wandb', 'offline-run-20261129_183130-h0m55hnv');
  const file = () => path.join(run(), 'run-h0m55hnv.wandb');
  const told = async (reader: ReturnType<typeof openWandbLog>) => pointsByTag((await collectFigures(reader)).figures);

  beforeEach(() => mkdir(path.join(run(), 'files'), { recursive: true }));

  it('have figures at the steps of their history, settings, a name, a start and an end', async () => {
    const begun = new WandbFile()
      .run('swift-sun-1', { lr: '0.1', nested: '{"layers":[1,2],"on":true}', none: 'null', _wandb: '{}' })
      .history(0, { loss: '1', _timestamp: '1.6e9', _runtime: '2', word: '"hi"', flag: 'true', worst: 'Infinity' })
      .history(7, { loss: 'NaN', 'nested|x': '3', 'h|_type': '"histogram"', 'h|count': '5', _timestamp: '1600000007' })
      .summary({ loss: '0.5', _step: '7' })
      .summary({ best: '0.25', loss: '0.125', _runtime: '3' });
    await writeFile(file(), begun.bytes);
    const reader = openWandbLog(run());
    const { figures, problems } = await collectFigures(reader);
    assert.deepEqual(pointsByTag(figures), {
      loss: [
        [0, 1],
        [7, Number.NaN],
      ],
      worst: [[0, Number.POSITIVE_INFINITY]],
      'nested.x': [[7, 3]],
      best: [[7, 0.25]],
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      figures.filter(({ tag }) => tag === 'loss').map(({ wallTime }) => wallTime),
      [1.6e9, 1_600_000_007],
    );
    assert.deepEqual(
      [...reader.parameters],
      [
        ['lr', 0.1],
        ['nested.layers', '1,2'],
        ['nested.on', true],
      ],
    );
    assert.deepEqual([reader.title, reader.startedAt, reader.outcome], ['swift-sun-1', 1.6e9, undefined]);
    await writeFile(file(), begun.exit(1).bytes);
    assert.deepEqual([await told(reader), reader.outcome], [{}, 'failed']);
  });

  it('are read on from where the last look ended, wherever the file was cut', async () => {
    const whole = new WandbFile();
    for (let step = 0; step < 60; step++) {
      // Records of many lengths meet the ends of blocks in every way.
      whole.record(Buffer.alloc(0)).history(step, { loss: String(step), word: `"${'x'.repeat(step * 97)}"` });
      if (step % 20 === 0) whole.history(step, { word: `"${'x'.repeat(100_000)}"` });
    }
    const all = Array.from({ length: 60 }, (_, step) => [step, step]);
    const reader = openWandbLog(run());
    const points: [number, number][] = [];
    const { bytes } = whole;
    for (let at = 0; at < bytes.length; at += 5003) {
      await appendFile(file(), bytes.subarray(at, at + 5003));
      points.push(...((await told(reader)).loss ?? []));
    }
    assert.deepEqual(points, all);
  });

  it('are read whatever parts a record is in, wherever the file was cut, and without one that is too long', async () => {
    const whole = new WandbFile();
    const partsOf = (content: Uint8Array, bytes: number) =>
      Array.from({ length: Math.ceil(content.length / bytes) }, (_, place) =>
        content.subarray(place * bytes, (place + 1) * bytes),
      );
    const rowOf = (step: number, length: number) =>
      historyRecord([
        [['loss'], String(step)],
        [['word'], `"${'x'.repeat(length)}"`],
      ]);
    const nothing = Buffer.alloc(0);
    whole.recordInParts([nothing, ...partsOf(rowOf(0, 1000), 3), nothing]);
    whole.recordInParts(partsOf(rowOf(1, 200_000), 1009));
    whole.recordInParts(partsOf(rowOf(2, 2 ** 22), 30_011));
    whole.recordInParts(partsOf(rowOf(3, 2 ** 22 - 100), 30_011));
    whole.recordInParts([nothing, nothing]).record(rowOf(4, 10));
    const reader = openWandbLog(run());
    const values: number[] = [];
    const problems: unknown[] = [];
    const { bytes } = whole;
    for (let at = 0; at < bytes.length; at += 500_009) {
      await appendFile(file(), bytes.subarray(at, at + 500_009));
      const told = await collectFigures(reader);
      values.push(...told.figures.map(({ value }) => value));
      problems.push(...told.problems);
    }
    assert.deepEqual([values, problems], [[0, 1, 3, 4], []]);
  });

  it('tell damage once, and the figures of the other blocks', async () => {
    const whole = new WandbFile();
    for (let step = 0; step < 3000; step++) whole.history(step, { loss: String(step) });
    const damaged = Buffer.from(whole.bytes);
    damaged[40_000] = (damaged[40_000] ?? 0) ^ 1;
    await writeFile(file(), damaged);
    const reader = openWandbLog(run());
    const { figures, problems } = await collectFigures(reader);
    assert.ok(figures.every(({ iteration, value }) => iteration === value));
    const [first, last] = [figures.at(0)?.value, figures.at(-1)?.value];
    assert.ok(figures.length > 1500 && figures.length < 3000 && first === 0 && last === 2999, `${figures.length}`);
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['damaged'],
    );
    assert.deepEqual(await collectFigures(reader), { figures: [], problems: [] });
  });

  it('say what is no file of W&B, and which records are none', async () => {
    await writeFile(file(), 'something else altogether');
    assert.deepEqual(
      (await collectFigures(openWandbLog(run()))).problems.map(({ kind }) => kind),
      ['unreadable'],
    );
    const odd = new WandbFile()
      .record(Buffer.from([0x12, 0x7f, 1]))
      .record(Buffer.from([0x12, 0]))
      .history(2, { a: '1' });
    await writeFile(file(), odd.bytes);
    const { figures, problems } = await collectFigures(openWandbLog(run()));
    assert.deepEqual(pointsByTag(figures), { a: [[2, 1]] });
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['damaged'],
    );
  });

  it('are told anew where another file takes the place of theirs', async () => {
    await writeFile(file(), new WandbFile().history(0, { a: '1' }).bytes);
    const reader = openWandbLog(run());
    assert.deepEqual(await told(reader), { a: [[0, 1]] });
    await writeFile(file(), new WandbFile().history(0, { a: '2' }).history(1, { a: '3' }).bytes);
    const kinds: string[] = [];
    await reader.read((updates) => kinds.push(...updates.map(({ kind }) => kind)));
    assert.deepEqual(kinds, ['restarted', 'figures']);
    reader.restart();
    assert.deepEqual((await told(reader)).a?.length, 2);
    await rm(file());
    const gone: string[] = [];
    await reader.read((updates) => gone.push(...updates.map(({ kind }) => kind)));
    assert.deepEqual(gone, ['restarted']);
  });

  it('have settings and newest figures where only the small files are there', async () => {
    const files = path.join(run(), 'files');
    await writeFile(path.join(files, 'config.yaml'), '_wandb:\n  value: {a: 1}\nlr:\n  desc: null\n  value: 0.1\n');
    const summary = '{"loss": NaN, "nested": {"x": 2}, "_step": 9, "_runtime": 1, "word": "hi", "worst": -Infinity}';
    await writeFile(path.join(files, 'wandb-summary.json'), summary);
    const { runs } = await findLogRuns(folder());
    assert.deepEqual(runs, [{ directory: run(), format: 'wandb' }]);
    const reader = openWandbLog(run());
    assert.deepEqual(await told(reader), {
      loss: [[9, Number.NaN]],
      'nested.x': [[9, 2]],
      worst: [[9, Number.NEGATIVE_INFINITY]],
    });
    assert.deepEqual([...reader.parameters], [['lr', 0.1]]);
  });
});
