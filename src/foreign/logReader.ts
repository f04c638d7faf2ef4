// What every log of another program is read through, whatever its format: figures as our own event files tell them, and what
// the log says of its run beside them.

import { ownCopy } from '../base/ownCopy.ts';
import type { HearEvents } from '../runs/eventUpdate.ts';
import type { Fact } from '../runs/experimentFacts.ts';

/** Which files a log is made of. */
export type LogFormat = 'tensorboard' | 'csv' | 'dvclive' | 'mlflow' | 'wandb';

/** How the program itself says that its run ended: `stopped` by somebody. */
export type LogOutcome = 'completed' | 'stopped' | 'failed';

/** Of more, the first are kept: as many as an experiment of ours may have. */
export const mostParameters = 500;
/** Of a file with parameters. */
export const mostYamlBytes = 256 * 1024;

export interface LogReader {
  /**
   * Tells what came since the last call. Never rejects for what is wrong with a file, which is told in its place, once.
   */
  read(hear: HearEvents, signal?: AbortSignal): Promise<void>;
  /** The next call tells everything from the beginning. */
  restart(): void;
  /** Settings of the run by their names, as far as they were read. */
  readonly parameters: ReadonlyMap<string, Fact>;
  /** What the program calls its run, where it does; not the name of a folder. */
  readonly title: string | undefined;
  /** Whether the program itself shows the run no more. */
  readonly isDeleted: boolean;
  /** When the program says that the run began, in seconds since 1970; undefined where it does not. */
  readonly startedAt: number | undefined;
  /** When its files were last changed, in seconds since 1970, where its figures have no times; otherwise undefined. */
  readonly filesChangedAt: number | undefined;
  /** Undefined where the log does not say. */
  readonly outcome: LogOutcome | undefined;
  /** What it keeps in memory beside `parameters`, about: names, files that it follows, what it was told of them. */
  readonly bytesHeld: number;
}

/** Of one setting, beside its letters. */
const bytesOfFact = 200;

/** What these take in memory, about. */
export function bytesOfFacts(facts: ReadonlyMap<string, Fact>): number {
  let bytes = 0;
  for (const [name, fact] of facts) bytes += bytesOfFact + 2 * (name.length + String(fact).length);
  return bytes;
}

/** Of a text that is kept, in UTF-16 units. */
export const longestKeptText = 200;

/** A text that is kept for lists of hundreds of runs, and nothing beside it: a longer one is cut, and ends in `…`. */
export function boundText(text: string): string {
  return ownCopy(text.length <= longestKeptText ? text : `${text.slice(0, longestKeptText - 1)}…`);
}
