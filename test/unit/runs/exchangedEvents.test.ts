// An event file that is exchanged or deleted while its process is at work, as by `git stash` or by what syncs folders:
// it is noticed, told, and nothing is lost.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs, { type BigIntStats } from 'node:fs';
import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { EventReader } from '../../../src/runs/eventReader.ts';
import { EventWriter, type EventWriterOptions } from '../../../src/runs/eventWriter.ts';
import { removeLeftovers } from '../../../src/runs/leftovers.ts';
import { readFigures } from '../../../src/runs/readFigures.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { LockLostError, type RunHold } from '../../../src/runs/runHold.ts';
import { lockRun } from '../../../src/runs/runLock.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('an event file that is exchanged beneath its process', () => {
  const folder = useTemporaryFolder();
  let directory: string;
  let hold: RunHold;
  let told: string[];

  beforeEach(async () => {
    directory = await newTestRun(folder());
    hold = await lockRun(directory);
    told = [];
  });

  afterEach(() => hold.release());

  const begin = (options: EventWriterOptions = {}) =>
    EventWriter.create(hold, { ...options, warn: (message) => told.push(message) });
  const fileOf = async (place: number) => path.join(directory, (await listEventFiles(directory)).at(place) ?? '');
  const steps = async () => (await readFigures(directory)).get('a')?.map(({ iteration }) => iteration) ?? [];
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  async function write(writer: EventWriter, from: number, to: number): Promise<void> {
    for (let iteration = from; iteration <= to; iteration++) {
      writer.add(iteration, [{ tag: 'a', value: iteration }]);
      await writer.flush();
    }
  }

  /** As git does it: the file is removed, and made anew with what it held at an earlier time. */
  async function exchange(file: string, bytes: Uint8Array): Promise<void> {
    await rm(file);
    await writeFile(file, bytes);
  }

  for (const [manner, keptBytes] of [
    ['as it was before, as by git', (whole: Uint8Array) => whole],
    ['cut off within a record', (whole: Uint8Array) => whole.subarray(0, whole.length - 5)],
    ['with nothing in it', () => new Uint8Array()],
    ['with something else', (whole: Uint8Array) => new Uint8Array(3 * whole.length).fill(7)],
  ] as const)
    it(`${manner}: all figures count once, the run goes on in a new file, and it is told once`, async () => {
      const writer = await begin();
      await write(writer, 1, 4);
      const file = await fileOf(0);
      const before = await readFile(file);
      await write(writer, 5, 8);
      await exchange(file, keptBytes(before));
      await write(writer, 9, 12);
      assert.deepEqual(await steps(), upTo(12));
      await write(writer, 13, 14);
      await writer.close();
      assert.deepEqual(await steps(), upTo(14));
      const names = await listEventFiles(directory);
      assert.equal(names.length, 2);
      assert.equal(told.length, 1);
      for (const name of names) assert.ok(told[0]?.includes(name), told[0]);
      assert.match(told[0] ?? '', /exchanged or deleted.*no figure is lost.*Keep/s);
      assert.deepEqual([...(await readFile(file))], [...keptBytes(before)], 'what is not its own it leaves alone');
      assert.deepEqual(await temporaries(), []);
    });

  it('is noticed where it was only deleted, and by a flush that has nothing to write before a checkpoint', async () => {
    const writer = await begin();
    await write(writer, 1, 3);
    await rm(await fileOf(0));
    await writer.flush({ durable: true });
    assert.deepEqual(await steps(), upTo(3));
    assert.equal(told.length, 1);
    await writer.close();
  });

  it('by a whole copy of it: that is left as it is until it lacks something', async () => {
    const writer = await begin();
    await write(writer, 1, 3);
    const file = await fileOf(0);
    await copyFile(file, `${file}.copy`);
    await rename(`${file}.copy`, file);
    await writer.flush({ durable: true });
    assert.deepEqual([await steps(), told], [upTo(3), []]);
    await write(writer, 4, 5);
    await writer.close();
    assert.deepEqual(await steps(), upTo(5));
    assert.equal(told.length, 1);
  });

  it('may be put back, or exchanged again, and the next one as well: each figure counts once', async () => {
    const writer = await begin();
    await write(writer, 1, 3);
    const file = await fileOf(0);
    const early = await readFile(file);
    await write(writer, 4, 6);
    const late = await readFile(file);
    await exchange(file, early);
    await write(writer, 7, 8);
    await exchange(file, late);
    await write(writer, 9, 9);
    assert.deepEqual(await steps(), upTo(9));
    await rm(await fileOf(1));
    await write(writer, 10, 11);
    await writer.close();
    assert.deepEqual(await steps(), upTo(11));
    assert.equal(told.length, 2);
  });

  it('tells a reader who follows the run the same, whatever he had read by then', async () => {
    const writer = await begin();
    await write(writer, 1, 2);
    const early = await readFile(await fileOf(0));
    await write(writer, 3, 5);
    const reader = new EventReader(directory);
    const seen = new Map<number, number>();
    const look = () =>
      reader.read((updates) => {
        for (const update of updates)
          if (update.kind === 'figures')
            for (const { iteration } of update.figures) seen.set(iteration, (seen.get(iteration) ?? 0) + 1);
          else if (update.kind === 'restarted') seen.clear();
          else if (update.kind === 'withdrawn')
            for (const iteration of seen.keys()) if (iteration >= update.fromIteration) seen.delete(iteration);
      });
    await look();
    assert.equal(seen.size, 5);
    await exchange(await fileOf(0), early);
    await look();
    await write(writer, 6, 7);
    await look();
    assert.deepEqual(
      [...seen].sort(([a], [b]) => a - b),
      upTo(7).map((iteration) => [iteration, 1]),
    );
    await writer.close();
  });

  it('keeps what earlier processes wrote, and what was withdrawn withdrawn', async () => {
    const first = await begin();
    await write(first, 1, 6);
    await first.close();
    const second = await begin({ resumedAt: 4, isExact: true });
    await write(second, 5, 9);
    second.withdraw(8);
    await write(second, 8, 8);
    const file = await fileOf(1);
    await rm(file);
    await write(second, 9, 10);
    await second.close();
    assert.deepEqual(await steps(), upTo(10));
    assert.equal(told.length, 1);
  });

  it('lets a process that has lost its lock end without a word, and without a file', async () => {
    const writer = await begin();
    await write(writer, 1, 3);
    await rm(await fileOf(0));
    const foreign = JSON.stringify({ token: randomUUID(), ...currentProcess() });
    const assertHeld = hold.assertHeld.bind(hold);
    // As if the process were frozen while it writes the new file.
    let looks = 0;
    hold.assertHeld = () => {
      if (++looks === 3) fs.writeFileSync(runFiles(directory).lock, foreign);
      assertHeld();
    };
    writer.add(4, [{ tag: 'a', value: 4 }]);
    await assert.rejects(writer.flush(), LockLostError);
    hold.assertHeld = assertHeld;
    await assert.rejects(writer.close(), LockLostError);
    assert.deepEqual([await listEventFiles(directory), await temporaries(), told], [[], [], []]);
    assert.ok(looks >= 3);
  });

  it('of a process that loses its lock right as the new file gets its name: it takes that back', async () => {
    const writer = await begin();
    await write(writer, 1, 3);
    await rm(await fileOf(0));
    const restore = replaceInFs('renameSync', (original) => (from: fs.PathLike, to: fs.PathLike) => {
      original(from, to);
      fs.writeFileSync(runFiles(directory).lock, JSON.stringify({ token: randomUUID(), ...currentProcess() }));
    });
    try {
      await assert.rejects(writer.flush({ durable: true }), LockLostError);
    } finally {
      restore();
    }
    await assert.rejects(writer.close(), LockLostError);
    assert.deepEqual([await listEventFiles(directory), await temporaries(), told], [[], [], []]);
  });

  it('makes no file in a run that was deleted or moved away', async () => {
    const writer = await begin();
    await write(writer, 1, 3);
    await rename(directory, `${directory}-moved`);
    await write(writer, 4, 4);
    await writer.close();
    assert.equal(fs.existsSync(directory), false);
    assert.deepEqual(told, []);
    assert.equal((await listEventFiles(`${directory}-moved`)).length, 1);
  });

  it('tells of a disk that takes the new file no more, and what is lost with it, leaves none, and the next process removes what a killed one left', async () => {
    const writer = await begin();
    await write(writer, 1, 2);
    const early = await readFile(await fileOf(0));
    await write(writer, 3, 3);
    await exchange(await fileOf(0), early);
    const full = Object.assign(new Error('ENOSPC: no space left on device, rename'), { code: 'ENOSPC' });
    const restore = replaceInFs('renameSync', () => () => {
      throw full;
    });
    try {
      await assert.rejects(writer.flush({ durable: true }), full);
    } finally {
      restore();
    }
    await assert.rejects(writer.close(), full);
    assert.deepEqual(await temporaries(), []);
    assert.deepEqual(told, [
      `${path.basename(await fileOf(0))} was exchanged or deleted while the run was at work, and could not be written anew. Figures of this process that it lacks now are lost; a good copy of it, put in its place, brings them back.`,
    ]);
    assert.deepEqual(await steps(), upTo(2), 'what lies there still counts');
    const left = path.join(directory, `figures.${randomUUID()}.tmp`);
    await writeFile(left, 'half');
    assert.deepEqual(await steps(), upTo(2), 'half a file is no file yet');
    await removeLeftovers(hold);
    assert.deepEqual(await temporaries(), []);
  });

  it('again and again ends the run in words before it fills the disk', async () => {
    const writer = await begin();
    await assert.rejects(async () => {
      for (let iteration = 1; iteration <= 1000; iteration++) {
        await write(writer, iteration, iteration);
        await rm(await fileOf(-1));
      }
    }, /100 times.*Keep.*resume/s);
    assert.equal(told.length, 100);
    await assert.rejects(writer.close());
  });

  for (const [system, numberOf] of [
    ['has no numbers for files', () => 0n],
    ['has another number for a file whenever it is asked', () => BigInt(Math.floor(performance.now() * 1e6))],
    ['has one number for a file by its name, and another for what is open', changingWithTime()],
  ] as const)
    it(`makes no false alarm where the file system ${system}`, async () => {
      const restore = changeLooks((found) => Object.assign(found, { ino: numberOf() }));
      try {
        const writer = await begin();
        await write(writer, 1, 20);
        assert.equal((await listEventFiles(directory)).length, 1);
        assert.deepEqual(told, []);
        await rm(await fileOf(0));
        await write(writer, 21, 22);
        await writer.close();
      } finally {
        restore();
      }
      assert.deepEqual(await steps(), upTo(22));
      assert.equal(told.length, 1);
    });

  it('makes no false alarm where numbers change once in a while, or links are not counted', async () => {
    let number = 1n;
    const restore = changeLooks((found, isOpen) =>
      Object.assign(found, { ino: isOpen ? number : number + (number % 3n === 0n ? 1n : 0n), nlink: 0n }),
    );
    try {
      const writer = await begin();
      for (let iteration = 1; iteration <= 12; iteration++) {
        number++;
        await write(writer, iteration, iteration);
      }
      await writer.close();
    } finally {
      restore();
    }
    assert.deepEqual([await steps(), told], [upTo(12), []]);
  });

  it('makes no alarm where it cannot be looked at just now', async () => {
    const writer = await begin();
    await write(writer, 1, 2);
    const restore = changeLooks(() => {
      throw Object.assign(new Error('ESTALE: stale file handle'), { code: 'ESTALE', syscall: 'lstat' });
    });
    try {
      await write(writer, 3, 4);
    } finally {
      restore();
    }
    await writer.close();
    assert.deepEqual([await steps(), told], [upTo(4), []]);
  });

  it('costs one look at what is open and one at its name for each flush that writes', async () => {
    const writer = await begin();
    let looks = 0;
    const restore = changeLooks((found) => {
      looks++;
      return found;
    });
    try {
      await write(writer, 1, 10);
      await writer.flush();
    } finally {
      restore();
    }
    assert.equal(looks, 20);
    await writer.close();
  });

  const temporaries = async () => (await readdir(directory)).filter((name) => name.endsWith('.tmp'));
});

