// Trainers run below the editor and everything else that a person waits for.

import { readdirSync } from 'node:fs';
import os from 'node:os';

const priority = os.constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lowers the priority of this process, and of what it starts from now on. Where that is not permitted it stays as it
 * is.
 */
export function lowerPriority(): void {
  for (const id of threadIds()) {
    try {
      if (os.getPriority(id) < priority) os.setPriority(id, priority);
    } catch {
      // A thread that has just ended, or a system that does not allow it: trainers work all the same.
    }
  }
}

/** Linux knows a priority for each thread, and Node has started some before it runs any script. 0 is the process. */
function threadIds(): readonly number[] {
  if (process.platform !== 'linux') return [0];
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [0];
  }
}
