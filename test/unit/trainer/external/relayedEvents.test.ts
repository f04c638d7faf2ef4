// Figures of a program that nobody came to relay are taken over by the process that goes on, however many they are.

import assert from 'node:assert/strict';
import fs, { rmSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { openTensorBoardLog } from '../../../../src/foreign/tensorBoard/tensorBoardLog.ts';
import { isEventFileName } from '../../../../src/runs/eventFiles.ts';
import { frameRecord } from '../../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../../src/runs/events.ts';
import type { Figure } from '../../../../src/runs/figureBatch.ts';
import { readFigures } from '../../../../src/runs/readFigures.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import type { NamedMerit } from '../../../../src/runs/trainedBy.ts';
import { ProgramFigures } from '../../../../src/trainer/external/programFigures.ts';
import { programFiles } from '../../../../src/trainer/external/programFolder.ts';
import { RelayedEvents } from '../../../../src/trainer/external/relayedEvents.ts';
import { collectFigures } from '../../../support/collectFigures.ts';
import { failReads } from '../../../support/failingReads.ts';
import { memoryInUse } from '../../../support/heapKept.ts';
import { holdOf } from '../../../support/holdOf.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { newProgramRun } from './programFixture.ts';

describe('the figures of a program', () => {
  const folder = useTemporaryFolder();

  it('are taken over by the hundred thousand', async () => {
    const directory = await newProgramRun(folder(), 'echo one');
    const files = programFiles(directory);
    await mkdir(files.folder, { recursive: true });
    const named = Array.from({ length: 160 }, (_, index) => `"${index.toString(36)}":1`).join();
    await writeFile(files.metrics, Array.from({ length: 900 }, (_, step) => `{"step":${step},${named}}\n`).join(''));
    const warnings: string[] = [];
    const figures = new ProgramFigures(files, (message) => warnings.push(message));
    const warn = (message: string) => warnings.push(message);
    const nothing = { merit: null, acknowledged: null, warn, signal: new AbortController().signal };
    const events = await RelayedEvents.goOn(await holdOf(directory), figures, nothing);
    await events.close();
    assert.deepEqual(warnings, []);
    const relayed = await collectFigures(openTensorBoardLog(directory));
    assert.equal(relayed.figures.length, 900 * 160);
  });

  const merit: NamedMerit = { tag: 'acc', direction: 'higher', first: null, latest: null, best: null };

  /** A run whose program writes into its folder as `lines` and `event` do, and processes that relay what there is. */
  async function newRun() {
    const directory = await newProgramRun(folder(), 'echo one');
    const files = programFiles(directory);
    await mkdir(files.folder, { recursive: true });
    const hold = await holdOf(directory);
    const warnings: string[] = [];
    const newFigures = () => new ProgramFigures(files, (message) => warnings.push(message));
    const eventFile = (name: string) => path.join(files.folder, `events.out.tfevents.${name}`);
    return {
      directory,
      files,
      warnings,
      newFigures,
      eventFile,
      lines: (...lines: readonly object[]) =>
        appendFile(files.metrics, lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
      scalar: (name: string, iteration: number, tag: string, value: number) =>
        appendFile(
          eventFile(name),
          frameRecord(
            encodeEvent({ kind: 'scalars', wallTime: 1000 + iteration, iteration, scalars: [{ tag, value }] }),
          ),
        ),
      start: (name: string, iteration: number) =>
        appendFile(eventFile(name), frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1000, iteration }))),
      begin: async () => {
        const warn = (message: string) => warnings.push(message);
        return relayer(await RelayedEvents.begin(hold, [], { merit, warn }), newFigures());
      },
      /** `acknowledged`: as its manifest says. */
      goOn: async (
        acknowledged: NamedMerit | null = null,
        { signal } = new AbortController(),
        figures = newFigures(),
      ) => {
        const warn = (message: string) => warnings.push(message);
        return relayer(await RelayedEvents.goOn(hold, figures, { merit, acknowledged, warn, signal }), figures);
      },
      ownEventFiles: async () =>
        (await readdir(directory))
          .filter(isEventFileName)
          .toSorted()
          .map((name) => path.join(directory, name)),
      points: async () =>
        Object.fromEntries(
          [...(await readFigures(directory))].map(([tag, series]) => [
            tag,
            series.map(({ iteration, value }) => [iteration, Math.round(1000 * value) / 1000]),
          ]),
        ),
    };
  }

  function relayer(events: RelayedEvents, figures: ProgramFigures) {
    return {
      events,
      relay: async () => {
        for (let isWhole = false; !isWhole; ) {
          const reading = await figures.readNew();
          await events.take(reading.news, figures);
          isWhole = reading.isWhole;
        }
        await events.flush();
        await events.settle();
      },
    };
  }

  it('are all in the run where its event file is deleted beneath the trainer, also those that the next one has to relay', async () => {
    const run = await newRun();
    await run.lines({ step: 5, loss: 0.5 }, { step: 6, loss: 0.6 });
    const first = await run.begin();
    await first.relay();
    const [file = ''] = await run.ownEventFiles();
    const early = await readFile(file);
    await run.lines({ step: 7, loss: 0.7 });
    await first.relay();
    await rm(file);
    await writeFile(file, early);
    await run.lines({ step: 4, loss: 0.4 }, { step: 8, loss: 0.8 });
    await first.relay();
    const points = [4, 5, 6, 7, 8].map((step) => [step, step / 10]);
    assert.deepEqual((await run.points()).loss, points);
    assert.equal(run.warnings.length, 1);
    await first.events.close();
    await run.lines({ step: 3, loss: 0.3 });
    await (await run.goOn()).events.close();
    assert.deepEqual((await run.points()).loss, [[3, 0.3], ...points]);
    assert.equal(run.warnings.length, 1);
  });

  it('that nobody came to relay are relayed when it goes on, each once, at whatever step they stand', async () => {
    const run = await newRun();
    await run.lines({ step: 10, loss: 0.5 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    await run.lines({ step: 10, acc: 0.9 }, { step: 5, late: 1 }, { step: 11, loss: 0.4 });
    const second = await run.goOn();
    const points = { loss: [[10, 0.5]], acc: [[10, 0.9]], late: [[5, 1]] };
    assert.deepEqual(await run.points(), { ...points, loss: [...points.loss, [11, 0.4]] });
    assert.deepEqual(second.events.merit?.latest, { iteration: 10, value: 0.9 });
    // It goes on from step 11, and dies.
    await run.lines({ step: 11, loss: 0.1 }, { step: 12, loss: 0.2 });
    await second.relay();
    await second.events.close();
    const third = await run.goOn();
    await third.events.close();
    const all = { ...points, loss: [...points.loss, [11, 0.1], [12, 0.2]] };
    assert.deepEqual(await run.points(), all);
    assert.deepEqual(run.warnings, []);
  });

  /** A run with so many figures, of four names, that were relayed but for the last tenth. */
  async function newLongRun(steps: number) {
    const run = await newRun();
    const line = (step: number) => `{"step":${step},"acc":${step},"loss":1,"lr":2,"x":3}\n`;
    const write = (from: number, to: number) =>
      appendFile(run.files.metrics, Array.from({ length: to - from }, (_, index) => line(from + index)).join(''));
    await write(0, 0.9 * steps);
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    await writeFile(runFiles(run.directory).relayed, '{"formatVersion":1,"lines":0,"events":0}');
    await write(0.9 * steps, steps);
    return run;
  }

  it('are gone on with in little memory, however many there are, while others have their turn', async function () {
    this.timeout(60_000);
    const run = await newLongRun(120_000);
    const before = memoryInUse();
    let [most, turns, isOver] = [0, 0, false];
    const look = () => {
      if (turns++ % 150 === 0) most = Math.max(most, memoryInUse() - before);
      if (!isOver) setImmediate(look);
    };
    look();
    const next = await run.goOn().finally(() => {
      isOver = true;
    });
    assert.deepEqual(next.events.merit?.latest, { iteration: 119_999, value: 119_999 });
    await next.events.close();
    assert.ok(turns > 100, `${turns} turns`);
    assert.ok(most < 35e6, `${most} bytes`);
    const { acc, loss } = await run.points();
    assert.deepEqual([acc?.length, loss?.length], [120_000, 120_000]);
  });

  it('are read no further where the run is to stop, and each once when it goes on again', async function () {
    this.timeout(60_000);
    const run = await newLongRun(10_000);
    let [turns, isOver] = [0, false];
    for (let after = 1; !isOver; after += 50) {
      const asked = new AbortController();
      turns = 0;
      const count = () => {
        if (++turns === after) asked.abort(new Error('It is to stop.'));
        else if (!isOver && !asked.signal.aborted) setImmediate(count);
      };
      count();
      try {
        const next = await run.goOn(null, asked);
        isOver = true;
        await next.events.close();
        assert.ok(after > 50, 'It was never stopped.');
      } catch (error) {
        assert.equal(error, asked.signal.reason);
      }
    }
    const { acc, x } = await run.points();
    const steps = Array.from({ length: 10_000 }, (_, step) => step);
    assert.deepEqual(
      acc,
      steps.map((step) => [step, step]),
    );
    assert.deepEqual(
      x,
      steps.map((step) => [step, 3]),
    );
  });

  it('that a process did again, and nobody came to relay, take the place of the earlier one’s, by lines or event files', async () => {
    for (const source of ['lines', 'events'] as const) {
      const run = await newRun();
      const write = async (name: string, from: number, to: number, value: number) => {
        for (let step = from; step <= to; step++)
          if (source === 'lines') await run.lines({ step, acc: value });
          else await run.scalar(name, step, 'acc', value);
      };
      await write('1', 0, 10, 1);
      const first = await run.begin();
      await first.relay();
      await first.events.close();
      // Its trainer dies before the first figure.
      const second = await run.goOn();
      await second.events.close();
      await write('2', 5, 12, 2);
      const third = await run.goOn();
      const steps = (from: number, to: number, value: number) =>
        Array.from({ length: to - from + 1 }, (_, index) => [from + index, value]);
      assert.deepEqual(await run.points(), { acc: [...steps(0, 4, 1), ...steps(5, 12, 2)] }, source);
      // And again, with one more that was seen to go on.
      await write('3', 8, 9, 3);
      await third.relay();
      await third.events.close();
      await write('3', 10, 11, 3);
      const fourth = await run.goOn();
      await fourth.events.close();
      assert.deepEqual(await run.points(), { acc: [...steps(0, 4, 1), ...steps(5, 7, 2), ...steps(8, 11, 3)] }, source);
    }
  });

  it('that were withdrawn when an earlier process went on stay so, however often it goes on again', async () => {
    const run = await newRun();
    await run.lines({ step: 1, acc: 1 }, { step: 2, acc: 2 }, { step: 3, acc: 3 }, { step: 3, old: 3 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    const second = await run.goOn();
    await run.lines({ step: 2, acc: 20 });
    await second.relay();
    await second.events.close();
    for (const step of [3, 4]) {
      const next = await run.goOn();
      await run.lines({ step, acc: 10 * step });
      await next.relay();
      await next.events.close();
    }
    assert.deepEqual(await run.points(), {
      acc: [
        [1, 1],
        [2, 20],
        [3, 30],
        [4, 40],
      ],
    });
  });

  it('of a run that an earlier version went on with, and left no record of it, are those of later steps', async () => {
    const run = await newRun();
    await run.lines({ step: 1, acc: 1 }, { step: 2, acc: 2 }, { step: 2, old: 2 });
    for (const take of [run.begin, run.goOn]) {
      const each = await take();
      await each.relay();
      await run.lines({ step: 2, acc: 20 });
      await each.relay();
      await each.events.close();
    }
    await rm(runFiles(run.directory).relayed);
    await run.lines({ step: 3, acc: 30 });
    await (await run.goOn()).events.close();
    const { acc, old } = await run.points();
    assert.deepEqual([acc?.at(-1), old], [[3, 30], undefined]);
  });

  it('that a file begun anew holds are those of a file that was never read', async () => {
    const run = await newRun();
    await run.lines({ step: 1, acc: 1 }, { step: 2, acc: 2 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    await (await run.goOn()).events.close();
    await writeFile(run.files.metrics, '{"step": 3, "acc": 3}\n');
    await (await run.goOn()).events.close();
    assert.deepEqual(await run.points(), {
      acc: [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    });
  });

  /** Spoils the records that hold the value. */
  async function damage(file: string, value: number) {
    const bytes = await readFile(file);
    const sought = Buffer.alloc(8);
    sought.writeDoubleLE(value);
    let isFound = false;
    for (let at = bytes.indexOf(sought); at >= 0; at = bytes.indexOf(sought, at)) {
      bytes.fill(0xff, at, at + sought.length);
      isFound = true;
    }
    assert.ok(isFound);
    await writeFile(file, bytes);
  }

  /** A run that was relayed twice, with the best at step 7, and its standing then. */
  async function newStanding() {
    const run = await newRun();
    for (let step = 0; step <= 10; step++) await run.lines({ step, acc: step === 7 ? 0.95 : 0.51 + step / 1000 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    const second = await run.goOn(first.events.merit);
    await run.lines({ step: 11, acc: 0.521 });
    await second.relay();
    await second.events.close();
    const acknowledged = second.events.merit;
    assert.deepEqual(acknowledged?.best, { iteration: 7, value: 0.95 });
    return { run, acknowledged };
  }

  it('that its manifest has acknowledged stand where event files have lost them, and who goes on is warned', async () => {
    const { run, acknowledged } = await newStanding();
    const [file = ''] = await run.ownEventFiles();
    await damage(file, 0.95);
    await damage(file, 0.51);
    const third = await run.goOn(acknowledged);
    assert.deepEqual(third.events.merit, acknowledged);
    assert.match(run.warnings.join('\n'), /damaged/);
    await run.lines({ step: 12, acc: 0.6 });
    await third.relay();
    assert.deepEqual(third.events.merit?.best, { iteration: 7, value: 0.95 });
    await third.events.close();
    // And without what they are missing from, where the program does it again.
    await rm(file);
    const fourth = await run.goOn(third.events.merit);
    assert.deepEqual(fourth.events.merit, third.events.merit);
    await run.lines({ step: 7, acc: 0.7 });
    await fourth.relay();
    await fourth.events.close();
    assert.deepEqual(fourth.events.merit, {
      ...acknowledged,
      best: { iteration: 7, value: 0.7 },
      latest: { iteration: 7, value: 0.7 },
    });
  });

  it('that its manifest has acknowledged stand where the last of an event file is lost', async () => {
    const run = await newRun();
    await run.lines({ step: 1, acc: 0.1 }, { step: 2, acc: 0.2 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    await (await run.goOn(first.events.merit)).events.close();
    const [file = ''] = await run.ownEventFiles();
    assert.equal(run.warnings.length, 0);
    await damage(file, 0.2);
    for (let time = 1; time <= 2; time++) {
      const next = await run.goOn(first.events.merit);
      const missing = run.warnings.filter((warning) =>
        warning.startsWith('Figures are missing: run.json tells of one at 2, and the event files end at 1.'),
      );
      assert.equal(missing.length, time);
      assert.deepEqual(next.events.merit, first.events.merit);
      assert.equal(next.events.iteration, 2);
      await next.events.close();
    }
  });

  it('that its manifest has acknowledged are told to be missing only where the program’s files do not bring them back', async () => {
    const run = await newRun();
    await run.lines({ step: 1, acc: 0.1 }, { step: 2, acc: 0.2 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    for (const file of await run.ownEventFiles()) await rm(file);
    const second = await run.goOn(first.events.merit);
    assert.deepEqual(second.events.merit, first.events.merit);
    await second.events.close();
    assert.deepEqual(run.warnings, []);
    for (const file of await run.ownEventFiles()) await rm(file);
    await (await run.goOn(first.events.merit)).events.close();
    assert.match(run.warnings.join('\n'), /^Figures are missing: .* one at 2, and the event files hold none\. .*$/);
  });

  it('that its manifest has acknowledged are told to be missing where the program’s files bring back later ones alone', async () => {
    const run = await newRun();
    await run.lines({ step: 1, acc: 0.1 }, { step: 2, acc: 0.2 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    const second = await run.goOn(first.events.merit);
    await run.lines({ step: 3, acc: 0.3 }, { step: 4, acc: 0.4 });
    await second.relay();
    await second.events.close();
    for (const file of await run.ownEventFiles()) await rm(file);
    const third = await run.goOn(second.events.merit);
    assert.deepEqual(third.events.merit, second.events.merit);
    await third.events.close();
    assert.deepEqual(
      (await run.points()).acc?.map(([step]) => step),
      [3, 4],
    );
    assert.match(run.warnings.join('\n'), /^Figures are missing: .* one at 1, and the event files lack it\. .*$/);
  });

  it('that its manifest has acknowledged do not where they were withdrawn since', async () => {
    const { run, acknowledged } = await newStanding();
    const third = await run.goOn(acknowledged);
    await run.lines({ step: 5, acc: 0.515 });
    await third.relay();
    await third.events.close();
    const [file = ''] = await run.ownEventFiles();
    await damage(file, 0.95);
    // Killed before it came to write its manifest.
    const fourth = await run.goOn(acknowledged);
    assert.deepEqual(fourth.events.merit, third.events.merit);
    assert.deepEqual(fourth.events.merit?.best, { iteration: 5, value: 0.515 });
    await fourth.events.close();
  });

  it('are not gone on with where an event file cannot be read just now, and nothing is changed', async () => {
    const { run, acknowledged } = await newStanding();
    const [file = ''] = await run.ownEventFiles();
    const before = await run.ownEventFiles();
    const restore = await failReads((await stat(file)).size, 100);
    try {
      await assert.rejects(run.goOn(acknowledged), { name: 'FiguresUnreadableError', message: /Nothing was changed/ });
    } finally {
      restore();
    }
    assert.deepEqual(await run.ownEventFiles(), before);
    const third = await run.goOn(acknowledged);
    assert.deepEqual(third.events.merit, acknowledged);
    await third.events.close();
  });

  it('of lines stay where event files withdraw theirs, by a session that starts', async () => {
    const run = await newRun();
    const process = await run.begin();
    for (const step of [0, 1, 2, 3]) await run.lines({ step, acc: step / 10, both: step });
    for (const step of [0, 1, 2, 3]) await run.scalar('1.a', step, 'x', step);
    await run.scalar('1.a', 3, 'both', 33);
    await process.relay();
    await run.start('2.a', 0);
    await run.start('2.a', 2);
    await run.scalar('2.a', 2, 'x', 20);
    await process.relay();
    await process.events.close();
    assert.deepEqual(await run.points(), {
      acc: [0, 1, 2, 3].map((step) => [step, step / 10]),
      both: [0, 1, 2, 3].map((step) => [step, step]),
      x: [
        [0, 0],
        [1, 1],
        [2, 20],
      ],
    });
    assert.deepEqual(process.events.merit?.latest, { iteration: 3, value: 0.3 });
  });

  for (const [manner, spoil] of [
    ['exchanged', (file: string, early: Buffer) => rm(file).then(() => writeFile(file, early))],
    ['deleted', (file: string) => rm(file)],
  ] as const)
    it(`of lines stay where the run’s event file is ${manner} while the program is silent, and it then withdraws`, async () => {
      const run = await newRun();
      const process = await run.begin();
      const write = async (from: number, to: number) => {
        for (let step = from; step <= to; step++) {
          await run.lines({ step, acc: -Math.abs(5 - step), other: step });
          await run.scalar('1.a', step, 'x', step);
        }
      };
      await write(0, 2);
      await process.relay();
      const [file = ''] = await run.ownEventFiles();
      const early = await readFile(file);
      await write(3, 8);
      await process.relay();
      await spoil(file, early);
      // The first session that starts withdraws nothing.
      await run.start('2.a', 0);
      await run.start('2.a', 4);
      await run.scalar('2.a', 4, 'x', 40);
      await process.relay();
      await process.events.close();
      const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8];
      const points = await run.points();
      assert.deepEqual(
        [points.acc, points.other],
        [steps.map((step) => [step, 0 - Math.abs(5 - step)]), steps.map((step) => [step, step])],
      );
      const { first, latest, best } = process.events.merit ?? {};
      assert.deepEqual([first?.iteration, latest?.iteration, best?.iteration], [0, 8, 5]);
      assert.equal(run.warnings.length, 1);
      assert.match(run.warnings[0] ?? '', /was exchanged or deleted .* no figure is lost/);
    });

  it('of lines stay where the run’s event file is exchanged while they are read, to be told again', async () => {
    const run = await newRun();
    const process = await run.begin();
    for (let step = 0; step <= 8; step++) await run.lines({ step, acc: step });
    await run.scalar('1.a', 8, 'x', 8);
    await process.relay();
    const [file = ''] = await run.ownEventFiles();
    await run.start('2.a', 0);
    await run.start('2.a', 4);
    const figures = new ProgramFigures(run.files, () => undefined);
    await figures.readNew();
    let looks = 0;
    const restore = replaceLookAtName((name) => {
      if (name === file && ++looks === 1) rmSync(file);
    });
    try {
      await process.events.take([{ kind: 'withdrawn', fromIteration: 4 }], figures);
    } finally {
      restore();
    }
    await process.events.close();
    assert.ok(looks > 1);
    assert.deepEqual(
      (await run.points()).acc,
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((step) => [step, step]),
    );
  });

  /** A run whose first process reached its best at step 5, and its second, which is at work, step 12. */
  async function newSecondProcess() {
    const run = await newRun();
    for (let step = 0; step <= 8; step++) await run.lines({ step, acc: -Math.abs(5 - step) });
    await run.scalar('1.a', 8, 'x', 8);
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    const second = await run.goOn(first.events.merit);
    for (let step = 9; step <= 12; step++) await run.lines({ step, acc: -step });
    await second.relay();
    assert.deepEqual(second.events.merit?.best, { iteration: 5, value: 0 });
    const [earlier = ''] = await run.ownEventFiles();
    return { run, second, earlier };
  }

  it('that were acknowledged stand where an earlier process’s event file is lost and the program then withdraws later ones, and it is told', async () => {
    const { run, second, earlier } = await newSecondProcess();
    await rm(earlier);
    await run.scalar('2.a', 12, 'x', 12);
    await run.lines({ step: 12, y: 1 });
    await second.relay();
    assert.deepEqual(run.warnings, []);
    for (const from of [11, 10]) {
      await run.start('3.a', from);
      await run.scalar('3.a', 14, 'x', from);
      await second.relay();
    }
    const { first, latest, best } = second.events.merit ?? {};
    assert.deepEqual(
      [first, latest, best],
      [
        { iteration: 0, value: -5 },
        { iteration: 12, value: -12 },
        { iteration: 5, value: 0 },
      ],
    );
    assert.equal(run.warnings.length, 1);
    assert.match(
      run.warnings[0] ?? '',
      /^Figures are missing: run\.json tells of one at 5, and the event files lack it\./,
    );
    await second.events.close();
    const third = await run.goOn(second.events.merit);
    assert.deepEqual(third.events.merit, second.events.merit);
    await third.events.close();
    assert.equal(run.warnings.length, 2);
    assert.equal(run.warnings[1], run.warnings[0]);
  });

  it('of lines that were acknowledged stand where an earlier process’s event file is lost and the program’s withdraw them all', async () => {
    const { run, second, earlier } = await newSecondProcess();
    await rm(earlier);
    await run.start('2.a', 0);
    await run.start('2.a', 3);
    await run.scalar('2.a', 3, 'x', 3);
    await second.relay();
    const { first, latest, best } = second.events.merit ?? {};
    assert.deepEqual([first?.iteration, latest?.iteration, best], [0, 12, { iteration: 5, value: 0 }]);
    const told = run.warnings.filter((warning) => /metrics\.jsonl/.test(warning));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /from 3 on .* at 5 /);
    await second.events.close();
    // It is written again: whoever goes on without the manifest finds it, too.
    assert.ok((await run.points()).acc?.some(([step, value]) => step === 5 && value === 0));
    const third = await run.goOn();
    assert.deepEqual(third.events.merit?.best, { iteration: 5, value: 0 });
    await third.events.close();
  });

  it('that were acknowledged stand where an event file is lost while the program’s are read by the process that goes on', async () => {
    const { run, acknowledged } = await newStanding();
    const [file = ''] = await run.ownEventFiles();
    const figures = run.newFigures();
    const readNew = figures.readNew.bind(figures);
    figures.readNew = (...words) => {
      rmSync(file, { force: true });
      return readNew(...words);
    };
    const third = await run.goOn(acknowledged, new AbortController(), figures);
    await third.events.close();
    assert.deepEqual(third.events.merit, acknowledged);
    assert.match(run.warnings.join('\n'), /^Figures are missing: .* one at 7, and the event files lack it\. .*$/);
  });

  it('of event files do not stand that those withdraw, where an earlier process’s event file is lost', async () => {
    const run = await newRun();
    for (let step = 0; step <= 8; step++) await run.scalar('1.a', step, 'acc', -Math.abs(5 - step));
    await run.lines({ step: 9, y: 1 });
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    const second = await run.goOn(first.events.merit);
    await rm((await run.ownEventFiles())[0] ?? '');
    await run.start('2.a', 0);
    await run.start('2.a', 3);
    await run.scalar('2.a', 3, 'acc', -20);
    await second.relay();
    await second.events.close();
    const { latest, best } = second.events.merit ?? {};
    assert.deepEqual(
      [latest, best],
      [
        { iteration: 3, value: -20 },
        { iteration: 0, value: -5 },
      ],
    );
  });

  it('of lines stay in little memory, however many figures event files withdraw', async function () {
    this.timeout(60_000);
    const run = await newRun();
    const names = Array.from({ length: 100 }, (_, place) => `x${place}`);
    const steps = Array.from({ length: 2000 }, (_, step) => step);
    const records = steps.map((iteration) => {
      const scalars = [...names, 'both'].map((tag) => ({ tag, value: iteration }));
      return frameRecord(encodeEvent({ kind: 'scalars', wallTime: 1000, iteration, scalars }));
    });
    await writeFile(run.eventFile('1.a'), Buffer.concat(records));
    await run.lines(...steps.map((step) => ({ step, acc: step, both: step + 0.5 })));
    const process = await run.begin();
    await process.relay();
    await run.start('2.a', 0);
    await run.start('2.a', 5);
    const before = memoryInUse();
    let [most, turns, isOver] = [0, 0, false];
    const look = () => {
      if (turns++ % 10 === 0) most = Math.max(most, memoryInUse() - before);
      if (!isOver) setImmediate(look);
    };
    look();
    await process.relay().finally(() => {
      isOver = true;
    });
    await process.events.close();
    assert.ok(turns > 20, `${turns} turns`);
    assert.ok(most < 8e6, `${most} bytes`);
    const { acc = [], both = [], x7 } = await run.points();
    assert.deepEqual(
      acc,
      steps.map((step) => [step, step]),
    );
    assert.deepEqual(
      both.filter(([step = 0]) => step >= 5),
      steps.slice(5).map((step) => [step, step + 0.5]),
    );
    assert.deepEqual(
      x7,
      [0, 1, 2, 3, 4].map((step) => [step, step]),
    );
  });

  /** A run with `count` lines, and a process that has relayed them; what is written next withdraws all of its events. */
  async function newRunOfLines(count: number, line: (place: number) => string) {
    const run = await newRun();
    await writeFile(run.files.metrics, Array.from({ length: count }, (_, place) => `${line(place)}\n`).join(''));
    await run.scalar('1.a', 0, 'loss', 1);
    const process = await run.begin();
    const beganAt = performance.now();
    await process.relay();
    const milliseconds = performance.now() - beganAt;
    await run.start('2.a', 0);
    await run.start('2.a', 0);
    return { run, process, milliseconds };
  }

  it('of lines that say one name at one step again and again are told again as fast as they came', async function () {
    this.timeout(60_000);
    const { run, process, milliseconds } = await newRunOfLines(50_000, (place) => `{"step":0,"loss":${place % 100}}`);
    const beganAt = performance.now();
    await process.relay();
    const again = performance.now() - beganAt;
    await process.events.close();
    assert.ok(again < 8 * milliseconds, `${again} after ${milliseconds} milliseconds`);
    // All that say what the last line says.
    const { loss = [] } = await run.points();
    assert.deepEqual(loss, new Array(500).fill([0, 99]));
  });

  it('of lines are told again while others have their turn, however many they are', async function () {
    this.timeout(60_000);
    const count = 200_000;
    const { run, process } = await newRunOfLines(count, (step) => `{"step":${step},"acc":${step}}`);
    const beganAt = performance.now();
    for (let iteration = 0; iteration < count; iteration++)
      frameRecord(
        encodeEvent({ kind: 'scalars', wallTime: 1, iteration, scalars: [{ tag: 'acc', value: iteration }] }),
      );
    const inOneGo = performance.now() - beganAt;
    let [last, longest, isOver] = [performance.now(), 0, false];
    const look = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!isOver) setImmediate(look);
    };
    look();
    await process.relay().finally(() => {
      isOver = true;
    });
    await process.events.close();
    assert.ok(longest < 0.8 * inOneGo, `${longest} of ${inOneGo} milliseconds`);
    assert.equal((await run.points()).acc?.length, count);
  });

  it('of one step and time stay where they are told again, by the ten thousand', async function () {
    this.timeout(60_000);
    const { run, process } = await newRunOfLines(45_000, (place) => `{"step":0,"time":1000,"acc":${place}}`);
    await process.relay();
    await process.events.close();
    assert.equal((await run.points()).acc?.length, 45_000);
  });

  it('are withdrawn no more once nobody waits for them', async () => {
    const { run, process } = await newRunOfLines(1000, (step) => `{"step":${step},"acc":${step}}`);
    const [files, points] = [await run.ownEventFiles(), await run.points()];
    const figures = new ProgramFigures(run.files, () => undefined);
    const taking = process.events.take([{ kind: 'withdrawn', fromIteration: 0 }], figures);
    await process.events.close();
    await taking;
    assert.deepEqual(await run.ownEventFiles(), files);
    assert.deepEqual(await run.points(), points);
  });

  it('of lines stay where event files are exchanged, also before a process that goes on has said where', async () => {
    const run = await newRun();
    for (const step of [0, 1, 2]) await run.lines({ step, acc: step / 10 });
    for (const step of [0, 1, 2]) await run.scalar('1.a', step, 'x', step);
    const first = await run.begin();
    await first.relay();
    await first.events.close();
    const second = await run.goOn();
    await rename(run.eventFile('1.a'), run.eventFile('3.a'));
    await second.relay();
    const acc = [0, 1, 2].map((step) => [step, step / 10]);
    assert.deepEqual(await run.points(), { acc, x: [0, 1, 2].map((step) => [step, step]) });
    await run.lines({ step: 2, acc: 1 });
    await rm(run.eventFile('3.a'));
    await run.scalar('4.a', 5, 'x', 5);
    await second.relay();
    await second.events.close();
    assert.deepEqual(await run.points(), { acc: [...acc.slice(0, 2), [2, 1]], x: [[5, 5]] });
  });

  it('of which thousands of sessions withdraw come into one event file, all of them that count', async () => {
    const run = await newRun();
    const records: Uint8Array[] = [];
    for (let iteration = 0; iteration < 3000; iteration++) {
      const scalars = [{ tag: 'acc', value: iteration }];
      records.push(frameRecord(encodeEvent({ kind: 'scalars', wallTime: 1, iteration, scalars })));
      records.push(frameRecord(encodeEvent({ kind: 'scalars', wallTime: 1, iteration: iteration + 1, scalars })));
      records.push(frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1, iteration: iteration + 1 })));
    }
    // The first of them withdraws nothing.
    const process = await run.begin();
    for (let from = 0; from < records.length; from += 1000) {
      await appendFile(run.eventFile('1.a'), Buffer.concat(records.slice(from, from + 1000)));
      await process.relay();
    }
    await process.events.close();
    const { acc = [] } = await run.points();
    assert.deepEqual(
      acc.filter(([iteration], place) => acc[place - 1]?.[0] !== iteration).map(([iteration]) => iteration),
      Array.from({ length: 3000 }, (_, iteration) => iteration),
    );
    assert.equal((await readdir(run.directory)).filter(isEventFileName).length, 1);
    assert.deepEqual(process.events.merit?.latest, { iteration: 2999, value: 2999 });
  });

  it('keep all their bits, on their way through the run and to TensorBoard', async () => {
    const run = await newRun();
    const values = [16_777_217, 1e39, 0.1, 0.5, 2 ** 53, -1e-300, 16_777_216, Number.POSITIVE_INFINITY];
    const lines = values.map((value, step) => ({ step, acc: Number.isFinite(value) ? value : 'Infinity' }));
    await run.lines(...lines);
    const first = await run.begin();
    await first.relay();
    const { merit: standing } = first.events;
    await first.events.close();
    const pairs = values.map((value, step) => [step, value]);
    const pointsOf = (figures: readonly Figure[]) => figures.map(({ iteration, value }) => [iteration, value]);
    assert.deepEqual(pointsOf((await readFigures(run.directory)).get('acc') ?? []), pairs);
    assert.deepEqual(pointsOf((await collectFigures(openTensorBoardLog(run.directory))).figures), pairs);
    assert.deepEqual(standing?.first, { iteration: 0, value: 16_777_217 });
    const second = await run.goOn();
    assert.deepEqual(second.events.merit, standing);
    await second.events.close();
  });

  it('are read so many at a time', async () => {
    const run = await newRun();
    const scalars = Array.from({ length: 1000 }, (_, place) => ({ tag: `t${place}`, value: place }));
    const records = Array.from({ length: 200 }, (_, iteration) =>
      frameRecord(encodeEvent({ kind: 'scalars', wallTime: 1, iteration, scalars })),
    );
    await writeFile(run.eventFile('1.a'), Buffer.concat(records));
    const figures = new ProgramFigures(run.files, (message) => run.warnings.push(message));
    const counts: number[] = [];
    for (let isWhole = false; !isWhole; ) {
      const reading = await figures.readNew();
      isWhole = reading.isWhole;
      counts.push(reading.news.reduce((sum, each) => sum + (each.kind === 'figures' ? each.figures.length : 0), 0));
    }
    assert.ok(Math.max(...counts) < 100_000, `${counts}`);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      200_000,
    );
  });
});

/** `hear` is called after each look at what lies at a name, until the returned function is called. */
function replaceLookAtName(hear: (name: fs.PathLike) => void): () => void {
  const original = fs.lstatSync;
  const replaceBy = (replacement: object) => {
    Object.assign(fs, { lstatSync: replacement });
    syncBuiltinESMExports();
  };
  replaceBy((...words: Parameters<typeof original>) => {
    const found = original(...words);
    hear(words[0]);
    return found;
  });
  return () => replaceBy(original);
}
