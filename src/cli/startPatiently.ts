// Starts a waiting run that may be marked as being started: by somebody who is at it, or by one who is gone, which only
// whoever watches the mark for a while can tell.

import { setTimeout as delay } from 'node:timers/promises';
import type { LaunchOutcome } from '../launchers/launcher.ts';
import { isQueued } from '../launchers/waitingRun.ts';
import { CommandError, exitCodes } from './failures.ts';

/** A mark stands for a minute; whoever keeps the folder busy is done by then. */
const longestWaitMilliseconds = 120_000;

export interface PatientStart {
  /** Starts it, as a launcher's `startNow` does, which is always the same launcher's: it watches the mark. */
  readonly start: () => Promise<LaunchOutcome>;
  /** Hears, once, that it is waited, and why. */
  readonly tell: (message: string) => void;
  readonly lookMilliseconds?: number;
}

/** `begun`: by somebody else. @throws {CommandError} where it neither begins nor can be started; as `start` does */
export async function startPatiently(
  directory: string,
  { start, tell, lookMilliseconds = 1000 }: PatientStart,
): Promise<Exclude<LaunchOutcome, { readonly kind: 'waiting' }> | { readonly kind: 'begun' }> {
  const until = performance.now() + longestWaitMilliseconds;
  for (let isTold = false; performance.now() < until; await delay(lookMilliseconds)) {
    if (isTold && !(await isQueued(directory))) return { kind: 'begun' };
    const outcome = await start();
    if (outcome.kind !== 'waiting') return outcome;
    if (!isTold)
      tell(
        'It is marked as being started. Waiting for it to begin: where it does not within a minute, whoever marked it is gone, and it is started anew.',
      );
    isTold = true;
  }
  throw new CommandError(
    'It is marked again and again as being started, and does not begin, so it was not started here. Its log may say why.',
    exitCodes.failed,
  );
}
