// Looks for a Python, and for one that has a package.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** `python3`, or the program that REPTILE_LAB_PYTHON names; undefined where neither can import the module. */
export async function findPython(module: string): Promise<string | undefined> {
  for (const python of [process.env.REPTILE_LAB_PYTHON, 'python3']) {
    if (python === undefined) continue;
    try {
      await promisify(execFile)(python, ['-c', `import sys, ${module}; assert sys.version_info >= (3, 9)`]);
      return python;
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}
