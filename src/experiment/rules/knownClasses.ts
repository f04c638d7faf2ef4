// What the rules know of the classes that a task draws from.

export interface TaskClasses {
  /** Classes that training tasks draw from, rotations counted. */
  readonly training: number;
  /** Rotations counted. */
  readonly heldOut: number;
  /** Samples in the smallest class of each part. */
  readonly trainingSamples: number;
  readonly heldOutSamples: number;
  /** For messages: what the classes are, `characters` or `digits`. */
  readonly noun: string;
}
