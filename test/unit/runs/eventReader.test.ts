// Reading event files that are damaged, foreign, missing for a while or longer than memory: what can be read is told,
// once, and in order.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, readFile, rename, rm, rmdir, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { checkEvents } from '../../../src/runs/checkEvents.ts';
import { EventReader } from '../../../src/runs/eventReader.ts';
import { frameRecord } from '../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../src/runs/events.ts';
import type { EventUpdate } from '../../../src/runs/eventUpdate.ts';
import { readFigures } from '../../../src/runs/readFigures.ts';
import { mostFigureTags } from '../../../src/runs/tagTable.ts';
import { countLooks } from '../../support/countingLooks.ts';
import { failReads } from '../../support/failingReads.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { readNew } from '../../support/readNew.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

type Writable = Parameters<typeof encodeEvent>[0];

const figure = (iteration: number, value = iteration, tag = 'a'): Writable => ({
  kind: 'scalars',
  wallTime: 1,
  iteration,
  scalars: [{ tag, value }],
});
const start = (iteration: number): Writable => ({ kind: 'sessionStart', wallTime: 1, iteration });
const recordsOf = (...events: readonly Writable[]) =>
  Buffer.concat(events.map((event) => frameRecord(encodeEvent(event))));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);
const iterationsIn = (updates: readonly EventUpdate[]) =>
  updates.flatMap((update) => (update.kind === 'figures' ? [...update.figures].map(({ iteration }) => iteration) : []));
const isEventFile = (file: string) => path.basename(file).startsWith('events.');
const kindsOf = (updates: readonly EventUpdate[]) => updates.map(({ kind }) => kind);

