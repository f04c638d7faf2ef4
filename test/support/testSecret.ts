// A user's secret, for tests that need one and not whose it is.

/** As long as `userSecret`'s. */
export const testSecret: Uint8Array = new Uint8Array(32).fill(7);
