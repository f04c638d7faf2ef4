// What logs keep in memory is counted, whether it has figures or not: of more than there is room for, the others are listed,
// and not read.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { frameRecord } from '../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../src/runs/events.ts';
import { pluginRecord, simpleRecord, tensorRecord } from '../../support/foreignEvents.ts';
import { heapKeptBy, memoryInUse } from '../../support/heapKept.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { WandbFile } from '../../support/wandbFile.ts';
import { historyRecord } from '../../support/wandbRows.ts';

describe('what logs keep in memory', () => {
  const folder = useTemporaryFolder();
  const putWandb = async (name: string, file: WandbFile) => {
    await mkdir(path.join(folder(), name), { recursive: true });
    await writeFile(path.join(folder(), name, 'run-abc.wandb'), file.bytes);
  };

  /** What a look at the folder keeps. */
  const heapKeptByLook = () =>
    heapKeptBy(async () => {
      const logs = new LogFolder(folder());
      await logs.look();
      return logs;
    });

  it('is neither the JSON of W&B’s settings nor names of what is no figure', async () => {
    const words = Object.fromEntries(Array.from({ length: 4000 }, (_, place) => [place.toString(36), '"a"']));
    for (let count = 0; count < 20; count++)
      await putWandb(
        `run-${count}`,
        new WandbFile().run('a', { text: `"${'x'.repeat(200_000)}"` }).history(0, { loss: '1', ...words }),
      );
    const logs = new LogFolder(folder());
    const { kept, bytes } = await heapKeptBy(() => logs.look());
    assert.equal(kept.logs.length, 20);
    assert.ok(bytes < 2e6, `${bytes} bytes`);
  });

  /** Parts without a byte behind such ones; the record has no end. */
  const putParts = async (name: string, before: readonly Uint8Array[]) => {
    const parts = [...before, ...Array.from({ length: 50_000 }, () => Buffer.alloc(0))];
    await putWandb(name, new WandbFile().recordInParts(parts, true));
  };

  it('is none for parts of W&B’s records, however many and short they are', async () => {
    await putParts('run-empty', []);
    await putParts('run-long', [Buffer.alloc(1 << 22), Buffer.alloc(1)]);
    const { kept, bytes } = await heapKeptByLook();
    assert.ok(kept.directoryOf('run-long'));
    assert.ok(bytes < 3e5, `${bytes} bytes`);
  });

  it('is none for the items of W&B’s records that were read, good and bad ones', async () => {
    const rowOf = (items: number) => historyRecord(Array.from({ length: items }, () => [['a'], '1'] as const));
    const [most, tooMany] = [rowOf(20_000), rowOf(20_001)];
    for (let count = 0; count < 10; count++)
      await putWandb(`run-${count}`, new WandbFile().record(count % 2 === 0 ? most : tooMany));
    const { kept, bytes } = await heapKeptByLook();
    assert.ok(kept.directoryOf('run-9'));
    assert.ok(bytes < 8e5, `${bytes} bytes`);
  });

  const names = Array.from({ length: 100 }, (_, place) => `name-${place}`);
  const putFiles = async (run: string, files: readonly string[], text: string) => {
    for (const file of files) {
      await mkdir(path.dirname(path.join(folder(), run, file)), { recursive: true });
      await writeFile(path.join(folder(), run, file), text);
    }
  };
  const putEvents = async (run: string, records: readonly Uint8Array[]) => {
    await mkdir(path.join(folder(), run));
    await writeFile(path.join(folder(), run, 'events.out.tfevents.1700000000.a'), Buffer.concat(records));
  };
  const held: Readonly<Record<string, (run: string) => Promise<void>>> = {
    'empty files of MLflow': async (run) => {
      await putFiles(run, ['meta.yaml', 'params/a'], '');
      await putFiles(
        run,
        names.map((name) => `metrics/${name}`),
        '',
      );
    },
    'files of MLflow that say nothing of parameters': async (run) => {
      await putFiles(run, ['meta.yaml', 'metrics/a'], '');
      await putFiles(
        run,
        names.map((name) => `params/${name}`),
        '',
      );
    },
    'files of DVCLive with texts': (run) =>
      putFiles(
        run,
        names.map((name) => `plots/metrics/${name}.tsv`),
        'step\ta\n',
      ),
    'columns without rows': (run) => putFiles(run, ['metrics.csv'], `step,${names.join('0'.repeat(500))}\n`),
    'names of tensors that are no figures': (run) => {
      const tensor = { type: 1, shape: [2], content: new Uint8Array(8) };
      const many = Array.from({ length: 1000 }, (_, place) => `name-${place}`);
      return putEvents(
        run,
        many.map((name) => tensorRecord(name, 1, tensor, 'scalars')),
      );
    },
    'event files without events': (run) =>
      putFiles(
        run,
        names.map((name) => `events.out.tfevents.1700000000.${name}`),
        '',
      ),
    'names of what TensorBoard does not draw as scalars': (run) =>
      putEvents(run, [
        ...names.slice(0, 64).map((name) => pluginRecord(name.padEnd(200), 'images')),
        ...names.slice(0, 20).map((name) => simpleRecord(name, 1, 1)),
      ]),
    'sessions that start again': (run) =>
      putEvents(
        run,
        Array.from({ length: 500 }, (_, iteration) =>
          frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1, iteration })),
        ),
      ),
    'records of W&B that do not end': async (run) => {
      const bytes = new WandbFile().record(Buffer.alloc(100_000)).bytes;
      await putFiles(run, ['files/config.yaml'], '');
      await writeFile(path.join(folder(), run, 'run-abc.wandb'), bytes.subarray(0, 98_304));
    },
    'names of W&B that figures lie in': (run) =>
      putWandb(run, new WandbFile().history(0, { [names.join('|').slice(0, 500)]: '1' }).record(manyNames())),
  };
  for (const [what, put] of Object.entries(held))
    it(`is bounded for ${what}`, async () => {
      for (const run of ['run-a', 'run-b', 'run-c', 'run-d', 'run-e']) await put(run);
      const { logs, problems } = await new LogFolder(folder(), 180_000).look();
      assert.equal(logs.length, 5);
      const [problem] = problems;
      assert.ok(problem?.of === 'file' && problem.problem.code === 'crowd');
      assert.ok(problem.problem.looked > 0 && problem.problem.looked < 5, `${problem.problem.looked}`);
    });

  it('is bounded while they are looked at, too', async function () {
    this.timeout(60_000);
    const records = Array.from({ length: 1000 }, (_, place) => pluginRecord(`${place}`.padEnd(500), 'scalars'));
    for (let count = 0; count < 300; count++) await putEvents(`run-${count}`, records);
    const before = memoryInUse();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, memoryInUse() - before);
    }, 100);
    const { logs } = await new LogFolder(folder(), 2e6).look().finally(() => clearInterval(watch));
    assert.equal(logs.length, 300);
    assert.ok(most > 0 && most < 40e6, `${most} bytes`);
  });
});

/** Figures in objects: none of them counts, and their names are kept all the same. */
function manyNames(): Uint8Array {
  const names = Array.from({ length: 400 }, (_, place) => [['a', `n${place}`], '1'] as const);
  return historyRecord([[['a', '_type'], '1'], ...names]);
}
