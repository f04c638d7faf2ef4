// What is wrong with a filter, and where, in the words of a person who can put it right.

import type { Translate } from '../../words/translate.ts';
import type { PlainKind } from '../columns.ts';
import type { Comparison, Span } from './filterSyntax.ts';

export type FilterProblem = { readonly span: Span } & (
  | { readonly code: 'tooLong' | 'tooMany' | 'tooDeep'; readonly most: number }
  | { readonly code: 'unclosedQuote' | 'unclosedParenthesis' }
  /** Something should follow `after`, a word of the language. */
  | { readonly code: 'missingTerm'; readonly after: string }
  | { readonly code: 'missingValue'; readonly name: string; readonly after: string }
  | { readonly code: 'missingList'; readonly name: string }
  /** A comparison, a comma or a parenthesis that nothing stands before. */
  | { readonly code: 'unexpected'; readonly text: string }
  | { readonly code: 'unknownName'; readonly name: string; readonly nearest: string | undefined }
  | { readonly code: 'ambiguousName'; readonly name: string; readonly candidates: readonly string[] }
  | {
      readonly code: 'wrongValue';
      readonly name: string;
      readonly value: string;
      readonly expected: ExpectedValue;
      /** A whole comparison that would be understood. */
      readonly example: string;
    }
  | { readonly code: 'unknownState'; readonly value: string; readonly nearest: string | undefined }
  | {
      readonly code: 'wrongComparison';
      readonly name: string;
      readonly comparison: Comparison;
      readonly kind: 'text' | 'number';
      readonly example: string;
    }
);

export type ExpectedValue = Exclude<PlainKind, 'text' | 'texts' | 'state' | 'flag' | 'mixed'>;

/** A sentence or two: what is wrong, and what to write instead. */
export function describeFilterProblem(problem: FilterProblem, translate: Translate): string {
  switch (problem.code) {
    case 'tooLong':
      return translate('The filter is too long: {0} characters are read at most.', problem.most);
    case 'tooMany':
      return translate('The filter asks for too much: {0} conditions are read at most.', problem.most);
    case 'tooDeep':
      return translate('The filter is nested too deeply: {0} levels are read at most.', problem.most);
    case 'unclosedQuote':
      return translate('The quotation mark is not closed.');
    case 'unclosedParenthesis':
      return translate('The parenthesis is not closed.');
    case 'missingTerm':
      return translate(
        'Something has to follow “{0}”. To look for the word itself, write it in quotation marks.',
        problem.after,
      );
    case 'missingValue':
      return translate('A value has to follow “{0} {1}”.', problem.name, problem.after);
    case 'missingList':
      return translate('A list has to follow, for instance {0} in (1, 2).', problem.name);
    case 'unexpected':
      return translate('“{0}” is not expected here. A text that holds it is written in quotation marks.', problem.text);
    case 'unknownName':
      return problem.nearest === undefined
        ? translate('No run has “{0}”.', problem.name)
        : translate('No run has “{0}”. Did you mean {1}?', problem.name, problem.nearest);
    case 'ambiguousName':
      return translate('“{0}” may be {1}. Write more of it.', problem.name, listOf(problem.candidates));
    case 'wrongValue':
      return `${describeExpected(problem, translate)} ${translate('Write for instance {0}', problem.example)}.`;
    case 'unknownState':
      return problem.nearest === undefined
        ? translate('“{0}” is no state of a run. Write for instance state = running.', problem.value)
        : translate('“{0}” is no state of a run. Did you mean {1}?', problem.value, problem.nearest);
    case 'wrongComparison':
      return problem.kind === 'text'
        ? translate(
            '{0} is a text: “{1}” compares numbers. Write for instance {2}.',
            problem.name,
            problem.comparison,
            problem.example,
          )
        : translate(
            '{0} is a number: “{1}” looks within texts. Write for instance {2}.',
            problem.name,
            problem.comparison,
            problem.example,
          );
  }
}

function describeExpected(
  { name, value, expected }: Extract<FilterProblem, { readonly code: 'wrongValue' }>,
  translate: Translate,
): string {
  switch (expected) {
    case 'number':
      return translate('{0} is a number; “{1}” is not.', name, value);
    case 'share':
      return translate('{0} is a share from 0 to 1; “{1}” is not.', name, value);
    case 'duration':
      return translate('{0} is a duration; “{1}” is not.', name, value);
    case 'size':
      return translate('{0} is a size in bytes; “{1}” is not.', name, value);
    case 'date':
      return translate('{0} is a date; “{1}” is not.', name, value);
    case 'choice':
      return translate('{0} is true or false; “{1}” is neither.', name, value);
  }
}

const mostListed = 4;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, mostListed);
  return `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
}

/** Thrown within this folder only, and told as a value. */
export class FilterProblemError extends Error {
  readonly problem: FilterProblem;

  constructor(problem: FilterProblem) {
    super(problem.code);
    this.problem = problem;
  }
}
