// CleanUp: what has to be closed when a run ends, however it ends.

/** Last opened, first closed. */
export class CleanUp {
  #actions: (() => void | Promise<void>)[] = [];

  add(action: () => void | Promise<void>): void {
    this.#actions.push(action);
  }

  /** Runs every action once, even when one fails; then throws the first failure. */
  async run(): Promise<void> {
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
