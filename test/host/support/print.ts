// Prints a line that whoever started the suite gets to see.

import { format } from 'node:util';
import { outputMarkVariable } from '../../../scripts/testing/outputMark.ts';

/**
 * Formatted here, because the workbench passes format strings on as they are; the extension host lets nobody replace
 * console.log.
 */
export function print(...values: readonly unknown[]): void {
  console.log(`${process.env[outputMarkVariable] ?? ''}${format(...values)}`);
}
