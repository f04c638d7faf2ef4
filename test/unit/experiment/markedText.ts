// Experiment files in tests: the range where a problem is expected stands between « and ».

import assert from 'node:assert/strict';
import { applyTextEdits } from '../../../src/experiment/experimentDocument.ts';
import {
  type Problem,
  type ReadOptions,
  readExperiment,
  type Severity,
} from '../../../src/experiment/readExperiment.ts';

export interface FileParts {
  readonly task?: string;
  readonly model?: string;
  readonly algorithm?: string;
  /** Further top-level keys, each line ending with a comma. */
  readonly rest?: string;
}

/** An experiment file that is right except for what the parts say. */
export function experimentFile(parts: FileParts): string {
  return `{
  "name": "test",
  ${parts.rest ?? ''}
  "task": ${parts.task ?? '{ "kind": "sine" }'},
  "model": ${parts.model ?? '{ "kind": "mlp" }'},
  "algorithm": ${parts.algorithm ?? '{ "innerOptimizer": { "kind": "sgd" } }'}
}
`;
}

export interface Expectation {
  readonly rule: string;
  readonly severity?: Severity;
  readonly message: string;
  /** The fix's title; without it, the problem must have none. */
  readonly fix?: string;
  readonly options?: ReadOptions;
}

/**
 * Asserts that the file has exactly one problem: this one, at the marked range. Its fix, if any, must leave a file
 * without it.
 */
export function assertProblem(marked: string, expected: Expectation): void {
  const { text, start, end } = unmark(marked);
  const { problems, experiment } = readExperiment(text, expected.options);
  assert.deepEqual(problems.map(summary), [`${expected.rule}: ${expected.message}`]);
  const [problem] = problems;
  assert.ok(problem);
  assert.equal(problem.severity, expected.severity ?? 'error');
  assert.equal(experiment === undefined, problem.severity === 'error');
  const { range } = problem;
  assert.deepEqual(
    [range.start.offset, range.end.offset],
    [start, end],
    `range is ${JSON.stringify(text.slice(range.start.offset, range.end.offset))}`,
  );
  assertPositions(text, problem);
  assert.equal(problem.fix?.title, expected.fix);
  if (problem.fix !== undefined) {
    const remaining = readExperiment(applyTextEdits(text, problem.fix.edits), expected.options).problems;
    assert.deepEqual(
      remaining.map((other) => other.rule).filter((rule) => rule === expected.rule || rule === 'syntax'),
      [],
    );
  }
}

/** Line and column agree with the offset, counted in another way. */
export function assertPositions(text: string, problem: Problem): void {
  for (const position of [problem.range.start, problem.range.end]) {
    const before = text.slice(0, position.offset).split('\n');
    assert.equal(position.line, before.length - 1);
    assert.equal(position.column, before.at(-1)?.length);
  }
}

function unmark(marked: string): { text: string; start: number; end: number } {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  assert.ok(start >= 0 && end >= start, 'the text has no «marked» range');
  return { text: marked.replace('«', '').replace('»', ''), start, end };
}

function summary(problem: Problem): string {
  return `${problem.rule}: ${problem.message}`;
}
