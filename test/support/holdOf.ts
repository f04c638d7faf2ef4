// The right to write into a run's directory, for tests that write there as its trainer would.

import { existsSync } from 'node:fs';
import { runFiles } from '../../src/runs/runDirectory.ts';
import { RunHold } from '../../src/runs/runHold.ts';
import { lockRun } from '../../src/runs/runLock.ts';

const holds = new Map<string, RunHold>();

/** Takes the run's lock at the first call. A folder without a manifest is nobody's run, and needs none. */
export async function holdOf(directory: string): Promise<RunHold> {
  const known = holds.get(directory);
  if (known !== undefined && !known.isLost()) return known;
  const hold = existsSync(runFiles(directory).manifest)
    ? await lockRun(directory)
    : new RunHold(directory, { isBrief: false });
  holds.set(directory, hold);
  return hold;
}
