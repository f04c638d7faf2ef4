// What stands above the rows of the run browser: what keeps runs from being there, and by what those were chosen that are.

import type { Translate } from '../../base/translate.ts';

export interface ViewedRuns {
  /** Empty for none. */
  readonly filter: string;
  /** How many runs are shown. */
  readonly shown: number;
  /** How many there are. */
  readonly all: number;
  /** Sentences: of folders that cannot be looked at. */
  readonly problems: readonly string[];
}

/** More than these nobody reads above a list. */
const mostProblems = 3;

/**
 * Empty where nothing is to be said: the editor shows the welcome text of an empty list, which says that nothing
 * matches, only where there is no message.
 */
export function viewMessage(viewed: ViewedRuns, translate: Translate): string {
  const { problems } = viewed;
  const left = problems.length - mostProblems;
  const said = [...problems.slice(0, mostProblems), left > 0 ? translate('And {0} more.', left) : ''];
  return [...said, describeChoice(viewed, translate)].filter((part) => part !== '').join(' ');
}

function describeChoice({ filter, shown, all, problems }: ViewedRuns, translate: Translate): string {
  if (filter !== '' && shown > 0) return translate('Showing runs that match “{0}”', filter);
  if (filter !== '') return problems.length > 0 ? translate('No run matches “{0}”', filter) : '';
  return shown === 0 && all > 0 ? translate('All runs here are archived ({0}).', all) : '';
}
