// Times the operations of an inner step one by one: for benchmarks and profiles, which ask where a step's time goes.

import type { Section } from './program/compileLayers.ts';
import { type DecodedOperation, decodeOperation } from './program/operations.ts';

/** One operation of an inner step, and how long it took. */
export interface OperationTime extends Pick<Section, 'part' | 'layer'> {
  readonly operation: DecodedOperation['name'];
  readonly operands: DecodedOperation['operands'];
  readonly seconds: number;
}

/**
 * Runs a program once, from `start` on, and takes the time of each of its operations.
 * @param words the kernels' memory
 * @param runOperation carries out the operation at an address and returns the address of the next
 */
export function timeOperations(
  sections: readonly Section[],
  start: number,
  words: Int32Array,
  runOperation: (at: number) => number,
): readonly OperationTime[] {
  const times: OperationTime[] = [];
  let at = start;
  let end = start;
  for (const { part, layer, words: ownWords } of sections) {
    end += ownWords.length * 4;
    while (at < end) {
      const { name, operands } = decodeOperation(words.subarray(at / 4));
      const begin = performance.now();
      at = runOperation(at);
      const seconds = (performance.now() - begin) / 1e3;
      times.push({ part, layer, operation: name, operands, seconds });
    }
  }
  return times;
}
