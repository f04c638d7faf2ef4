// Paths as a person reads them.

import path from 'node:path';
import { describeLostFolder } from './failures.ts';

/** Relative to the current folder where the path lies in it, otherwise absolute. */
export function shownPath(...segments: readonly string[]): string {
  const absolute = path.resolve(...segments);
  if (describeLostFolder() !== undefined) return absolute;
  const relative = path.relative(process.cwd(), absolute);
  if (relative === '') return '.';
  return relative.startsWith('..') || path.isAbsolute(relative) ? absolute : relative;
}
