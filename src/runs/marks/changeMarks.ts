// Changing what people say of a run: read, changed and written under a lock of its own, so that of two windows that
// write at once neither loses what the other said.

import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { type HeldLock, newOwner, releaseLock, tokenInLock } from '../../base/locks/lockFile.ts';
import { isBriefLockAbandoned, type LockVerdict, takeLock } from '../../base/locks/takeLock.ts';
import { Stillness } from '../../base/stillness.ts';
import { hasCode } from '../../base/systemErrors.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';
import { compactTime, runFiles } from '../runDirectory.ts';
import { areSameMarks, changedMarks, MarkRefused, type MarksChange, noMarks, type RunMarks } from './marks.ts';
import { type MarksReading, marksText, mostMarksBytes, readMarksFile } from './marksFile.ts';

const lookEveryMilliseconds = 5;
/** What others do under the lock takes milliseconds; a dead one's lock is taken over after fifteen seconds at most. */
const patienceMilliseconds = 30_000;
/** A process that was frozen while it had the lock begins anew. */
const mostAttempts = 5;

/**
 * Gives the marks as they are then. A damaged file is kept beside the new one. Any tool of a person's may do this at any
 * time, also while a trainer is at work: that one never looks at marks.
 * @throws {MarkRefused} where a mark cannot be kept, a newer version wrote the file, others hold it for long, or the run
 * is gone
 * @throws {RefusedFileError} where something else stands in the file's place; otherwise the system's error
 */
export async function changeMarks(directory: string, changes: readonly MarksChange[]): Promise<RunMarks> {
  // Before anything is waited for.
  changedMarks(noMarks, changes);
  for (let attempt = 1; ; attempt++) {
    try {
      return await changeUnderLock(directory, changes);
    } catch (error) {
      if (hasCode(error, 'ENOENT') && (await lookAtEntry(directory)) === undefined)
        throw new MarkRefused(`${directory} is not there any more: it was moved or deleted.`);
      if (!(error instanceof LostMeanwhile) || attempt === mostAttempts) throw error;
    }
  }
}

/** This process was frozen, and another has the lock by now. */
class LostMeanwhile extends Error {}

async function changeUnderLock(directory: string, changes: readonly MarksChange[]): Promise<RunMarks> {
  const { marksLock: lock, marks: file } = runFiles(directory);
  const owner = newOwner({ isBrief: true });
  if ((await takeLock(lock, owner, judgeFor(lock))) !== 'taken')
    throw new MarkRefused(`Others are writing ${file} all the time. Remove ${lock} if nobody is, then try again.`);
  const assertHeld = () => {
    if (tokenInLock(lock) !== owner.token) throw new LostMeanwhile(`${lock} was taken over.`);
  };
  try {
    const reading = await readMarksFile(directory);
    const before = knownIn(reading);
    const marks = changedMarks(before, changes);
    if (reading.kind !== 'damaged' && areSameMarks(before, marks)) return before;
    const text = marksText(marks, reading.kind === 'read' ? reading.stored : undefined);
    if (Buffer.byteLength(text) > mostMarksBytes) throw new MarkRefused(`${file} would become too large.`);
    if (reading.kind === 'damaged') await keepAside(file, assertHeld);
    await writeAtomically(file, text, { mayReplace: assertHeld });
    return marks;
  } finally {
    releaseLock(lock, owner);
  }
}

function knownIn(reading: MarksReading): RunMarks {
  switch (reading.kind) {
    case 'absent':
    case 'damaged':
      return noMarks;
    case 'read':
      return reading.marks;
    case 'newer':
      throw new MarkRefused(reading.problem);
    case 'refused':
      throw reading.error;
  }
}

function judgeFor(lock: string): (found: HeldLock) => Promise<LockVerdict> {
  const [stillness, startedAt] = [new Stillness(), performance.now()];
  return async (found) => {
    if (await isBriefLockAbandoned(lock, found, stillness)) return 'abandoned';
    if (performance.now() - startedAt > patienceMilliseconds) return 'leave';
    await delay(lookEveryMilliseconds);
    return 'lookAgain';
  };
}

/** As a damaged run.json is kept. */
async function keepAside(file: string, assertHeld: () => void): Promise<void> {
  assertHeld();
  try {
    await rename(file, `${file}.damaged-${compactTime(new Date())}`);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
