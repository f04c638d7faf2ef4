// What is said where the system does not grant a learner its memory.

import { formatMemory, howToSaveMemory } from '../../base/formatMemory.ts';
import { ModelError } from '../model.ts';

/** @param error what the system said */
export function memoryNotGranted(bytes: number, error: unknown): ModelError {
  return new ModelError(
    `The model needs ${formatMemory(bytes)} of memory, which the system does not grant (${String(error)}). ${howToSaveMemory}.`,
  );
}
