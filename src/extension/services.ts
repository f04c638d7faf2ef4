// What commands work with. Made once, in `extension.ts`.

import type { Uri } from 'vscode';
import type { Launcher } from '../launchers/launcher.ts';
import type { SweepMakings } from './commands/sweepMakings.ts';
import type { ComparePages } from './compare/comparePages.ts';
import type { Log } from './doors/log.ts';
import type { RunPanels } from './panel/runPanels.ts';
import type { RunFolders } from './runs/runFolders.ts';
import type { RunIndex } from './runs/runIndex.ts';
import type { RunRows } from './runs/runRows.ts';
import type { WaitingApprovals } from './runs/waitingApprovals.ts';
import type { RunsTable } from './table/runsTable.ts';
import type { DatasetGetter } from './tools/getDatasets.ts';
import type { TensorFlowInstaller } from './tools/installTensorFlowBackend.ts';
import type { RunTree } from './tree/runTree.ts';

export interface Services {
  readonly index: RunIndex;
  readonly rows: RunRows;
  readonly folders: RunFolders;
  readonly launcher: Launcher;
  readonly approvals: WaitingApprovals;
  readonly sweeps: SweepMakings;
  readonly panels: RunPanels;
  readonly comparePages: ComparePages;
  readonly tree: RunTree;
  readonly table: RunsTable;
  readonly log: Log;
  readonly datasets: DatasetGetter;
  readonly tensorFlow: TensorFlowInstaller;
  readonly extensionUri: Uri;
  /** Of Reptile Lab, for the manifests of new runs. */
  readonly version: string;
}
