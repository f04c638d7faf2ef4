// Reads an experiment file: text in; the experiment and every problem with its place out. The editor, the command line
// and the trainer use it.

import { findBrokenPlaces } from './brokenPlaces.ts';
import { checkExternalFileShape, checkFileShape, namesTrainer } from './checkShape.ts';
import { findDuplicateKeys, valueOfNode } from './documentValue.ts';
import type { ExperimentDocument } from './experimentDocument.ts';
import { checkTrainer } from './external/checkTrainer.ts';
import { valuesOf } from './outlineLookup.ts';
import { parseText } from './parseText.ts';
import type { Problem } from './problem.ts';
import { checkMeaning } from './rules/checkMeaning.ts';
import type { MemoryForecast, ReadingContext } from './rules/rule.ts';
import type { Experiment, ExternalExperiment, Sweep } from './schema.ts';
import { shapeProblems } from './shapeProblems.ts';

export type { Fix, Problem, Severity, TextRange } from './problem.ts';

export interface ReadOptions {
  /** Absolute path of the folder that relative paths in the file start from. */
  readonly folder?: string;
  /** Whether a file or folder exists; without it, data paths are not checked. */
  readonly pathExists?: (absolute: string) => boolean;
  /** What is wrong with the file of weights that a run is to begin with; without it, such files are not checked, as where a run keeps its copy. */
  readonly checkWeights?: NonNullable<ReadingContext['checkWeights']>;
  /** What a worker will need; without it, memory is not checked. */
  readonly forecastMemory?: (experiment: Experiment) => MemoryForecast | undefined;
  /** Milliseconds after which no further setting of a sweep is tried, for who reads while somebody types. */
  readonly patience?: number;
}

export interface ExperimentReading {
  /**
   * With every default written out. Where no problem is an error exactly one of the two is defined: this one, or
   * `external` of a file that names another program as the trainer.
   */
  readonly experiment: Experiment | undefined;
  readonly external: ExternalExperiment | undefined;
  /** The file's, by the schema alone: `sweep/readExperimentFile.ts` says what it comes to. Undefined also of a faulty file. */
  readonly sweep: Sweep | undefined;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  readonly document: ExperimentDocument;
}

/**
 * Reads JSON with comments and trailing commas, checks it against the schema and then against the rules of meaning. The
 * rules are asked only of what the schema accepts, so that one slip gives one message; of a text with syntax errors
 * both judge what could be understood, and keep silent where an error may be the cause. Never throws, whatever the
 * text.
 */
export function readExperiment(text: string, options: ReadOptions = {}): ExperimentReading {
  const { document, problems: syntaxProblems, damage } = parseText(text);
  const refuse = (problems: readonly Problem[]): ExperimentReading => ({
    experiment: undefined,
    external: undefined,
    sweep: undefined,
    problems,
    document,
  });
  if (document.root === undefined) return refuse(syntaxProblems);

  const valueAt = valuesOf(document);
  const broken = findBrokenPlaces(document, damage, valueAt);
  const judge = (found: readonly Problem[]) =>
    inTextOrder([...syntaxProblems, ...[...findDuplicateKeys(document), ...found].filter(broken.isClear)]);

  const value = valueOfNode(document.root);
  if (namesTrainer(value)) {
    const checked = checkExternalFileShape(value);
    if (!checked.success) return refuse(judge(shapeProblems(document, checked.error.issues, broken)));
    if (damage.kind === 'unbalanced' || damage.kind === 'apart') return refuse(judge([]));
    const { sweep, ...external } = checked.data;
    const problems = judge(checkTrainer(external, document, options));
    const isRefused = problems.some((problem) => problem.severity === 'error');
    return isRefused ? refuse(problems) : { experiment: undefined, external, sweep, problems, document };
  }
  const checked = checkFileShape(value);
  if (!checked.success) return refuse(judge(shapeProblems(document, checked.error.issues, broken)));
  // A rule that compares two values would compare one with a default where the other is lost.
  if (damage.kind === 'unbalanced' || damage.kind === 'apart') return refuse(judge([]));
  const { sweep, ...experiment } = checked.data;
  const context: ReadingContext = { experiment, document, ...options };
  const problems = judge(checkMeaning(context));
  const isRefused = problems.some((problem) => problem.severity === 'error');
  return isRefused ? refuse(problems) : { experiment, external: undefined, sweep, problems, document };
}

/** As the problem list shows them. */
export function inTextOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.range.start.offset - b.range.start.offset);
}
