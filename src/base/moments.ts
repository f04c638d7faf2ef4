// Moments: times of a stranger's files that every calendar and every program has a word for.

/** The end of the year 9999, in seconds since 1970: Python, and with it most programs, knows no later time. */
const end = 253_402_300_800;

/** Whether seconds since 1970 are such a time: not before 1970, which systems have no files of. */
export function isMoment(seconds: number): boolean {
  return seconds >= 0 && seconds < end;
}
