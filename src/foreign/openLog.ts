// The reader of a log, by its format.

import { loadOnce } from '../base/loadOnce.ts';
import type { LogRun } from './findLogRuns.ts';
import { openLater } from './laterLog.ts';
import type { LogReader } from './logReader.ts';
import { openCsvLog } from './tables/csvLog.ts';
import { openTensorBoardLog } from './tensorBoard/tensorBoardLog.ts';

const loadDvclive = loadOnce(() => import('./dvclive/dvcliveLog.ts'));
const loadMlflow = loadOnce(() => import('./mlflow/mlflowLog.ts'));
const loadWandb = loadOnce(() => import('./wandb/wandbLog.ts'));

/** Its `read` never rejects. */
export function openLog({ directory, format }: LogRun): LogReader {
  switch (format) {
    case 'csv':
      return openLater(directory, async () => openCsvLog(directory));
    case 'tensorboard':
      return openLater(directory, async () => openTensorBoardLog(directory));
    case 'dvclive':
      return openLater(directory, async () => (await loadDvclive()).openDvcliveLog(directory));
    case 'mlflow':
      return openLater(directory, async () => (await loadMlflow()).openMlflowLog(directory));
    case 'wandb':
      return openLater(directory, async () => (await loadWandb()).openWandbLog(directory));
  }
}
