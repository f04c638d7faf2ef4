// Whether anything of a process group is still at work, its leader gone or not.

import { readdirSync, readFileSync } from 'node:fs';
import { hasCode } from '../../base/systemErrors.ts';

/** False on Windows, which has no groups. */
export function isGroupAtWork(leader: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    process.kill(-leader, 0);
  } catch (error) {
    // What may not be signalled is there.
    return !hasCode(error, 'ESRCH');
  }
  return process.platform !== 'linux' || hasMemberAtWork(leader);
}

/** What has ended, and was not waited for, as in containers whose first process waits for nobody, is still a member. */
function hasMemberAtWork(leader: number): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The command's name may hold spaces and parentheses.
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(group) === leader && state !== 'Z' && state !== 'X';
    } catch {
      return false;
    }
  });
}
