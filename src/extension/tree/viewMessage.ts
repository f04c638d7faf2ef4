// What stands above the rows of the run browser: what is amiss, and by what the runs were chosen that are shown.

import type { Translate } from '../../base/translate.ts';

export interface ViewedRuns {
  /** Empty for none. */
  readonly filter: string;
  /** How many runs are shown. */
  readonly shown: number;
  /** How many there are. */
  readonly all: number;
  /** Of folders that cannot be looked at, and settings that do not count: sentences. */
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

/** @param setting its id, and whose it is where that has to be said */
export function describeWrongSetting(setting: string, translate: Translate): string {
  return translate('The setting {0} does not count, as its value is of the wrong kind. Change it.', setting);
}

function describeChoice({ filter, shown, all, problems }: ViewedRuns, translate: Translate): string {
  if (filter !== '' && shown > 0) return translate('Showing runs that match “{0}”', filter);
  if (filter !== '') return problems.length > 0 ? translate('No run matches “{0}”', filter) : '';
  return shown === 0 && all > 0 ? translate('All runs here are archived ({0}).', all) : '';
}
