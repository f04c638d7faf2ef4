// Courses of runs, read one after another for those that can be seen.

import assert from 'node:assert/strict';
import callbacks from 'node:fs';
import { readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { describe, it } from 'mocha';
import { CourseReader } from '../../../../src/extension/table/courseReader.ts';
import { listEventFiles, nextEventFileName } from '../../../../src/runs/eventFiles.ts';
import { frameRecord } from '../../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../../src/runs/events.ts';
import { EventWriter } from '../../../../src/runs/eventWriter.ts';
import type { CourseOfRun } from '../../../../src/table/page/tableMessages.ts';
import { countLooks } from '../../../support/countingLooks.ts';
import { holdOf } from '../../../support/holdOf.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';

const courseOf = (directory: string): CourseOfRun => ({ directory, iterations: [1, 2], values: [1, 2] });
const nothing = () => undefined;

describe('the reader of courses', () => {
  const folder = useTemporaryFolder();

  it('reads each once, what was asked for last first, and again when there is another figure', async () => {
    const read: string[] = [];
    const told: string[] = [];
    let latest = 1;
    const reader = new CourseReader(
      () => latest,
      (courses) => told.push(...courses.map(({ directory }) => directory)),
      async (directory) => {
        read.push(directory);
        return { course: courseOf(directory), again: 'never' };
      },
    );
    reader.ask(['a', 'b']);
    reader.ask(['c']);
    await reader.whenRead();
    assert.deepEqual(
      [read, told],
      [
        ['a', 'c', 'b'],
        ['a', 'c', 'b'],
      ],
    );
    reader.ask(['b']);
    await reader.whenRead();
    assert.deepEqual([read.length, told.length], [3, 4]);
    latest = 2;
    reader.ask(['b']);
    await reader.whenRead();
    assert.deepEqual(read, ['a', 'c', 'b', 'b']);
  });

  it('tells of a run that cannot be read that there is nothing, and stops when nobody asks any more', async () => {
    const told: CourseOfRun[] = [];
    const reader = new CourseReader(
      nothing,
      (courses) => told.push(...courses),
      async (directory) => {
        if (directory === 'b') reader.dispose();
        throw new Error('It is gone.');
      },
    );
    reader.ask(['a', 'b', 'c']);
    await reader.whenRead();
    assert.deepEqual(told, [{ directory: 'a', iterations: [], values: [] }]);
  });

  it('shows the figure that the run is judged by, thinned to what a cell can show', async () => {
    const directory = await newTestRun(folder());
    const events = await EventWriter.create(await holdOf(directory));
    for (let iteration = 1; iteration <= 500; iteration++) {
      events.add(iteration, [
        { tag: 'eval/accuracy', value: iteration / 500 },
        { tag: 'eval/loss', value: Number.NaN },
      ]);
    }
    await events.flush();
    await events.close();
    const told: CourseOfRun[] = [];
    const reader = new CourseReader(nothing, (courses) => told.push(...courses));
    reader.ask([directory]);
    await reader.whenRead();
    const [course] = told;
    assert.deepEqual([course?.iterations.length, course?.iterations[0], course?.iterations.at(-1)], [60, 1, 500]);
    assert.ok(Math.abs((course?.values.at(-1) ?? 0) - 1) < 1e-6);
  });

  it('shows a run whose event files were missing, damaged or refused as soon as they are good', async () => {
    const directory = await newRunOfTwoFigures(folder());
    const [name = ''] = await listEventFiles(directory);
    const file = path.join(directory, name);
    const aside = path.join(folder(), 'aside');
    const good = await readFile(file);
    const told: (readonly number[])[] = [];
    const open = () => {
      told.length = 0;
      const reader = new CourseReader(
        () => 2,
        (courses) => told.push(...courses.map(({ iterations }) => iterations)),
        undefined,
        10,
      );
      reader.ask([directory]);
      return reader;
    };
    const spoil = [
      () => rename(file, aside),
      () =>
        writeFile(
          file,
          good.map((byte, place) => (place === good.length - 10 ? byte ^ 1 : byte)),
        ),
      () => rename(file, aside).then(() => symlink(aside, file)),
    ];
    for (const [place, wrong] of spoil.entries()) {
      await wrong();
      const reader = open();
      await waitFor(`the word on ${place}`, () => told.length > 0);
      assert.notEqual(told[0]?.length, 2);
      await writeFile(`${aside}.part`, good);
      await rename(`${aside}.part`, file);
      await waitFor(`the good course after ${place}`, () => told.at(-1)?.length === 2);
      assert.equal(told.length, 2, 'each told once');
      reader.dispose();
    }
  });

  it('does not read a run again and again that has an event file beside others that is refused', async () => {
    const directory = await newRunOfTwoFigures(folder());
    const [name = ''] = await listEventFiles(directory);
    const [file, link] = [name, await nextEventFileName(directory, name)].map((each) => path.join(directory, each));
    await symlink(path.join(folder(), 'elsewhere'), link ?? '');
    const told: CourseOfRun[] = [];
    const reader = new CourseReader(
      () => 2,
      (courses) => told.push(...courses),
      undefined,
      10,
    );
    reader.ask([directory]);
    await reader.whenRead();
    const looks = await countLooks(
      (looked) => looked === file,
      async () => {
        const looking = mock.method(callbacks, 'lstat');
        syncBuiltinESMExports();
        const looksAtLink = () => looking.mock.calls.filter((call) => call.arguments[0] === link).length;
        await waitFor('looks at the link', () => looksAtLink() > 3);
        looking.mock.restore();
        syncBuiltinESMExports();
      },
    );
    reader.dispose();
    assert.deepEqual([looks.opened, told.map(({ iterations }) => iterations)], [0, [[1, 2]]]);
  });

  it('gives others turns while it reads a long run, and leaves out what was withdrawn', async function () {
    this.timeout(120_000);
    const directory = await newTestRun(folder());
    const records = Array.from({ length: 150_000 }, (_, iteration) =>
      frameRecord(
        encodeEvent({ kind: 'scalars', wallTime: 1, iteration, scalars: [{ tag: 'eval/accuracy', value: 0.5 }] }),
      ),
    );
    await writeFile(path.join(directory, await nextEventFileName(directory)), Buffer.concat(records));
    const later = frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1, iteration: 100_001 }));
    await writeFile(path.join(directory, await nextEventFileName(directory)), later);
    const told: CourseOfRun[] = [];
    const reader = new CourseReader(nothing, (courses) => told.push(...courses));
    let [longest, last] = [0, process.cpuUsage().user];
    const watch = setInterval(() => {
      const { user } = process.cpuUsage();
      [longest, last] = [Math.max(longest, user - last), user];
    }, 1);
    reader.ask([directory]);
    await reader.whenRead();
    clearInterval(watch);
    assert.deepEqual([told[0]?.iterations.length, told[0]?.iterations.at(-1)], [60, 100_000]);
    assert.ok(longest < 120_000, `${longest} µs of the processor at a time`);
  });
});

async function newRunOfTwoFigures(folder: string): Promise<string> {
  const directory = await newTestRun(folder);
  const events = await EventWriter.create(await holdOf(directory));
  for (const iteration of [1, 2]) events.add(iteration, [{ tag: 'eval/accuracy', value: 0.5 }]);
  await events.close();
  return directory;
}
