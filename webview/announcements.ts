// What people who cannot see the page are told of a run by itself: another state, and files that cannot be read.

import { describeNotice, type RunNotice } from '../src/runs/runNotice.ts';
import { shownStateOf } from '../src/words/states.ts';
import { announceState, readingNoticesTitle } from './head/runWords.ts';
import type { RunContent } from './model.ts';
import { translate } from './translate.ts';

/** Empty where nothing is to be told. */
export function newsOf(before: RunContent | undefined, after: RunContent | undefined): string {
  if (after?.kind !== 'live' || after === before) return '';
  const known = before?.kind === 'live' ? before : undefined;
  const isBack = before?.kind === 'unavailable';
  const isOtherState = isBack || (known !== undefined && shownStateOf(known.run) !== shownStateOf(after.run));
  const notices = wordsOf(after.notices);
  const isOtherNotice = notices !== wordsOf(known?.notices ?? []);
  return [
    ...(isOtherState ? [announceState(after.run)] : []),
    ...(isOtherNotice && notices !== '' ? [`${readingNoticesTitle()}. ${notices}`] : []),
  ].join(' ');
}

function wordsOf(notices: readonly RunNotice[]): string {
  return notices.map((notice) => describeNotice(notice, translate)).join(' ');
}
