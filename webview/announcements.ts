// What people who cannot see the page are told of a run by itself: another state, and files that cannot be read.

import { shownStateOf } from '../src/words/states.ts';
import { announceState, readingNoticesTitle } from './head/runWords.ts';
import type { RunContent } from './model.ts';

/** Empty where nothing is to be told. */
export function newsOf(before: RunContent | undefined, after: RunContent | undefined): string {
  if (after?.kind !== 'live' || after === before) return '';
  const known = before?.kind === 'live' ? before : undefined;
  const isBack = before?.kind === 'unavailable';
  const isOtherState = isBack || (known !== undefined && shownStateOf(known.run) !== shownStateOf(after.run));
  const isOtherNotice = after.notices.join('\n') !== (known?.notices ?? []).join('\n');
  return [
    ...(isOtherState ? [announceState(after.run)] : []),
    ...(isOtherNotice && after.notices.length > 0 ? [`${readingNoticesTitle()}. ${after.notices.join(' ')}`] : []),
  ].join(' ');
}
