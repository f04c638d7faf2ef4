// CleanUp: what has to be closed when a run ends, however it ends.

/** Last opened, first closed. What is opened when all is closed already is closed at once. */
export class CleanUp {
  #actions: (() => void | Promise<void>)[] = [];
  #hasRun = false;

  add(action: () => void | Promise<void>): void {
    if (!this.#hasRun) this.#actions.push(action);
    // Nobody is left who could be told of a failure.
    else void (async () => action())().catch(() => undefined);
  }

  /** Runs every action once, even when one fails; then throws the first failure. */
  async run(): Promise<void> {
    this.#hasRun = true;
    const actions = this.#actions.reverse();
    this.#actions = [];
    const failures: unknown[] = [];
    for (const action of actions) {
      try {
        await action();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
