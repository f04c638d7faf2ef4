// Where native code crashes, its process starts a program anew instead of ending.

#pragma once

/**
 * From now on, a crash of this process starts a program in its place, under the same number, told by its environment's
 * REPTILE_LAB_NATIVE_CRASHED_BY which signal it was.
 * `texts`: the program's path, its arguments, of which the first is its name, and the variables of its environment, each
 * with a zero at its end. Returns 0 where that is too much, or the system cannot do it.
 */
int startAgainOnCrash(const char *texts, unsigned bytes, unsigned arguments, unsigned variables);

/** From now on, a crash ends this process, as that of any other. */
void endOnCrash(void);
