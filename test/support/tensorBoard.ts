// Looks for a Python that has TensorBoard.

import { findPythonWith } from './findPython.ts';

/** `python3`, or the program that REPTILE_LAB_PYTHON names; undefined where neither has it. */
export function findTensorBoard(): Promise<string | undefined> {
  return findPythonWith('tensorboard');
}
