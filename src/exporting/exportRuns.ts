// Exports runs: staged by the format that was asked for, and put in place when all of it is whole.

import { writeCsv } from './csvFormat.ts';
import { type ExportFormatName, type ExportRequest, targetsOfFormats, type WriteExport } from './exportFormat.ts';
import { writeHtml } from './html/htmlFormat.ts';
import { writeJson } from './jsonFormat.ts';
import { writeMlflow } from './mlflowFormat.ts';
import { tellApart } from './runNames.ts';
import type { RunToExport } from './runToExport.ts';
import { Staging } from './staging.ts';
import { writeTensorBoard } from './tensorBoardFormat.ts';
import { writeWandb } from './wandbFormat.ts';

export interface RunsExport extends Omit<ExportRequest, 'staging'> {
  readonly format: ExportFormatName;
  /** Absolute path, whose parent exists. */
  readonly target: string;
  /** Whether what is there already under the same names is replaced. */
  readonly mayReplace: boolean;
}

/**
 * Gives the runs that were written. Nothing is where it fails, but after a `PartlyPublishedError`.
 * @throws {AlreadyThereError}, {RefusedFileError} for the target; {PartlyPublishedError}; {ExportRefused}; the signal's
 *   reason after an abort; the system's error
 */
export async function exportRuns({
  format,
  target,
  mayReplace,
  runs,
  ...request
}: RunsExport): Promise<readonly RunToExport[]> {
  const staging = await Staging.begin(target, targetsOfFormats[format], mayReplace);
  try {
    const written = await formats[format]({ ...request, runs: tellApart(runs), staging });
    request.signal.throwIfAborted();
    staging.publish();
    return written;
  } catch (error) {
    staging.discard();
    throw staging.ofTarget(error);
  }
}

/** Together they are smaller than apart: they are loaded when runs are exported. */
const formats: Readonly<Record<ExportFormatName, WriteExport>> = {
  csv: writeCsv,
  json: writeJson,
  html: writeHtml,
  mlflow: writeMlflow,
  'wandb-offline': writeWandb,
  tensorboard: writeTensorBoard,
};
