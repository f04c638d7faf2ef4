// What is said where the system does not grant a learner its memory.

import { addressLimit, adviseOnAddresses } from '../../base/addressSpace.ts';
import { formatMemory, howToSaveMemory } from '../../base/formatMemory.ts';
import { ModelError } from '../model.ts';

/**
 * @param error what the system said
 * @param limit on the process's addresses, in bytes
 */
export function memoryNotGranted(bytes: number, error: unknown, limit = addressLimit()): ModelError {
  const advice = adviseOnAddresses(limit) ?? howToSaveMemory;
  return new ModelError(
    `The model needs ${formatMemory(bytes)} of memory, which the system does not grant (${String(error)}). ${advice}.`,
  );
}
