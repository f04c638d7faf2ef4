// Constants of Philox-4x32, the generator behind dropout. Read by TypeScript and by AssemblyScript, hence plain
// constants.
//
// A counter-based generator (Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011): a keyed bijection of
// four 32-bit words, so that any number can be had without those before it. A round turns the words (a, b, c, d) under
// the key (k, l) into
//   (high(c · M) ^ b ^ k, low(c · M), high(a · N) ^ d ^ l, low(a · N))    with M = SECOND_MULTIPLIER and N = FIRST_MULTIPLIER,
// and then both words of the key move on by their increments, modulo 2^32.

/** The fewest rounds that pass TestU01's BigCrush. */
export const ROUNDS = 7;
export const FIRST_MULTIPLIER = 0xd2511f53;
export const SECOND_MULTIPLIER = 0xcd9e8d57;
export const FIRST_INCREMENT = 0x9e3779b9;
export const SECOND_INCREMENT = 0xbb67ae85;
