// Exit codes of everything that carries a run out; part of the contract with scripts.

/**
 * `locked`: another process works on the run, or has taken it over. `changedData`: the data no longer hold the split
 * that the run keeps.
 */
export const exitCodes = { completed: 0, failed: 1, badInput: 2, stopped: 3, locked: 4, changedData: 5 } as const;
