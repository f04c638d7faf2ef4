// What the runs table works with.

import type { Memento, Uri } from 'vscode';
import type { Log } from '../doors/log.ts';
import type { RunRows } from '../runs/runRows.ts';

export interface TableServices {
  readonly extensionUri: Uri;
  readonly rows: RunRows;
  /** Keeps what was chosen, for the workspace. */
  readonly memory: Memento;
  readonly log: Log;
}
