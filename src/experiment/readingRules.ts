// Rules of reading: what makes a text no experiment, before anything can be said of its meaning.

import type { Fix, Problem, Severity, TextRange } from './problem.ts';

interface ReadingRule {
  readonly severity: Severity;
  /** One line, for the list of rules. */
  readonly title: string;
}

export const readingRules = {
  encoding: { severity: 'error', title: 'The file is not encoded in UTF-8.' },
  'not-text': { severity: 'error', title: 'The file holds a NUL byte.' },
  'file-too-large': { severity: 'error', title: 'The file is larger than any experiment.' },
  'empty-file': { severity: 'error', title: 'The file is empty, or holds only comments.' },
  'nesting-too-deep': { severity: 'error', title: 'Brackets are nested deeper than in any experiment.' },
  syntax: { severity: 'error', title: 'The text is not JSON. Comments and trailing commas are allowed.' },
  'duplicate-key': { severity: 'warning', title: 'A key stands twice in the same object; the last one counts.' },
  'unknown-key': { severity: 'error', title: 'A key that an experiment does not have, at least not there.' },
  'missing-key': { severity: 'error', title: 'A key without a default is missing.' },
  'wrong-type': { severity: 'error', title: 'A value of another type than the key takes.' },
  'out-of-range': { severity: 'error', title: 'A number, text or list outside its bounds.' },
  'unknown-value': { severity: 'error', title: 'A text that is none of the choices.' },
  'unusable-text': { severity: 'error', title: 'A text with characters that it must not have.' },
  'trainer-parameter': {
    severity: 'error',
    title: 'The command of a trainer asks for a parameter that there is none of.',
  },
  'parameter-value': {
    severity: 'error',
    title: 'A parameter of a trainer is not what the schema of its parameters takes, or is missing.',
  },
  'parameters-schema': { severity: 'error', title: 'A schema of parameters that is none, or contradicts itself.' },
  'parameters-schema-unchecked': {
    severity: 'warning',
    title: 'A schema of parameters says what is not checked here.',
  },
  'trainer-program': { severity: 'error', title: 'The program of a trainer is not where the file says.' },
  'sweep-key': {
    severity: 'error',
    title: 'A sweep varies a key that the experiment does not have, or that a sweep cannot vary.',
  },
  'sweep-range': { severity: 'error', title: 'A range of a sweep has no values, or none on its scale.' },
  'sweep-value': { severity: 'error', title: 'With a setting of the sweep the experiment cannot run.' },
  'sweep-duplicate': { severity: 'error', title: 'Two values, seeds or settings of a sweep are the same.' },
  'sweep-too-large': {
    severity: 'error',
    title: 'A sweep has more runs than its limit, or sets too much of a long experiment.',
  },
  'sweep-halving': { severity: 'error', title: 'A sweep by successive halving of which no run would come to its end.' },
  'sweep-few-draws': { severity: 'warning', title: 'Fewer different settings were drawn than asked for.' },
} as const satisfies Record<string, ReadingRule>;

export type ReadingRuleId = keyof typeof readingRules;

/** A problem of the rule's severity. */
export function readingProblem(rule: ReadingRuleId, message: string, range: TextRange, fix?: Fix): Problem {
  return { rule, severity: readingRules[rule].severity, message, range, ...(fix && { fix }) };
}
