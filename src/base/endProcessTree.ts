// Ends a process and all that it has started on Windows, which has no groups of processes, but knows who started whom.

import { execFile } from 'node:child_process';
import path from 'node:path';

/** By force; resolves when it was done, or could not be. */
export async function endProcessTree(pid: number): Promise<void> {
  // By its whole path: called by its name it would be looked for in the current folder first, which may be a stranger's.
  const program = path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  await new Promise<void>((resolve) => {
    execFile(program, ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });
}
