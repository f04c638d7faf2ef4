// Event files: writing by several processes in turn, reading bit by bit, withdrawn figures, damage, and a real
// TensorBoard's opinion.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { EventReader } from '../../../src/runs/eventReader.ts';
import type { EventUpdate } from '../../../src/runs/eventUpdate.ts';
import { EventWriter } from '../../../src/runs/eventWriter.ts';
import { readFigures } from '../../../src/runs/readFigures.ts';
import { failAppends } from '../../support/failingAppends.ts';
import { holdOf } from '../../support/holdOf.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { readNew } from '../../support/readNew.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { findTensorBoard } from '../../support/tensorBoard.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('event files', () => {
  const folder = useTemporaryFolder();

  it('give back what was written, as 32-bit floats, with the time', async () => {
    const before = Date.now() / 1000;
    const writer = await EventWriter.create(await holdOf(folder()));
    writer.add(1, [
      { tag: 'a', value: 0.1 },
      { tag: 'b', value: Number.POSITIVE_INFINITY },
    ]);
    writer.add(2, [{ tag: 'a', value: -0 }]);
    await writer.close();
    const series = await readFigures(folder());
    assert.deepEqual(
      series.get('a')?.map(({ iteration, value }) => [iteration, value]),
      [
        [1, Math.fround(0.1)],
        [2, -0],
      ],
    );
    assert.equal(series.get('b')?.[0]?.value, Number.POSITIVE_INFINITY);
    const wallTime = series.get('a')?.[0]?.wallTime ?? 0;
    assert.ok(wallTime >= before && wallTime <= Date.now() / 1000);
  });

  it('show a figure without being asked to', async () => {
    const writer = await EventWriter.create(await holdOf(folder()));
    const reader = new EventReader(folder());
    await readNew(reader);
    writer.add(1, [{ tag: 'a', value: 1 }]);
    const updates = await waitFor('the figure', async () => {
      const news = await readNew(reader);
      return news.length > 0 && news;
    });
    assert.deepEqual(valuesOf(updates), [[1, 1]]);
    await writer.close();
  });

  it('show the first figure at once, even when the thread then computes without a break', async () => {
    const writer = await EventWriter.create(await holdOf(folder()));
    await writer.flush({ durable: true });
    const [name = ''] = await listEventFiles(folder());
    const file = path.join(folder(), name);
    const { size } = statSync(file);
    writer.add(1, [{ tag: 'a', value: 1 }]);
    // Promises go on between two tasks; timers and files do not.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    const deadline = performance.now() + 5000;
    while (statSync(file).size === size && performance.now() < deadline);
    assert.ok(statSync(file).size > size);
    await writer.close();
  });

  it('are read from where the last look ended, byte by byte if need be', async () => {
    const writer = await EventWriter.create(await holdOf(folder()));
    for (let iteration = 1; iteration <= 5; iteration++) writer.add(iteration, [{ tag: 'a', value: iteration }]);
    await writer.close();
    const [name = ''] = await listEventFiles(folder());
    const file = path.join(folder(), name);
    const bytes = await readFile(file);
    await truncate(file, 0);
    const reader = new EventReader(folder());
    const seen: EventUpdate[] = [];
    for (const byte of bytes) {
      await appendFile(file, Uint8Array.of(byte));
      seen.push(...(await readNew(reader)));
    }
    assert.deepEqual(
      valuesOf(seen),
      [1, 2, 3, 4, 5].map((number) => [number, number]),
    );
    assert.equal(seen.filter(({ kind }) => kind === 'damaged').length, 0);
    assert.deepEqual(await readNew(reader), []);
  });

  it('are read whole when they are longer than a piece', async () => {
    const writer = await EventWriter.create(await holdOf(folder()));
    const scalars = Array.from({ length: 40 }, (_, index) => ({ tag: `adaptation/loss/${index}`, value: index }));
    for (let iteration = 1; iteration <= 5000; iteration++) writer.add(iteration, scalars);
    await writer.close();
    const series = await readFigures(folder());
    assert.equal(series.size, 40);
    assert.ok([...series.values()].every((figures) => figures.length === 5000 && figures.at(-1)?.iteration === 5000));
  });

  it('are read past damage, which is told once; later processes are read all the same', async () => {
    const first = await EventWriter.create(await holdOf(folder()));
    for (let iteration = 1; iteration <= 4; iteration++) first.add(iteration, [{ tag: 'a', value: iteration }]);
    await first.close();
    const [name = ''] = await listEventFiles(folder());
    await changeLastByte(path.join(folder(), name));
    const reader = new EventReader(folder());
    const updates = await readNew(reader);
    assert.deepEqual(
      valuesOf(updates),
      [1, 2, 3].map((number) => [number, number]),
    );
    const damage = updates.filter((update) => update.kind === 'damaged');
    assert.deepEqual(
      damage.map(({ file }) => file),
      [path.join(folder(), name)],
    );
    assert.deepEqual(await readNew(reader), []);
    const second = await EventWriter.create(await holdOf(folder()), { resumedAt: 2 });
    second.add(3, [{ tag: 'a', value: 33 }]);
    await second.close();
    assert.deepEqual(valuesOf(await readNew(reader)), [[3, 33]]);
    assert.deepEqual(
      (await readFigures(folder())).get('a')?.map(({ value }) => value),
      [1, 2, 33],
    );
  });

  it('have names that sort in the order of the processes, even within a second or after the clock was set back', async () => {
    await writeFile(path.join(folder(), 'events.out.tfevents.4000000000.host.1.reptile-lab'), '');
    for (let process = 0; process < 3; process++) await (await EventWriter.create(await holdOf(folder()))).close();
    const names = (await readdir(folder())).sort();
    assert.deepEqual(
      names.map((name) => name.split('.')[3]),
      ['4000000000', '4000000001', '4000000002', '4000000003'],
    );
    assert.match(names[1] ?? '', /^events\.out\.tfevents\.\d{10}\.[\w-]+\.\d+\.reptile-lab$/);
  });

  it('are in the order of their times, whatever strays lie beside them, and refuse a stray after which none can come', async () => {
    const eventsNamed = async (seconds: string) =>
      writeFile(path.join(folder(), `events.out.tfevents.${seconds}.stranger.1.x`), '');
    await eventsNamed('999999999999999999999');
    await eventsNamed('99999999999');
    await eventsNamed('9999999990');
    const writer = await EventWriter.create(await holdOf(folder()));
    writer.add(1, [{ tag: 'a', value: 1 }]);
    await writer.close();
    const names = await listEventFiles(folder());
    assert.deepEqual(
      names.map((name) => name.split('.')[3]),
      ['9999999990', '9999999991'],
    );
    assert.deepEqual(
      (await readFigures(folder())).get('a')?.map(({ value }) => value),
      [1],
    );
    await eventsNamed('9999999999');
    await assert.rejects(EventWriter.create(await holdOf(folder())), /9999999999.*far future.*Move it away/);
  });

  it('write nothing after a write that failed, and say so', async () => {
    const writer = await EventWriter.create(await holdOf(folder()));
    const [name = ''] = await listEventFiles(folder());
    const size = (await readFile(path.join(folder(), name))).length;
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const restore = failAppends(full);
    try {
      writer.add(1, [{ tag: 'a', value: 1 }]);
      await assert.rejects(writer.flush(), full);
    } finally {
      restore();
    }
    assert.throws(() => writer.add(2, [{ tag: 'a', value: 2 }]), full);
    await assert.rejects(writer.close(), full);
    assert.equal((await readFile(path.join(folder(), name))).length, size);
  });

  it('mean to a real TensorBoard what they mean here, withdrawn figures included', async function () {
    const python = await findTensorBoard();
    if (python === undefined) {
      console.log(
        '        skipped: no Python with TensorBoard (python3, or the program that REPTILE_LAB_PYTHON names)',
      );
      return this.skip();
    }
    this.timeout(60_000);
    const directory = await newTestRun(folder());
    await writeHistory(directory);
    const ours = Object.fromEntries(
      [...(await readFigures(directory))].map(([tag, figures]) => [
        tag,
        figures.map(({ iteration, value }) => [iteration, value]),
      ]),
    );
    assert.deepEqual(ours['eval/loss'], [
      [0, 9],
      [10, 110],
      [20, 120],
      [30, 230],
    ]);
    assert.equal(ours['train/loss']?.length, 45);
    assert.deepEqual(await askTensorBoard(python, directory), { accumulator: ours, server: ours });
  });
});

