// Exit codes of everything that carries a run out; part of the contract with scripts.

/** `locked`: another process works on the run, or has taken it over. */
export const exitCodes = { completed: 0, failed: 1, badInput: 2, stopped: 3, locked: 4 } as const;
