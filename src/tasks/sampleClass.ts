// A class as few-shot tasks see it, and the sizes of such tasks.

import type { Grouping } from '../experiment/grouping.ts';

/** A class as tasks see it. */
export interface SampleClass {
  /** For instance `5` or `Tagalog/character07`. */
  readonly name: string;
  /** Its samples, by their numbers in the data set. */
  readonly samples: readonly number[];
  /**
   * Classes of one task come from one group, for instance from one speaker. Where some classes have a group, those
   * without take no part.
   */
  readonly group?: string;
  /** Who made each of `samples`, in their order, where the data tell. */
  readonly makers?: readonly string[];
}

/** Sizes of a task: the part of an experiment's task section that all class tasks share. */
export interface ClassTaskSizes {
  readonly ways: number;
  readonly shots: number;
  readonly queries: number;
  readonly trainShots: number;
  readonly grouping?: Grouping | undefined;
}
