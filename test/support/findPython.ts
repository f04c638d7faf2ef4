// Looks for a Python that has certain packages, and asks one.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * Python 3.9 or later: those that REPTILE_LAB_PYTHON names, separated as in PATH, then `python3`; undefined where none
 * has the modules.
 */
export async function findPythonWith(...modules: readonly string[]): Promise<string | undefined> {
  const named = (process.env.REPTILE_LAB_PYTHON ?? '').split(path.delimiter).filter((name) => name !== '');
  const program = ['import sys', ...modules.map((name) => `import ${name}`), 'assert sys.version_info >= (3, 9)'];
  for (const python of [...named, 'python3']) {
    try {
      await promisify(execFile)(python, ['-c', program.join('\n')]);
      return python;
    } catch {
      // The next one may have them.
    }
  }
  return undefined;
}

/** What the program prints, as JSON. Rejects with what it says where it fails. */
export async function askPython(python: string, file: string, ...words: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, [file, ...words], {
    maxBuffer: 2 ** 27,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', OMP_NUM_THREADS: '1', CUDA_VISIBLE_DEVICES: '' },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
