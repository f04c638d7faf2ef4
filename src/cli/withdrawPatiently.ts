// Takes a waiting run out of the queue that is marked as being started: by somebody who is at it, or by one who is gone,
// which only whoever watches the mark for a while can tell.

import { setTimeout as delay } from 'node:timers/promises';
import { isQueued } from '../launchers/waitingRun.ts';
import { CommandError, exitCodes } from './failures.ts';

/** A mark stands for a minute, and may be set anew meanwhile. */
const longestWaitMilliseconds = 120_000;

export interface PatientWithdrawal {
  /** As a launcher's `withdraw`, which is always the same process's: it watches the mark. */
  readonly withdraw: () => Promise<boolean>;
  /** Hears, once, that it is waited, and why. */
  readonly tell: (message: string) => void;
  readonly lookMilliseconds?: number;
}

/**
 * Until the run does not wait any more: it was taken out of the queue, or its trainer has begun, which hears what it is
 * asked.
 * @throws {CommandError} where neither happens; as `withdraw` does
 */
export async function withdrawPatiently(
  directory: string,
  { withdraw, tell, lookMilliseconds = 1000 }: PatientWithdrawal,
): Promise<void> {
  tell(
    'Asked to stop. The run is marked as being started: where it does not begin within a minute, whoever marked it is gone, and it is taken out of the queue.',
  );
  const until = performance.now() + longestWaitMilliseconds;
  for (; ; await delay(lookMilliseconds)) {
    if (!(await isQueued(directory)) || (await withdraw())) return;
    if (performance.now() > until) break;
  }
  throw new CommandError(
    'The run is still queued, is marked again and again as being started, and does not begin. The request stays: it will answer when it is started. Its log may say why it does not begin.',
    exitCodes.failed,
  );
}
