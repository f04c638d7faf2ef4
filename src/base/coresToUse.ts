// How many cores this process may use: all of the machine's, or the share that whoever started it gave it because
// others are at work beside it.

import { availableParallelism } from 'node:os';

/** Environment variable that holds the share; anything but a whole number from 1 on counts as not set. */
export const coresVariable = 'REPTILE_LAB_CORES';

/** At least 1, at most what the machine has. */
export function coresToUse(environment: Readonly<NodeJS.ProcessEnv> = process.env): number {
  const all = availableParallelism();
  const share = environment[coresVariable] ?? '';
  return /^[1-9]\d{0,5}$/.test(share) ? Math.min(Number(share), all) : all;
}
