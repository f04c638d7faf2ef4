// Reads an experiment file: text in; the experiment and every problem with its place out. The editor, the command line and the trainer use it.

import { findDuplicateKeys, valueOfNode } from './documentValue.ts';
import type { ExperimentDocument } from './experimentDocument.ts';
import { parseText } from './parseText.ts';
import type { Problem } from './problem.ts';
import { checkMeaning } from './rules/checkMeaning.ts';
import type { MemoryForecast, ReadingContext } from './rules/rule.ts';
import { type Experiment, experimentSchema } from './schema.ts';
import { shapeProblems } from './shapeProblems.ts';

export type { ExperimentDocument } from './experimentDocument.ts';
export type { Fix, Position, Problem, Severity, TextEdit, TextRange } from './problem.ts';

export interface ReadOptions {
  /** Absolute path of the folder that relative paths in the file start from. */
  readonly folder?: string;
  /** Whether a file or folder exists; without it, data paths are not checked. */
  readonly pathExists?: (absolute: string) => boolean;
  /** What a worker will need; without it, memory is not checked. */
  readonly forecastMemory?: (experiment: Experiment) => MemoryForecast | undefined;
}

export interface ExperimentReading {
  /** With every default written out; defined exactly when no problem is an error. */
  readonly experiment: Experiment | undefined;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  readonly document: ExperimentDocument;
}

/**
 * Reads JSON with comments and trailing commas, checks it against the schema and then against the rules of meaning. Later checks are
 * made only where the earlier ones found no error, so that one slip gives one message. Never throws, whatever the text.
 */
export function readExperiment(text: string, options: ReadOptions = {}): ExperimentReading {
  const { document, problems: syntaxProblems } = parseText(text);
  if (syntaxProblems.length > 0 || document.root === undefined)
    return { experiment: undefined, problems: syntaxProblems, document };

  const duplicates = findDuplicateKeys(document);
  const checked = experimentSchema.safeParse(valueOfNode(document.root));
  if (!checked.success) {
    const problems = inTextOrder([...duplicates, ...shapeProblems(document, checked.error.issues)]);
    return { experiment: undefined, problems, document };
  }
  const context: ReadingContext = { experiment: checked.data, document, ...options };
  const problems = inTextOrder([...duplicates, ...checkMeaning(context)]);
  const isRefused = problems.some((problem) => problem.severity === 'error');
  return { experiment: isRefused ? undefined : checked.data, problems, document };
}

function inTextOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.range.start.offset - b.range.start.offset);
}
