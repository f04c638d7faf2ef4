// Where a round takes place, and with which programs.

import type { Lengths } from './experiment.ts';

export interface QueuePrograms {
  readonly cli: string;
  readonly trainer: string;
  readonly window: string;
}

export interface Place {
  readonly folder: string;
  /** In `folder`. */
  readonly runsFolder: string;
  /** Of the one user of all windows and terminals. */
  readonly home: string;
  readonly programs: QueuePrograms;
  readonly lengths: Lengths;
}
