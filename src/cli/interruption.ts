// Interruption: the first Ctrl+C, or another signal that asks to stop, ends the work cleanly, a second one leaves at
// once.

import { endSoon, exitCodeOf, leaveNow, listenToSignals } from '../trainer/processEnds.ts';
import { StopRequests } from '../trainer/stopRequests.ts';
import { exitCodes } from './failures.ts';

export interface Interruption {
  /** Hears of requests to stop from elsewhere, too. */
  readonly stops: StopRequests;
  /** Aborts at the first request. */
  readonly signal: AbortSignal;
  /**
   * How the process has to end when it was asked twice: the exit code says which signal it was. Undefined until then.
   */
  readonly leaveCode: number | undefined;
  /** Asks to stop, as the first signal does; however often, it never asks to leave at once. */
  request(): void;
  dispose(): void;
}

/**
 * Listens to the process's signals; `onRequest` runs once, at the first. When somebody asks again the process ends
 * within a second, with `hasLastWord`, or else at once.
 */
export function listenForInterruption(
  onRequest: () => void,
  { hasLastWord = false }: { readonly hasLastWord?: boolean } = {},
): Interruption {
  const stops = new StopRequests();
  let code: number = exitCodes.stopped;
  stops.stop.addEventListener('abort', onRequest);
  const leave = () => {
    if (hasLastWord) endSoon(code);
    else void leaveNow(code);
  };
  stops.leave.addEventListener('abort', leave);
  const stopListening = listenToSignals((name) => {
    if (!stops.leave.aborted) code = exitCodeOf(name);
    stops.ask();
  });
  return {
    stops,
    signal: stops.stop,
    get leaveCode() {
      return stops.leave.aborted ? code : undefined;
    },
    request() {
      if (!stops.stop.aborted) stops.ask();
    },
    dispose() {
      // A process that was asked twice is on its way out: a third signal must not change what its end says.
      if (!stops.leave.aborted) stopListening();
    },
  };
}
