// Interruption: the first Ctrl+C or SIGTERM asks the work to stop cleanly, the second one leaves at once.

const signals = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;
const exitCodeOf = { SIGINT: 130, SIGTERM: 143, SIGBREAK: 149 } as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Asks to stop, as the first signal does. */
  request(): void;
  dispose(): void;
}

/** Listens to the process's signals; `onRequest` runs once, at the first. */
export function listenForInterruption(onRequest: () => void): Interruption {
  const controller = new AbortController();
  const request = () => {
    if (controller.signal.aborted) return;
    controller.abort();
    onRequest();
  };
  const onSignal = (name: (typeof signals)[number]) => {
    if (controller.signal.aborted) process.exit(exitCodeOf[name]);
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
