// How long work takes where nothing else keeps the processors: what others do on the machine while something is measured
// is over when a run starts, and what was measured is kept.

/** Gives the seconds since it was made that processors were at work for this process, at most those that have gone by. */
export function undisturbedTime(): () => number {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min((performance.now() - startedAt) / 1000, (user + system) / 1e6);
  };
}
