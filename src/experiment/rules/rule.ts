// A rule of meaning: what the schema cannot say, because several keys, the data or the experience of the field decide
// it.

import { editsToSet, formatInline } from '../documentEdits.ts';
import { type ExperimentDocument, findValue, headRange, valueRange } from '../experimentDocument.ts';
import type { KeyPath } from '../keyPath.ts';
import type { Fix, Severity, TextRange } from '../problem.ts';
import type { PublicDataset } from '../publicDatasets.ts';
import type { Experiment } from '../schema.ts';

/** Bytes that one worker needs, and what there is of them. */
export interface MemoryForecast {
  readonly bytes: number;
  /** Most that a worker can have, however much there is. */
  readonly mostBytes: number;
  readonly machineBytes: number;
}

/** What a rule looks at: an experiment that the schema accepts, with the text it stands in. */
export interface ReadingContext {
  readonly experiment: Experiment;
  readonly document: ExperimentDocument;
  /** Absolute; relative paths in the file start here. */
  readonly folder?: string;
  readonly pathExists?: (absolute: string) => boolean;
  /** What is wrong with a file of weights to begin with, in a sentence; undefined where nothing is, or can be said. */
  readonly checkWeights?: (experiment: Experiment, absolute: string) => string | undefined;
  /** Undefined where nothing can be said. */
  readonly forecastMemory?: (experiment: Experiment) => MemoryForecast | undefined;
}

export interface Finding {
  readonly message: string;
  readonly range: TextRange;
  readonly fix?: Fix;
  /** The public data set that is missing there. */
  readonly dataset?: PublicDataset;
}

export interface Rule {
  /** Stable, in kebab-case: it stands in the editor's problem list and in scripts. */
  readonly id: string;
  readonly severity: Severity;
  /** One line, for the list of rules. */
  readonly title: string;
  /** Yields one finding for each place that breaks the rule. */
  check(context: ReadingContext): Iterable<Finding>;
}

/** Whether the text itself sets `path`, rather than a default. */
export function isWritten({ document }: ReadingContext, path: KeyPath): boolean {
  return findValue(document, path) !== undefined;
}

/** Place of the first of `paths` whose value stands in the text; where none does, the place that encloses the first. */
export function placeOf(context: ReadingContext, ...paths: readonly [KeyPath, ...KeyPath[]]): TextRange {
  const { document } = context;
  const written = paths.find((path) => isWritten(context, path));
  return written === undefined ? headRange(document, paths[0].slice(0, -1)) : valueRange(document, written);
}

/** The part of a finding that offers to set the value at `path`, whether it stands in the text yet or not. */
export function settingFix({ document }: ReadingContext, path: KeyPath, value: unknown): { fix?: Fix } {
  const edits = editsToSet(document, path, value);
  return edits === undefined ? {} : { fix: { title: `Set "${String(path.at(-1))}" to ${formatInline(value)}`, edits } };
}
