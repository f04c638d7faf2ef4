// The reader of a log, by its format.

import type { LogRun } from './findLogRuns.ts';
import type { LogReader } from './logReader.ts';
import { openTensorBoardLog } from './tensorBoard/tensorBoardLog.ts';

/** `isWanted`: names of the figures that are told; by default all. */
export function openLog({ directory, format }: LogRun, isWanted?: (tag: string) => boolean): LogReader {
  switch (format) {
    case 'tensorboard':
      return openTensorBoardLog(directory, isWanted);
  }
}
