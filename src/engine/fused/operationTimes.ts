// Times the operations of an inner step one by one: for benchmarks and profiles, which ask where a step's time goes.

import type { Section } from './program/compileLayers.ts';
import * as operation from './program/operations.ts';

/** One operation of an inner step, and how long it took. */
export interface OperationTime extends Pick<Section, 'part' | 'layer'> {
  /** Its name in `operations.ts`. */
  readonly operation: string;
  readonly seconds: number;
}

/** Codes of activations and sizes stand in `operations.ts` as well; those of operations are no activation's and no size's. */
const notOperations: ReadonlySet<string> = new Set([
  'IDENTITY',
  'RELU',
  'TANH',
  'SIGMOID',
  'BLOCK_ROWS',
  'WINDOW_ROWS',
  'MAX_TERMS',
  'MAX_TILE_ROWS',
]);

const operationNames: ReadonlyMap<number, string> = new Map(
  Object.entries(operation)
    .filter(([name]) => !notOperations.has(name))
    .map(([name, code]) => [code, name]),
);

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
      const code = words[at / 4] ?? operation.END;
      const begin = performance.now();
      at = runOperation(at);
      const seconds = (performance.now() - begin) / 1e3;
      times.push({ part, layer, operation: operationNames.get(code) ?? `operation ${code}`, seconds });
    }
  }
  return times;
}