/** The first look by either way gives the same, later ones do not. */
function changingWithTime(): () => bigint {
  let looks = 0;
  return () => BigInt(++looks <= 2 ? 5 : 5 + (looks % 2));
}

/** Looks that ask for all digits, at what is open or by a name, give what `change` makes of them, until it is restored. */
function changeLooks(change: (found: BigIntStats, isOpen: boolean) => BigIntStats): () => void {
  const { fstatSync, lstatSync } = fs;
  const changed =
    <Arguments extends unknown[], Found>(original: (...words: Arguments) => Found, isOpen: boolean) =>
    (...words: Arguments) => {
      const found = original(...words);
      return isBigInt(found) ? change(found, isOpen) : found;
    };
  Object.assign(fs, { fstatSync: changed(fstatSync, true), lstatSync: changed(lstatSync, false) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { fstatSync, lstatSync });
    syncBuiltinESMExports();
  };
}

function isBigInt(found: unknown): found is BigIntStats {
  return typeof found === 'object' && found !== null && 'ino' in found && typeof found.ino === 'bigint';
}

function replaceInFs<Name extends 'renameSync'>(
  name: Name,
  replacement: (original: (typeof fs)[Name]) => (typeof fs)[Name],
): () => void {
  const original = fs[name];
  Object.assign(fs, { [name]: replacement(original) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { [name]: original });
    syncBuiltinESMExports();
  };
}
