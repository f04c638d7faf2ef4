// Exports runs: written beside the target by the format that was asked for, and put in its place when all of it is whole.

import { type ExportFormatName, type ExportRequest, targetsOfFormats, type WriteExport } from './exportFormat.ts';
import { Staging } from './staging.ts';

export interface RunsExport extends Omit<ExportRequest, 'staging'> {
  readonly format: ExportFormatName;
  /** Absolute path, whose parent exists. */
  readonly target: string;
  /** Whether what is there already under the same names is replaced. */
  readonly mayReplace: boolean;
}

/**
 * Nothing is written where it fails. @throws {AlreadyThereError}, {RefusedFileError} for the target; {ExportRefused};
 * the signal's reason after an abort; the system's error
 */
export async function exportRuns({ format, target, mayReplace, ...request }: RunsExport): Promise<void> {
  const write = await loadFormat(format);
  const staging = await Staging.begin(target, targetsOfFormats[format], mayReplace);
  try {
    await write({ ...request, staging });
    request.signal.throwIfAborted();
    staging.publish();
  } catch (error) {
    staging.discard();
    throw error;
  }
}

async function loadFormat(name: ExportFormatName): Promise<WriteExport> {
  switch (name) {
    case 'csv':
      return (await import('./csvFormat.ts')).writeCsv;
    case 'json':
      return (await import('./jsonFormat.ts')).writeJson;
    case 'mlflow':
      return (await import('./mlflowFormat.ts')).writeMlflow;
    case 'wandb-offline':
      return (await import('./wandbFormat.ts')).writeWandb;
    case 'tensorboard':
      return (await import('./tensorBoardFormat.ts')).writeTensorBoard;
  }
}
