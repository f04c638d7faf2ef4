// Each run of an export by itself: one that cannot be written holds up no other.

import { isSystemError, messageOf } from '../base/systemErrors.ts';
import type { ExportRequest } from './exportFormat.ts';
import { fullTitleOf, type RunToExport } from './runToExport.ts';

/**
 * Gives those that were written, each to its place. One that could not be is taken out again by `undo`, and told by its name. @throws what
 * the only one failed with, or the last one where none could be written; the signal's reason; the system's error
 */
export async function writeEach<Place>(
  runs: readonly (readonly [run: RunToExport, place: Place])[],
  { signal, onProblem }: Pick<ExportRequest, 'signal' | 'onProblem'>,
  write: (run: RunToExport, place: Place) => Promise<void>,
  undo: (place: Place) => void,
): Promise<readonly RunToExport[]> {
  const written: RunToExport[] = [];
  for (const [number, [run, place]] of runs.entries())
    try {
      await write(run, place);
      written.push(run);
    } catch (error) {
      signal.throwIfAborted();
      const isLast = number === runs.length - 1;
      // A full disk takes the others no better.
      if (isSystemError(error) || (isLast && written.length === 0)) throw error;
      undo(place);
      onProblem(`“${fullTitleOf(run)}” is left out: ${messageOf(error)}`);
    }
  return written;
}