/**
 * Three processes: the first is killed while it writes, the second is stopped, the third goes on, and its file is put
 * back beneath it as it was before.
 */
async function writeHistory(directory: string): Promise<void> {
  await writeProcess(directory, { from: 1, to: 50, sign: 1 });
  const [name = ''] = await listEventFiles(directory);
  await appendFile(path.join(directory, name), Uint8Array.of(30, 0, 0, 0, 0, 0, 0, 0, 1, 2));
  await writeProcess(directory, { from: 21, to: 37, sign: 2 });
  await writeProcess(directory, { from: 36, to: 45, sign: 3, exchangedAt: 40 });
  assert.equal((await listEventFiles(directory)).length, 4);
}

interface ProcessPart {
  readonly from: number;
  readonly to: number;
  readonly sign: number;
  readonly exchangedAt?: number;
}

async function writeProcess(directory: string, part: ProcessPart): Promise<void> {
  const writer = await EventWriter.create(await holdOf(directory), part.from === 1 ? {} : { resumedAt: part.from - 1 });
  if (part.from === 1) writer.add(0, [{ tag: 'eval/loss', value: 9 }]);
  for (let iteration = part.from; iteration <= part.to; iteration++) {
    writer.add(iteration, [
      { tag: 'train/loss', value: part.sign / 4 },
      { tag: 'meta/step_size', value: iteration / 64 },
    ]);
    if (iteration === part.exchangedAt) await putBack(directory, writer);
    if (iteration % 10 === 0 && iteration < 40)
      writer.add(iteration, [{ tag: 'eval/loss', value: part.sign * 100 + iteration }]);
  }
  await writer.close();
}

