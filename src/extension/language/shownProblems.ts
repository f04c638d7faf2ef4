// Which problems the editor underlines by itself, so that it shows none twice.

import type { Problem } from '../../experiment/readExperiment.ts';

/**
 * Rules that VS Code's own JSON support checks, too, in any file and whatever its schema. What the schema says it
 * leaves to us: the schema it is given allows everything.
 */
const checkedByJsonSupport: ReadonlySet<string> = new Set(['syntax', 'duplicate-key']);

/** The problems to underline, given whether VS Code's JSON support validates the file. */
export function problemsToShow(problems: readonly Problem[], jsonSupportValidates: boolean): readonly Problem[] {
  return jsonSupportValidates ? problems.filter((problem) => !checkedByJsonSupport.has(problem.rule)) : problems;
}
