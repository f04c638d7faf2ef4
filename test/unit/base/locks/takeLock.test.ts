// Taking a lock, and taking it over from one that is gone: one process at a time, whoever wants to, and whatever the
// clocks say.

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBeatingLockAbandoned } from '../../../../src/base/locks/beatingLock.ts';
import { newOwner, readLock, releaseLock } from '../../../../src/base/locks/lockFile.ts';
import { isBriefLockAbandoned, type LockVerdict, takeLock } from '../../../../src/base/locks/takeLock.ts';
import { RefusedFileError } from '../../../../src/base/refusedFile.ts';
import { Stillness } from '../../../../src/base/stillness.ts';
import { randomStream } from '../../../../src/engine/random.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import type { Round, RoundResult } from './programs/contender.ts';

describe('a lock', () => {
  const folder = useTemporaryFolder();
  const lock = () => path.join(folder(), 'some.lock');
  const own = (isBrief = false) => newOwner({ isBrief });
  const gone = () => ({ ...own(), pid: 2 ** 30 });
  const leave = (owner: object, file = lock()) => writeFile(file, JSON.stringify(owner));
  const leaveIt = async (): Promise<LockVerdict> => 'leave';
  const takeOver = async (): Promise<LockVerdict> => 'abandoned';

  it('is taken where there is none, left where its judge says so, and given back by its owner alone', async () => {
    const owner = own();
    assert.equal(await takeLock(lock(), owner, leaveIt), 'taken');
    assert.equal(await takeLock(lock(), own(), leaveIt), 'left');
    releaseLock(lock(), own());
    const found = await readLock(lock());
    assert.ok(found.kind === 'owned' && found.owner.token === owner.token);
    releaseLock(lock(), owner);
    assert.deepEqual(await readdir(folder()), []);
  });

  it('goes to one of many processes at a time, also where one that is gone had it, or was just taking it over', async () => {
    const contenders = await Promise.all(Array.from({ length: 6 }, startContender));
    try {
      const random = randomStream(8, 'split', 1);
      for (let round = 0; round < 40; round++) {
        const place = path.join(folder(), `${round}`);
        const wanted = path.join(place, 'some.lock');
        await mkdir(path.join(place, 'inside'), { recursive: true });
        const dead = random.integer(4);
        for (let successor = 0; successor < dead; successor++)
          await leave(gone(), wanted + '.takeover'.repeat(successor));
        const isPatient = random.integer(2) === 0;
        const results = await Promise.all(
          contenders.map((contender) =>
            contend(contender, {
              lock: wanted,
              isPatient,
              startsAfter: random.integer(4),
              staysFor: random.integer(5),
            }),
          ),
        );
        const told = `in round ${round}, with ${dead} dead: ${JSON.stringify(results)}`;
        assert.ok(
          results.every(({ othersInside }) => othersInside === 0),
          `several inside ${told}`,
        );
        const taken = results.filter(({ taking }) => taking === 'taken').length;
        const left = results.filter(({ taking }) => taking === 'left').length;
        assert.equal(taken + left, results.length, told);
        if (isPatient) assert.equal(left, 0, told);
        else assert.ok(taken >= 1, told);
        assert.deepEqual(await readdir(place), ['inside'], told);
      }
    } finally {
      for (const contender of contenders) contender.kill();
    }
  }).timeout(180_000);

  it('says where processes that took it over died one after another', async () => {
    for (let successor = 0; successor <= 5; successor++) await leave(gone(), lock() + '.takeover'.repeat(successor));
    assert.equal(await takeLock(lock(), own(), takeOver), 'stuck');
  });

  it('is not taken over where its owner shows meanwhile that it lives, or another was faster', async () => {
    for (const change of [
      () => utimes(lock(), new Date(), new Date(Date.now() + 5000)),
      () => leave(own()),
      () => rm(lock()),
    ]) {
      await leave(gone());
      const winner = own();
      const verdicts: string[] = [];
      const taking = await takeLock(lock(), winner, async (found) => {
        verdicts.push(found.kind);
        if (verdicts.length > 1) return 'leave';
        await change();
        return 'abandoned';
      });
      const after = await readLock(lock());
      const isWinners = after.kind === 'owned' && after.owner.token === winner.token;
      assert.equal(taking, isWinners ? 'taken' : 'left');
      assert.deepEqual(await readdir(folder()), ['some.lock']);
      await rm(lock());
    }
  });

  it('is refused where it is a link, a folder, or too large, and nothing is read through it', async () => {
    const outside = path.join(folder(), 'outside');
    for (const make of [
      () => symlink(outside, lock()),
      () => mkdir(lock()),
      () => writeFile(lock(), 'x'.repeat(5000)),
    ]) {
      await leave(gone(), outside);
      const before = await readFile(outside, 'utf8');
      await make();
      await assert.rejects(takeLock(lock(), own(), takeOver), RefusedFileError);
      assert.equal(await readFile(outside, 'utf8'), before);
      await rm(lock(), { recursive: true });
    }
  });

  it('that says something else than an owner counts as being written, and as abandoned when it stays so', async () => {
    let now = 0;
    const stillness = new Stillness(() => now);
    for (const text of [
      '',
      'left',
      '{}',
      JSON.stringify({ ...own(), token: '../x' }),
      JSON.stringify({ ...own(), pid: -1 }),
    ]) {
      await writeFile(lock(), text);
      const found = await readLock(lock());
      assert.ok(found.kind === 'unreadable', text);
      assert.equal(await isBriefLockAbandoned(lock(), found, stillness), false, text);
      now += 6000;
      assert.equal(await isBriefLockAbandoned(lock(), found, stillness), true, text);
      await rm(lock());
      now += 1;
    }
  });

  it('is judged by the clock of whoever waits, whatever time its file bears', async () => {
    const [anHour, tenYears] = [3_600_000, 315_000_000_000];
    for (const offset of [0, anHour, -anHour, tenYears, -tenYears]) {
      for (const [owner, judge, patience] of [
        [{ ...own(), host: `not-${os.hostname()}` }, isBeatingLockAbandoned, 20_000],
        [{ ...own(true), host: `not-${os.hostname()}` }, isBriefLockAbandoned, 15_000],
        [own(), isBeatingLockAbandoned, 20_000],
      ] as const) {
        let now = 0;
        const stillness = new Stillness(() => now);
        const judged = async () => {
          const found = await readLock(lock());
          assert.ok(found.kind === 'owned');
          return judge(lock(), found, stillness);
        };
        const touch = (beats: number) => {
          const time = new Date(Date.now() + offset + 4000 * beats);
          return utimes(lock(), time, time);
        };
        await leave(owner);
        for (let beats = 0; beats < 4; beats++) {
          await touch(beats);
          assert.equal(await judged(), false);
          now += patience - 1;
          assert.equal(await judged(), false);
        }
        now += 2;
        assert.equal(await judged(), true);
      }
    }
  });

  it('of a process of this machine that is gone is abandoned at once', async () => {
    await leave(gone());
    const found = await readLock(lock());
    assert.ok(found.kind === 'owned');
    assert.equal(await isBeatingLockAbandoned(lock(), found, new Stillness()), true);
    assert.equal(await isBriefLockAbandoned(lock(), found, new Stillness()), true);
  });
});

const program = fileURLToPath(new URL('programs/contender.ts', import.meta.url));

async function startContender(): Promise<ChildProcess> {
  const child = fork(program, { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return child;
}

async function contend(child: ChildProcess, round: Round): Promise<RoundResult> {
  const answer = once(child, 'message');
  child.send(round);
  const [result] = await answer;
  return result;
}