/** The newest file, as it was before what is written now; what the writer still has to write is to find out. */
async function putBack(directory: string, writer: EventWriter): Promise<void> {
  const file = path.join(directory, (await listEventFiles(directory)).at(-1) ?? '');
  const early = await readFile(file);
  await writer.flush();
  await rm(file);
  await writeFile(file, early);
}

function valuesOf(updates: readonly EventUpdate[]): number[][] {
  return updates.flatMap((update) =>
    update.kind === 'figures' ? [...update.figures].map(({ iteration, value }) => [iteration, value]) : [],
  );
}

async function changeLastByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(file, bytes);
}

/** What TensorBoard's documented accumulator and the one behind its server read, as tag → [step, value]. */
async function askTensorBoard(python: string, directory: string): Promise<unknown> {
  const program = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator as ServerAccumulator
from tensorboard.util import tensor_util
everything = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
everything.Reload()
server = ServerAccumulator(sys.argv[1], tensor_size_guidance={'scalars': 0})
server.Reload()
print(json.dumps({
  'accumulator': {tag: [[e.step, e.value] for e in everything.Scalars(tag)] for tag in everything.Tags()['scalars']},
  'server': {tag: [[e.step, tensor_util.make_ndarray(e.tensor_proto).item()] for e in server.Tensors(tag)] for tag in server.Tags()['tensors']},
}))`;
  const { stdout } = await promisify(execFile)(python, ['-c', program, directory]);
  return JSON.parse(stdout);
}
