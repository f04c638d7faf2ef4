// A problem in an experiment file: which rule, how grave, where exactly, what to do, and where possible the edit that
// does it.

import type { PublicDataset } from './publicDatasets.ts';

/** A place in the text. `offset` counts UTF-16 code units; `line` and `column` are 0-based. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, not including, `end`. */
export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/**
 * error: the experiment cannot run, or surely is not what was meant; it is refused.
 * warning: it runs, but probably not as hoped. information: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'information';

export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * A change of the text that removes the problem. The edits' ranges refer to the text that was read and do not overlap.
 */
export interface Fix {
  /** What it does, as an imperative: `Change to "trainShots"`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Problem {
  /** Id of the rule, for instance `too-many-ways`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong and what to do, in sentences for a person. */
  readonly message: string;
  readonly range: TextRange;
  readonly fix?: Fix;
  /** The public data set that is missing there, and can be got by this name. */
  readonly dataset?: PublicDataset;
}
