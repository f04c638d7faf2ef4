// The reader of a log, by its format.

import type { LogRun } from './findLogRuns.ts';
import { openLater } from './laterLog.ts';
import type { LogReader } from './logReader.ts';
import { openCsvLog } from './tables/csvLog.ts';
import { openTensorBoardLog } from './tensorBoard/tensorBoardLog.ts';

export function openLog({ directory, format }: LogRun): LogReader {
  switch (format) {
    case 'csv':
      return openCsvLog(directory);
    case 'tensorboard':
      return openTensorBoardLog(directory);
    case 'dvclive':
      return openLater(async () => (await import('./dvclive/dvcliveLog.ts')).openDvcliveLog(directory));
    case 'mlflow':
      return openLater(async () => (await import('./mlflow/mlflowLog.ts')).openMlflowLog(directory));
    case 'wandb':
      return openLater(async () => (await import('./wandb/wandbLog.ts')).openWandbLog(directory));
  }
}
