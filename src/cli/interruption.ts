// Interruption: the first Ctrl+C or SIGTERM asks the work to stop cleanly, a second one leaves at once.

const signals = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;
const exitCodeOf = { SIGINT: 130, SIGTERM: 143, SIGBREAK: 149 } as const;

/** npm and npx pass on a Ctrl+C that the terminal has already sent to every process: two signals this close are one press. */
const samePressMilliseconds = 500;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Asks to stop, as the first signal does. */
  request(): void;
  dispose(): void;
}

/** Listens to the process's signals; `onRequest` runs once, at the first. */
export function listenForInterruption(onRequest: () => void): Interruption {
  const controller = new AbortController();
  let requestedAt = 0;
  const request = () => {
    if (controller.signal.aborted) return;
    requestedAt = performance.now();
    controller.abort();
    onRequest();
  };
  const onSignal = (name: (typeof signals)[number]) => {
    if (controller.signal.aborted && performance.now() - requestedAt > samePressMilliseconds) process.exit(exitCodeOf[name]);
    request();
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    request,
    dispose() {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
