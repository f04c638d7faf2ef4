// One of many processes that want a lock at the same moment. Told of a round, it waits as long as it is told, tries
// once or until it has the lock, and says whether it did, and whether somebody was inside with it.

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isBeatingLockAbandoned } from '../../../../../src/base/locks/beatingLock.ts';
import { newOwner, releaseLock } from '../../../../../src/base/locks/lockFile.ts';
import { takeLock } from '../../../../../src/base/locks/takeLock.ts';
import { Stillness } from '../../../../../src/base/stillness.ts';

export interface Round {
  readonly lock: string;
  /** Milliseconds. */
  readonly startsAfter: number;
  readonly staysFor: number;
  readonly isPatient: boolean;
}

export interface RoundResult {
  readonly taking: string;
  readonly othersInside: number;
}

const stillness = new Stillness();

process.on('message', (round: Round) => {
  void contend(round).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ taking: String(error), othersInside: 0 }),
  );
});
process.send?.('ready');

async function contend({ lock, startsAfter, staysFor, isPatient }: Round): Promise<RoundResult> {
  await delay(startsAfter);
  const owner = newOwner({ isBrief: false });
  const taking = await takeLock(lock, owner, async (found) => {
    if (await isBeatingLockAbandoned(lock, found, stillness)) return 'abandoned';
    await delay(1);
    return isPatient ? 'lookAgain' : 'leave';
  });
  if (taking !== 'taken') return { taking, othersInside: 0 };
  const inside = path.join(path.dirname(lock), 'inside');
  const own = path.join(inside, randomUUID());
  writeFileSync(own, '');
  await delay(staysFor);
  const othersInside = readdirSync(inside).length - 1;
  // What was taken from this process, it does not have any more.
  const isThere = existsSync(lock);
  rmSync(own);
  releaseLock(lock, owner);
  return { taking: isThere ? taking : 'taken, and lost', othersInside };
}
