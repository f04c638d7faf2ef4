// The formats that runs are exported in: what each makes of its target, and what it is given.

import type { RunToExport } from './runToExport.ts';
import type { Staging } from './staging.ts';

export const exportFormatNames = ['csv', 'json', 'html', 'mlflow', 'wandb-offline', 'tensorboard'] as const;
export type ExportFormatName = (typeof exportFormatNames)[number];

/** What a format makes of its target. */
export const targetsOfFormats = {
  csv: 'folder',
  json: 'file',
  html: 'file',
  mlflow: 'folder',
  'wandb-offline': 'folder',
  tensorboard: 'folder',
} as const satisfies Readonly<Record<ExportFormatName, 'file' | 'folder'>>;

export interface ExportRequest {
  /** At least one; no two of them have one name. */
  readonly runs: readonly RunToExport[];
  readonly staging: Staging;
  /** Of Reptile Lab. */
  readonly version: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Hears what of a run's files cannot be read, in sentences, each once. */
  readonly onProblem: (problem: string) => void;
}

/**
 * Writes runs to the staging, and leaves it to others to publish. Gives those that were written: one that cannot be is
 * left out, and told. Rejects as `writeEach` and `Staging` do.
 */
export type WriteExport = (request: ExportRequest) => Promise<readonly RunToExport[]>;
