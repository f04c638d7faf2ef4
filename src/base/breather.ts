// Turns for the event loop while a thread computes: requests, which take a dozen turns to read and answer, are served
// meanwhile.

/** The event loop gets a turn this often. */
export const millisecondsBetweenTurns = 5;

/** A function that gives the event loop a turn when its last one was long ago, and otherwise costs next to nothing. */
export function createBreather(): () => Promise<void> {
  let lastTurn = performance.now();
  return async () => {
    if (performance.now() - lastTurn < millisecondsBetweenTurns) return;
    await new Promise((resolve) => setImmediate(resolve));
    lastTurn = performance.now();
  };
}
