// What every mutation is: a named change of one entry on the disk, made by seeded choices.

import type { Choices } from '../choices.ts';
import type { TargetShape } from './targets.ts';

export interface Place {
  /** Absolute path of what is mutated. */
  readonly entry: string;
  readonly runDirectory: string;
  readonly runsFolder: string;
  /** A folder outside of the project that nobody may change. It has `file.txt`, `run.json` and number-named folders. */
  readonly canary: string;
  readonly choices: Choices;
}

export interface Mutation {
  readonly name: string;
  readonly shapes: readonly TargetShape[];
  /** Makes the change. Gives what was done, for the report; undefined where this machine cannot do it. */
  readonly apply: (place: Place) => Promise<string | undefined>;
}

export const everyFile: readonly TargetShape[] = ['json', 'file'];
export const everyEntry: readonly TargetShape[] = ['json', 'file', 'folder'];