describe('reading event files', () => {
  const folder = useTemporaryFolder();
  const fileOf = (place: number) => path.join(folder(), `events.out.tfevents.${1000 + place}.host.1.reptile-lab`);

  it('tells everything once, however many ask at the same time', async () => {
    await writeFile(fileOf(1), recordsOf(start(0), ...range(1, 3000).map((iteration) => figure(iteration))));
    const reader = new EventReader(folder());
    const updates = (await Promise.all([readNew(reader), readNew(reader), readNew(reader)])).flat();
    assert.deepEqual(iterationsIn(updates), range(1, 3000));
    assert.deepEqual(
      updates.filter(({ kind }) => kind === 'damaged'),
      [],
    );
  });

  it('gives up hundreds of files that are gigabytes of nothing as soon as one, and reads what each begins with', async function () {
    this.timeout(60_000);
    for (const place of range(1, 300)) {
      await writeFile(fileOf(place), recordsOf(start(place), figure(place)));
      await truncate(fileOf(place), 2 ** 36);
    }
    const before = process.cpuUsage();
    assert.deepEqual(iterationsIn(await readNew(new EventReader(folder()))), range(1, 300));
    // One takes half a second of it at most.
    assert.ok(process.cpuUsage(before).user < 20_000_000);
  });

  it('gives up a file that is gigabytes of nothing, says so, and reads the others', async function () {
    this.timeout(10_000);
    await writeFile(fileOf(1), recordsOf(start(0), figure(1)));
    await truncate(fileOf(1), 2 ** 40);
    await writeFile(fileOf(2), recordsOf(start(2), figure(2)));
    const updates = await readNew(new EventReader(folder()));
    assert.deepEqual(iterationsIn(updates), [1, 2]);
    const damage = updates.flatMap((update) => (update.kind === 'damaged' ? [update] : []));
    assert.equal(damage.length, 1);
    assert.ok((damage[0]?.bytes ?? 0) > 2 ** 39);
  });

  it('takes a file for older by the second that it names, whatever its number of digits', async () => {
    await writeFile(path.join(folder(), 'events.out.tfevents.5.host.1.x'), recordsOf(start(0)));
    await writeFile(
      path.join(folder(), 'events.out.tfevents.1795000000.host.1.x'),
      recordsOf(start(0), figure(1), figure(2)),
    );
    assert.deepEqual(iterationsIn(await readNew(new EventReader(folder()))), [1, 2]);
  });

  it('opens empty files no more once it has read them, however many there are', async () => {
    for (const place of range(1, 100)) await writeFile(fileOf(place), '');
    await writeFile(fileOf(101), recordsOf(start(0), figure(1)));
    const reader = new EventReader(folder());
    assert.deepEqual(iterationsIn(await readNew(reader)), [1]);
    assert.deepEqual(await countLooks(isEventFile, () => readNew(reader)), { opened: 0, lookedAt: 1 });
    await appendFile(fileOf(101), recordsOf(figure(2)));
    assert.deepEqual(iterationsIn(await readNew(reader)), [2]);
  });

  it('asks after very many files that cannot be read only now and then, and after the others always', async () => {
    for (const place of range(1, 300)) await mkdir(fileOf(place));
    await writeFile(fileOf(301), recordsOf(start(5), figure(5)));
    const reader = new EventReader(folder());
    const first = await readNew(reader);
    assert.deepEqual(iterationsIn(first), [5]);
    assert.equal(kindsOf(first).filter((kind) => kind === 'unreadable').length, 300);
    assert.deepEqual(await countLooks(isEventFile, () => readNew(reader)), { opened: 0, lookedAt: 1 });
    await appendFile(fileOf(301), recordsOf(figure(6)));
    assert.deepEqual(iterationsIn(await readNew(reader)), [6]);
    await rmdir(fileOf(7));
    await writeFile(fileOf(7), recordsOf(start(0), figure(1)));
    await waitFor('the one that has healed to be read', async () => iterationsIn(await readNew(reader)).includes(1));
  });

  describe('with one file that cannot be read', () => {
    const obstacles: readonly {
      readonly what: string;
      readonly put: (file: string) => Promise<unknown>;
      readonly says: RegExp;
    }[] = [
      {
        what: 'a folder in its place',
        put: (file) => mkdir(file),
        says: /is a folder where a file should be. Move it away/,
      },
      {
        what: 'a link in its place',
        put: (file) => symlink('/dev/zero', file),
        says: /is a symbolic link, which is not followed/,
      },
      {
        what: 'a pipe in its place',
        put: (file) => promisify(execFile)('mkfifo', [file]),
        says: /is not a file but a pipe/,
      },
    ];

    for (const { what, put, says } of obstacles) {
      it(`tells the others, says why, and tells its figures when it can be read: ${what}`, async function () {
        if (process.platform === 'win32') this.skip();
        await writeFile(fileOf(1), recordsOf(start(0), ...range(1, 5).map((iteration) => figure(iteration))));
        await put(fileOf(2));
        await writeFile(fileOf(3), recordsOf(start(6), figure(6), figure(7)));
        const reader = new EventReader(folder());
        const first = await readNew(reader);
        assert.deepEqual(iterationsIn(first), [1, 2, 3, 4, 5, 6, 7]);
        const problems = first.flatMap((update) => (update.kind === 'unreadable' ? [update] : []));
        assert.deepEqual(
          problems.map(({ file }) => file),
          [fileOf(2)],
        );
        assert.match(noticeWords(problems[0]?.notice), says);
        assert.deepEqual(await readNew(reader), [], 'told once');
        await rm(fileOf(2), { recursive: true });
        await writeFile(fileOf(2), recordsOf(start(4), figure(4, 44), figure(5, 55), figure(6, 66)));
        const healed = await readNew(reader);
        assert.equal(healed[0]?.kind, 'restarted');
        assert.deepEqual(iterationsIn(healed), [1, 2, 3, 4, 5, 6, 7]);
        assert.deepEqual(
          (await readFigures(folder())).get('a')?.map(({ value }) => value),
          [1, 2, 3, 44, 55, 6, 7],
        );
      });
    }

    it('goes on where it was when it is the last one, and says that it can be read again', async () => {
      await writeFile(fileOf(1), recordsOf(start(0), figure(1)));
      const reader = new EventReader(folder());
      assert.deepEqual(iterationsIn(await readNew(reader)), [1]);
      await rename(fileOf(1), path.join(folder(), 'aside'));
      await mkdir(fileOf(1));
      assert.deepEqual(kindsOf(await readNew(reader)), ['unreadable']);
      await rmdir(fileOf(1));
      await rename(path.join(folder(), 'aside'), fileOf(1));
      await appendFile(fileOf(1), recordsOf(figure(2)));
      const healed = await readNew(reader);
      assert.deepEqual(kindsOf(healed), ['readable', 'figures']);
      assert.deepEqual(iterationsIn(healed), [2]);
    });

    it('tells what stands before a place that its disk does not give, and does not begin again for it', async () => {
      const [first, second] = [
        recordsOf(...range(1, 30_000).map((iteration) => figure(iteration))),
        recordsOf(figure(40_000)),
      ];
      await writeFile(fileOf(1), first);
      await writeFile(fileOf(2), second);
      const reader = new EventReader(folder());
      const giveAgain = await failReads(first.length, 500_000);
      try {
        const told = await readNew(reader);
        assert.ok(iterationsIn(told).length > 5000 && iterationsIn(told).at(-1) === 40_000);
        assert.match(
          told.map((update) => (update.kind === 'unreadable' ? noticeWords(update.notice) : '')).join(),
          /cannot be read: the disk reports an error/,
        );
        assert.deepEqual(await readNew(reader), []);
      } finally {
        giveAgain();
      }
      const healed = await readNew(reader);
      assert.equal(healed[0]?.kind, 'restarted');
      assert.deepEqual(iterationsIn(healed), [...range(1, 30_000), 40_000]);
    });

    it('says that a directory cannot be listed, and tells everything when it can', async () => {
      const directory = path.join(folder(), 'run');
      await writeFile(directory, '');
      const reader = new EventReader(directory);
      const [problem, ...others] = await readNew(reader);
      assert.ok(problem?.kind === 'unreadable' && others.length === 0);
      assert.match(noticeWords(problem.notice), /cannot be reached: a part of the path is a file, not a folder/);
      assert.deepEqual(await readNew(reader), []);
      await unlink(directory);
      await mkdir(directory);
      await writeFile(path.join(directory, path.basename(fileOf(1))), recordsOf(figure(1)));
      assert.deepEqual(kindsOf(await readNew(reader)), ['readable', 'figures']);
    });
  });

  it('passes over damaged records alone, and tells of more when there is more', async () => {
    const bytes = recordsOf(start(0), ...range(1, 6).map((iteration) => figure(iteration)));
    const length = recordsOf(figure(1)).length;
    const placeOf = (iteration: number) => bytes.length - (7 - iteration) * length;
    bytes.writeUInt8(bytes.readUInt8(placeOf(2) + 20) ^ 1, placeOf(2) + 20);
    await writeFile(fileOf(1), bytes);
    const reader = new EventReader(folder());
    const first = await readNew(reader);
    assert.deepEqual(iterationsIn(first), [1, 3, 4, 5, 6]);
    const damage = { kind: 'damaged', file: fileOf(1), position: placeOf(2), bytes: length, records: 1 };
    assert.deepEqual(
      first.filter(({ kind }) => kind === 'damaged'),
      [damage],
    );
    await appendFile(fileOf(1), recordsOf(figure(7)));
    assert.deepEqual(kindsOf(await readNew(reader)), ['figures']);
    const worse = Buffer.concat([recordsOf(figure(8)).fill(0, 0, 4), recordsOf(figure(9))]);
    await appendFile(fileOf(1), worse);
    const second = await readNew(reader);
    assert.deepEqual(iterationsIn(second), [9]);
    assert.deepEqual(
      second.filter(({ kind }) => kind === 'damaged'),
      [{ ...damage, bytes: 2 * length, records: 1 }],
    );
    assert.deepEqual((await checkEvents(folder(), undefined)).map(noticeWords), [
      `${path.basename(fileOf(1))} is damaged: 1 damaged record (${2 * length} bytes), the first at byte ${placeOf(2)}, is passed over. ` +
        'Figures that stood there are missing; the others are right. A good copy of the file, put in its place, brings them back.',
    ]);
  });

  it('passes over intact records that no run writes, and whatever stands in them', async () => {
    const strange: readonly Writable[] = [
      figure(-5),
      figure(2 ** 60),
      { ...figure(1), wallTime: Number.NaN },
      { ...figure(1), wallTime: Number.NEGATIVE_INFINITY },
      start(-1),
    ];
    const garbage = [
      Uint8Array.of(0xff),
      Uint8Array.of(0x2a, 0xff, 0xff, 0xff, 0xff, 0x0f),
      new Uint8Array(40).fill(0x80),
    ];
    const records = [...strange.map(encodeEvent), ...garbage].map(frameRecord);
    await writeFile(fileOf(1), Buffer.concat([recordsOf(start(0), figure(1)), ...records, recordsOf(figure(2))]));
    const updates = await readNew(new EventReader(folder()));
    assert.deepEqual(iterationsIn(updates), [1, 2]);
    const damage = updates.find((update) => update.kind === 'damaged');
    assert.equal(damage?.kind === 'damaged' && damage.records, records.length);
  });

  it('never fails, and never tells a figure that is none, whatever the records hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 40 }), async (contents) => {
        await writeFile(fileOf(1), Buffer.concat([...contents.map(frameRecord), recordsOf(figure(3))]));
        const updates = await readNew(new EventReader(folder()));
        assert.ok(iterationsIn(updates).includes(3));
        for (const iteration of iterationsIn(updates)) assert.ok(Number.isSafeInteger(iteration) && iteration >= 0);
      }),
      { numRuns: 200 },
    );
  });

  it('reads every good record of a file that was mangled anywhere', async () => {
    const whole = recordsOf(...range(1, 60).map((iteration) => figure(iteration)));
    const length = whole.length / 60;
    const changes = fc.array(fc.record({ at: fc.nat(whole.length - 1), bit: fc.nat(7) }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(changes, async (flips) => {
        const bytes = Buffer.from(whole);
        for (const { at, bit } of flips) bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        await writeFile(fileOf(1), bytes);
        const hit = range(1, 60).filter(
          (place) =>
            !bytes
              .subarray((place - 1) * length, place * length)
              .equals(whole.subarray((place - 1) * length, place * length)),
        );
        const told = iterationsIn(await readNew(new EventReader(folder())));
        assert.deepEqual(
          told,
          range(1, 60).filter((place) => !hit.includes(place)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('holds no more names than a run can have, and tells figures of those it knows', async () => {
    const scalars = (from: number, count: number) =>
      range(from, from + count - 1).map((place) => ({ tag: `t${place}`, value: 1 }));
    const many: Writable = { kind: 'scalars', wallTime: 1, iteration: 2, scalars: scalars(0, mostFigureTags + 500) };
    const long: Writable = figure(3, 1, 'x'.repeat(10_000));
    await writeFile(fileOf(1), recordsOf(start(0), figure(1), many, long, figure(4)));
    const updates = await readNew(new EventReader(folder()));
    assert.deepEqual(iterationsIn(updates), [1, 4]);
    const damage = updates.find((update) => update.kind === 'damaged');
    assert.equal(damage?.kind === 'damaged' && damage.records, 2);
  });

  it('passes over a record that is longer than any of ours, as soon as its end is there', async () => {
    const long = Buffer.from(frameRecord(new Uint8Array(3_000_000)));
    await writeFile(fileOf(1), Buffer.concat([recordsOf(figure(1)), long.subarray(0, 2_000_000)]));
    const reader = new EventReader(folder());
    assert.deepEqual(kindsOf(await readNew(reader)), ['figures']);
    await appendFile(fileOf(1), Buffer.concat([long.subarray(2_000_000), recordsOf(figure(2))]));
    const updates = await readNew(reader);
    assert.deepEqual(iterationsIn(updates), [2]);
    assert.deepEqual(kindsOf(updates), ['figures', 'damaged']);
  });

  it('does not tell in the first place what a later process withdraws', async () => {
    await writeFile(fileOf(1), recordsOf(start(0), ...range(0, 50).map((iteration) => figure(iteration))));
    await writeFile(fileOf(2), recordsOf(start(31), ...range(31, 45).map((iteration) => figure(iteration))));
    await writeFile(fileOf(3), recordsOf(start(41), ...range(41, 42).map((iteration) => figure(iteration))));
    const updates = await readNew(new EventReader(folder()));
    assert.deepEqual(iterationsIn(updates), range(0, 42));
    assert.deepEqual(
      updates.flatMap((update) => (update.kind === 'withdrawn' ? [update.fromIteration] : [])),
      [0, 31, 41],
    );
  });

  it('tells everything again when asked to, without what is known by then not to count', async () => {
    await writeFile(
      fileOf(1),
      recordsOf(start(0), ...range(0, 9).map((iteration) => figure(iteration)), start(5), figure(5, 55)),
    );
    const reader = new EventReader(folder());
    assert.deepEqual(iterationsIn(await readNew(reader)), [...range(0, 9), 5]);
    reader.restart();
    const again = await readNew(reader);
    assert.equal(again[0]?.kind, 'restarted');
    assert.deepEqual(iterationsIn(again), range(0, 5));
  });

  it('tells everything again when a file is another one: shorter, gone, or between the others', async () => {
    await writeFile(fileOf(1), recordsOf(start(0), figure(1), figure(2), figure(3)));
    await writeFile(fileOf(3), recordsOf(start(9), figure(9)));
    const reader = new EventReader(folder());
    assert.deepEqual(iterationsIn(await readNew(reader)), [1, 2, 3, 9]);
    await writeFile(fileOf(2), recordsOf(start(3), figure(3, 33)));
    assert.deepEqual(iterationsIn(await readNew(reader)), [1, 2, 3, 9]);
    await unlink(fileOf(2));
    await unlink(fileOf(3));
    const gone = await readNew(reader);
    assert.equal(gone[0]?.kind, 'restarted');
    assert.deepEqual(iterationsIn(gone), [1, 2, 3]);
    await writeFile(fileOf(1), recordsOf(figure(8)));
    const shorter = await readNew(reader);
    assert.equal(shorter[0]?.kind, 'restarted');
    assert.deepEqual(iterationsIn(shorter), [8]);
  });

  it('goes on after an abort with what was not told, and tells nothing twice', async () => {
    await writeFile(fileOf(1), recordsOf(...range(1, 60_000).map((iteration) => figure(iteration))));
    const reader = new EventReader(folder());
    const told: number[] = [];
    let calls = 0;
    while (told.length < 60_000) {
      const stop = new AbortController();
      await reader.read((updates) => {
        assert.ok(!stop.signal.aborted, 'nothing is told after an abort');
        told.push(...iterationsIn(updates));
        stop.abort();
      }, stop.signal);
      calls++;
    }
    assert.ok(calls > 2, `${calls} calls`);
    assert.deepEqual(told, range(1, 60_000));
  });

  it('tells only figures that are asked for', async () => {
    await writeFile(fileOf(1), recordsOf(figure(1, 1, 'a'), figure(1, 2, 'b'), figure(2, 3, 'a')));
    const reader = new EventReader(folder(), (tag) => tag === 'b');
    const values = (await readNew(reader)).flatMap((update) => (update.kind === 'figures' ? [...update.figures] : []));
    assert.deepEqual(
      values.map(({ tag, value }) => [tag, value]),
      [['b', 2]],
    );
  });

  it('is the same whether records are as ours or as another writer would have them', async () => {
    const tag = fc.oneof(
      fc.constantFrom('train/inner_loss_last', 'eval/loss', 'a', 'ä→', ''),
      fc.string({ unit: 'grapheme-ascii', maxLength: 80 }),
    );
    const scalar = fc.record({ tag, value: fc.float() });
    const event = fc.record({
      iteration: fc.oneof(fc.nat(300), fc.maxSafeNat()),
      wallTime: fc.double({ noNaN: true, noDefaultInfinity: true }),
      scalars: fc.array(scalar, { minLength: 1, maxLength: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 20 }), async (events) => {
        const written = events.map((one): Writable => ({ kind: 'scalars', ...one }));
        await writeFile(fileOf(1), recordsOf(...written));
        const figures = (await readNew(new EventReader(folder()))).flatMap((update) =>
          update.kind === 'figures' ? [...update.figures] : [],
        );
        const expected = events.flatMap(({ iteration, wallTime, scalars }) =>
          scalars.map(({ tag: name, value }) => ({ tag: name, iteration, value, wallTime })),
        );
        assert.deepEqual(figures, expected);
      }),
      { numRuns: 100 },
    );
  });

  it('takes a torn tail for what is not there yet', async () => {
    const bytes = recordsOf(figure(1), figure(2));
    await writeFile(fileOf(1), bytes.subarray(0, bytes.length - 3));
    const reader = new EventReader(folder());
    assert.deepEqual(kindsOf(await readNew(reader)), ['figures']);
    assert.deepEqual(await checkEvents(folder(), undefined), []);
    await writeFile(fileOf(1), bytes);
    assert.deepEqual(iterationsIn(await readNew(reader)), [2]);
    assert.equal((await readFile(fileOf(1))).length, bytes.length);
  });
});
