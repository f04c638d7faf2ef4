// Looks for a Python that has TensorBoard.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** `python3`, or the program that REPTILE_LAB_PYTHON names; undefined where neither has it. */
export function findTensorBoard(): Promise<string | undefined> {
  return findPythonWith('tensorboard');
}

/** The same for any module. */
export async function findPythonWith(module: string): Promise<string | undefined> {
  for (const python of [process.env.REPTILE_LAB_PYTHON, 'python3']) {
    if (python === undefined) continue;
    try {
      await promisify(execFile)(python, ['-c', `import ${module}`]);
      return python;
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}
